import { describe, expect, it } from 'vitest'
import { Balancers } from '../../../simulator/balancer/balancers.ts'
import { EventQueue, Phase } from '../../../simulator/event-queue.ts'
import { Recovery } from '../../../simulator/fault/recovery.ts'
import { Tally } from '../../../simulator/record/tally.ts'
import { PodState, PodTable } from '../../../simulator/world/pod-table.ts'
import { World } from '../../../simulator/world/world.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision, Holding } from '../../../src/model/holding.ts'
import { BARE } from '../bare-holding.ts'
import { fleet } from './make.ts'

const holding = (host: number, cpus: readonly number[]): Holding => ({
  host,
  cpus,
  memoryMib: [cpus.length * 1024, 0],
  ...BARE,
})

function made() {
  const pods = new PodTable()
  const queue = new EventQueue()
  const events: Event[] = []
  const delays = { bindUs: { fromUs: 10, toUs: 10 }, startUs: { fromUs: 90, toUs: 190 } }
  const emit = (event: Event): void => void events.push(event)
  const watch = { fails: () => null, ready: () => {}, lost: () => {}, gone: () => {} }
  const balancers = new Balancers(pods, queue)
  const none = { cache: null, delivery: null, model: null, recovery: new Recovery(), balancers, watch }
  const world = new World({ seed: 1, fleet: fleet(2), delays, ...none, pods, queue, tally: new Tally(), emit })
  const identity = (name: string) => ({ name, game: 'g', zone: 'z1', component: 'c' })
  const head = (name: string, atUs: number) => ({ seq: 1, atUs, pod: identity(name), profile: 'pack' })
  return {
    pods,
    queue,
    events,
    world,
    ask: (name: string, atUs: number, warm = false) =>
      world.ask(atUs, identity(name), {
        group: null,
        cpus: 2,
        cpuMilli: 0,
        memoryMib: 2048,
        cause: 'launch',
        owner: 0,
        zone: { isStale: false },
        noisePermille: 1000,
        warm,
        balancer: null,
      }),
    place: (name: string, atUs: number, host: number) =>
      world.carryOut({
        ...head(name, atUs),
        kind: 'place',
        cause: 'launch',
        holding: holding(host, [0, 1]),
      } as Decision),
    release: (name: string, atUs: number, host: number, cause = 'scale-down') =>
      world.carryOut({ ...head(name, atUs), kind: 'release', cause, holding: holding(host, [0, 1]) } as Decision),
    fire: () => {
      expect(queue.nextPhase).toBe(Phase.podReady)
      const [atUs, slot, generation] = [queue.nextTimeUs, queue.nextSubject, queue.nextStamp]
      queue.pop()
      world.becomeReady(atUs, slot, generation)
      return atUs
    },
    kinds: () => events.map((event) => event.kind),
  }
}

