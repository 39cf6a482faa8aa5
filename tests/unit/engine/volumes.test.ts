import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { createDecisionWriter } from '../../../src/model/decision-text.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Fleet, VolumePool } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { fleetOf, PLAIN, smtHost } from './small-fleet.ts'

const CEPH: VolumePool = { name: 'ceph', capacityMib: 1000 }

/** Hosts h1, h2, h3, each of which attaches two volumes, unless told otherwise. */
function fleet(volumePools: readonly VolumePool[] = [CEPH], volumeAttachMax = 2): Fleet {
  return { ...fleetOf(['h1', 'h2', 'h3'].map((name) => ({ ...smtHost(name), volumeAttachMax }))), volumePools }
}

class Story {
  readonly engine: Engine
  readonly #fleet: Fleet
  #atUs = 0

  constructor(of: Fleet, request: Partial<PodRequest>) {
    this.#fleet = of
    this.engine = createEngine(of)
    this.engine.observe({ atUs: 0, kind: 'component', game: 'g', component: 'c', request: { ...PLAIN, ...request } })
  }

  say(event: Record<string, unknown>): void {
    this.engine.observe({ atUs: this.#atUs, ...event } as unknown as Event)
  }

  ask(...ordinals: readonly number[]): void {
    const who = { game: 'g', zone: 'z', component: 'c' }
    const size = { cpus: 2, memoryMib: 1024 }
    for (const n of ordinals) this.say({ kind: 'request', pod: `g/z/c-${n}`, ...who, ...size, cause: 'plan' })
  }

  /** A round, each decision in short: `place c-0 h1 ceph 400`. */
  round(): string[] {
    const write = createDecisionWriter(this.#fleet)
    const lines = this.engine.decide(this.#atUs++).map((decision) => JSON.parse(write(decision)))
    return lines.map(({ kind, pod, host, volume, volumeMib, reasons, nearest }) => {
      const why = reasons?.map((each: { filter: string; hosts: number }) => `${each.filter} ${each.hosts}`).join(', ')
      const near = nearest === undefined ? '' : ` ${nearest.amount} ${nearest.resource} on ${nearest.hosts}`
      const words = kind === 'refuse' ? [`${why};${near}`] : [host, volume, volumeMib]
      return [kind, pod.slice(4), ...words].filter((word) => word !== undefined).join(' ')
    })
  }
}

test('a volume is of the first pool by name with room that reaches the host, and stands last in the line', () => {
  const pools = [
    { name: 'b-small', capacityMib: 500 },
    { name: 'c-large', capacityMib: 900 },
  ]
  const far = { name: 'a-far', capacityMib: 9000, boundTo: { hosts: ['h3'] } }
  const { engine } = new Story(fleet([far, ...pools]), { volumeMib: 400 })
  const story = new Story(fleet([far, ...pools]), { volumeMib: 400 })
  story.ask(0, 1, 2)
  expect(story.round()).toEqual(['place c-0 h1 b-small 400', 'place c-1 h1 c-large 400', 'place c-2 h2 c-large 400'])
  story.ask(3)
  expect(story.round()).toEqual(['place c-3 h3 a-far 400'])
  const write = createDecisionWriter(fleet([far, ...pools]))
  engine.observe({
    atUs: 0,
    kind: 'request',
    pod: 'g/z/c-0',
    game: 'g',
    zone: 'z',
    component: 'c',
    cpus: 1,
    memoryMib: 64,
    cause: 'plan',
  })
  expect(engine.decide(0).map(write)[0]).toContain(
    '"mac":"02:00:0a:00:00:0a","volume":"b-small","volumeMib":400,"cause"',
  )
})

test('a pod keeps its volume and its room while it waits, and gives both back at its end', () => {
  const bound = { name: 'a', capacityMib: 500, boundTo: { hosts: ['h1', 'h2'] } }
  const story = new Story(fleet([bound, { name: 'b', capacityMib: 1000, boundTo: { hosts: ['h3'] } }]), {
    volumeMib: 300,
  })
  story.ask(0)
  expect(story.round()).toEqual(['place c-0 h1 a 300'])
  story.say({ kind: 'host-lost', host: 'h1' })
  expect(story.round()).toEqual(['release c-0 h1', 'place c-0 h2 a 300'])
  story.say({ kind: 'host-lost', host: 'h2' })
  // Pool b has room on h3, but the pod has its data in pool a.
  expect(story.round()).toEqual(['release c-0 h2', 'refuse c-0 HostUp 2, Volume 1;'])
  story.ask(1)
  story.say({ kind: 'host-recovered', host: 'h1' })
  // The 200 MiB left of pool a do not do for another pod.
  expect(story.round()).toEqual(['place c-0 h1 a 300', 'place c-1 h3 b 300'])
  story.say({ kind: 'release', pod: 'g/z/c-0', cause: 'plan' })
  story.say({ kind: 'release', pod: 'g/z/c-1', cause: 'plan' })
  story.round()
  story.say({ kind: 'host-recovered', host: 'h2' })
  story.round()
  expect(story.engine.columns()).toEqual(createEngine(fleet([bound, { name: 'b', capacityMib: 1000 }])).columns())
})

test('a pod that moves goes where its pool reaches and leaves no volume attached', () => {
  const pool = { name: 'a', capacityMib: 500, boundTo: { hosts: ['h1', 'h3'] } }
  const story = new Story(fleet([pool, { name: 'b', capacityMib: 500 }], 1), { volumeMib: 500 })
  story.ask(0)
  expect(story.round()).toEqual(['place c-0 h1 a 500'])
  story.say({ kind: 'migrate', pod: 'g/z/c-0', cause: 'plan' })
  expect(story.round()).toEqual(['migrate c-0 h3 a 500'])
  story.ask(1)
  expect(story.round()).toEqual(['place c-1 h1 b 500'])
})

test('a refusal says what attachment or how much of a pool is missing', () => {
  const few = new Story(fleet([CEPH], 1), { volumeMib: 200 })
  few.ask(0, 1, 2, 3)
  expect(few.round()[3]).toBe('refuse c-3 Volume 3; 1 volumeAttach on 3')
  const small = new Story(fleet([{ ...CEPH, capacityMib: 700 }], 3), { volumeMib: 300 })
  small.ask(0, 1, 2)
  expect(small.round()[2]).toBe('refuse c-2 Volume 3; 200 volumeMib on 3')
  const both = new Story(fleet([{ ...CEPH, capacityMib: 300 }], 1), { volumeMib: 300 })
  both.ask(0, 1)
  expect(both.round()[1]).toBe('refuse c-1 Volume 3; 300 volumeMib on 2')
  const named = new Story(fleet([CEPH]), { volumeMib: 300, volumePool: 'other' })
  named.ask(0)
  expect(named.round()).toEqual(['refuse c-0 Volume 3;'])
})

test('what is found with a volume keeps it, and what is not free is not found', () => {
  const story = new Story(fleet([CEPH], 1), { volumeMib: 300 })
  const mac = '02:00:0a:00:00:0b'
  const held = { cpus: '0', memoryMib: { 0: 64 }, network: 'bridge', ip: '10.0.0.11', segment: 's', mac }
  const who = { kind: 'adopt', game: 'g', zone: 'z', component: 'c', ...held, volume: 'ceph' }
  const tooMuch = { ...who, pod: 'g/z/c-8', host: 'h1', volumeMib: 1001 }
  expect(() => story.say(tooMuch)).toThrow('1001 MiB in volume pool ceph is not')
  expect(() => story.say({ ...tooMuch, volumeMib: 5, volume: 'other' })).toThrow('volume other, not a volume pool')
  story.say({ ...who, pod: 'g/z/c-8', host: 'h1', volumeMib: 800 })
  const second = { ...who, pod: 'g/z/c-9', host: 'h1', volumeMib: 1, cpus: '1' }
  expect(() => story.say({ ...second, ip: '10.0.0.12', mac: '02:00:0a:00:00:0c' })).toThrow(
    'one more volume attached on h1 is',
  )
  story.say({ kind: 'host-lost', host: 'h1' })
  expect(story.round()).toEqual(['release c-8 h1', 'place c-8 h2 ceph 800'])
})

test('batch pods that give way keep their volumes, and what they attach makes room', () => {
  const story = new Story(fleet([CEPH], 1), { volumeMib: 300, batch: true })
  story.ask(0, 1, 2)
  expect(story.round().length).toBe(3)
  story.say({ kind: 'component', game: 'g', component: 'd', request: { ...PLAIN, volumeMib: 100 } })
  const pod = { pod: 'g/z/d-0', game: 'g', zone: 'z', component: 'd', cpus: 2, memoryMib: 1024 }
  story.say({ kind: 'request', ...pod, cause: 'plan' })
  expect(story.round()).toEqual(['release c-0 h1', 'place d-0 h1 ceph 100', 'refuse c-0 Volume 3; 1 volumeAttach on 3'])
})

test('how many more fit counts attachments of hosts and room in pools', () => {
  const more = { game: 'g', zone: 'z', component: 'c', most: 100 }
  expect(new Story(fleet([CEPH], 2), { volumeMib: 100 }).engine.fit(more)).toBe(6)
  expect(new Story(fleet([CEPH], 2), { volumeMib: 300 }).engine.fit(more)).toBe(3)
  const pools = [
    { ...CEPH, boundTo: { hosts: ['h1', 'h2'] } },
    { name: 'd', capacityMib: 350, boundTo: { hosts: ['h3'] } },
  ]
  expect(new Story(fleet(pools, 4), { volumeMib: 300 }).engine.fit(more)).toBe(4)
  expect(new Story(fleet(pools, 4), { volumeMib: 300, volumePool: 'ceph' }).engine.fit(more)).toBe(3)
})