describe('the world', () => {
  it('starts a pod after its bind and start delays and says so', () => {
    const { world, queue, ask, place, fire, kinds } = made()
    ask('p', 1000)
    expect(world.podsPending).toBe(1)
    place('p', 1000, 0)
    expect([world.podsPending, world.podsPlaced, world.podsReady, world.cpuMilliHeld]).toEqual([0, 1, 0, 2000])
    expect(queue.nextTimeUs).toBeGreaterThanOrEqual(1100)
    expect(queue.nextTimeUs).toBeLessThanOrEqual(1200)
    fire()
    expect(world.podsReady).toBe(1)
    expect(kinds()).toEqual(['request', 'ready'])
  })

  it('draws the delay by the name of the pod, not by who came before', () => {
    const alone = made()
    alone.ask('p', 0)
    alone.place('p', 0, 0)
    const second = made()
    second.ask('o', 0)
    second.place('o', 0, 1)
    second.fire()
    second.ask('p', 0)
    second.place('p', 0, 0)
    expect(second.queue.nextTimeUs).toBe(alone.queue.nextTimeUs)
  })

  it('hears nothing of a pod that was released, or whose host was lost, before it was ready', () => {
    const { world, ask, place, release, fire, kinds, pods } = made()
    const gone = ask('gone', 0)
    const lost = ask('lost', 0)
    place('gone', 0, 0)
    place('lost', 0, 1)
    world.giveUp(5, gone, 'scale-down')
    release('gone', 5, 0)
    world.losses.lose(6, { atUs: 6, host: 'h001', downUs: 1000, kind: 'host' })
    release('lost', 6, 1, 'host-lost')
    place('lost', 6, 0) // A second placement, on the slot's own new generation.
    ask('other', 6) // Takes the slot of the released one.
    place('other', 6, 0)
    expect(pods.slotOf('other')).toBe(gone)
    for (let i = 0; i < 4; i++) fire()
    expect(kinds().filter((kind) => kind === 'ready').length).toBe(2)
    expect(pods.state[lost]).toBe(PodState.ready)
    expect(pods.state[gone]).toBe(PodState.ready)
    expect(world.podsReady).toBe(2)
  })

  it('hears nothing of a pod given up, or whose host was lost, in the instant in which it would be ready', () => {
    const { world, ask, place, kinds, pods } = made()
    const givenUp = ask('p', 0)
    place('p', 0, 0)
    const lost = ask('q', 0)
    place('q', 0, 1)
    world.giveUp(100, givenUp, 'game-end')
    world.losses.lose(100, { atUs: 100, host: 'h001', downUs: 10, kind: 'host' })
    for (const slot of [givenUp, lost]) world.becomeReady(100, slot, pods.generation[slot])
    expect(kinds()).not.toContain('ready')
    expect(world.podsReady).toBe(0)
  })

  it('takes a host down with its pods, once while faults overlap, until the later end', () => {
    const { world, ask, place, fire, kinds, queue, pods } = made()
    const slot = ask('p', 0)
    place('p', 0, 0)
    fire()
    world.losses.lose(1000, { atUs: 1000, host: 'h000', downUs: 500, kind: 'host' })
    expect([world.podsReady, world.hosts.upCount, world.hosts.cpusAllocatable]).toEqual([0, 1, 16])
    expect(pods.state[slot]).toBe(PodState.stopped)
    world.losses.lose(1200, { atUs: 1200, host: 'h000', downUs: 800, kind: 'host' })
    expect(kinds().filter((kind) => kind === 'host-lost').length).toBe(1)
    expect(queue.nextTimeUs).toBe(1500)
    world.losses.recover(1500, 0)
    expect(world.hosts.upCount).toBe(1)
    world.losses.recover(2000, 0)
    expect([world.hosts.upCount, world.hosts.cpusAllocatable]).toEqual([2, 32])
    expect(kinds().filter((kind) => kind === 'host-recovered').length).toBe(1)
  })

  it('keeps a host down when a shorter fault falls into a longer one', () => {
    const { world } = made()
    world.losses.lose(1000, { atUs: 1000, host: 'h000', downUs: 1000, kind: 'host' })
    world.losses.lose(1200, { atUs: 1200, host: 'h000', downUs: 100, kind: 'host' })
    world.losses.recover(1300, 0)
    expect(world.hosts.isUp(0)).toBe(false)
    world.losses.recover(2000, 0)
    expect(world.hosts.isUp(0)).toBe(true)
  })

  it('frees at once a pod that is given up before it was placed', () => {
    const { world, ask, kinds, pods } = made()
    world.giveUp(3, ask('p', 0), 'game-end')
    expect(kinds()).toEqual(['request', 'release'])
    expect([pods.count, world.podsPending]).toEqual([0, 0])
  })

  it('ends in nothing when everything is released, whichever cause the engine gives', () => {
    const { world, ask, place, release } = made()
    for (let i = 0; i < 600; i++) {
      ask(`p${i}`, 0)
      place(`p${i}`, 0, i % 2)
    }
    expect(world.cpuMilliHeld).toBe(1_200_000)
    expect(world.hosts.inUseCount).toBe(2)
    world.losses.lose(5, { atUs: 5, host: 'h000', downUs: 10, kind: 'host' })
    for (let i = 0; i < 600; i++) {
      world.giveUp(5, i, 'game-end')
      release(`p${i}`, 5, i % 2, i % 2 === 0 ? 'host-lost' : 'game-end')
    }
    const { podsPlaced, podsReady, podsPending, cpuMilliHeld, memoryMibHeld, hosts } = world
    const held = [cpuMilliHeld, memoryMibHeld, hosts.inUseCount]
    expect([podsPlaced, podsReady, podsPending, ...held]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('has pods of a game that ran before ready at once, and reports them an instant later', () => {
    const { world, ask, place, fire, kinds } = made()
    ask('p', 0, true)
    place('p', 0, 0)
    expect(world.podsReady).toBe(1)
    expect(kinds()).toEqual(['request'])
    expect(fire()).toBe(1)
    expect(world.podsReady).toBe(1)
    expect(kinds()).toEqual(['request', 'ready'])
  })

  it('asserts that the engine decides what can be', () => {
    const { world, ask, place } = made()
    ask('p', 0)
    world.losses.lose(0, { atUs: 0, host: 'h000', downUs: 10, kind: 'host' })
    expect(() => place('p', 0, 0)).toThrow('host that is down')
    place('p', 0, 1)
    expect(() => place('p', 0, 1)).toThrow('not pending')
    expect(() => place('q', 0, 1)).toThrow('no live pod q')
  })
})
