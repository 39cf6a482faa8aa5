import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { busy, logic, run, scaling } from './busy.ts'
import { fleet, game } from './make.ts'

const whole = run(busy, 1)

describe('a run', () => {
  it('does all there is to do', () => {
    const kinds = new Set(whole.events.map((event) => event.kind))
    expect([...kinds].sort()).toEqual([
      'component',
      'host-lost',
      'host-recovered',
      'ready',
      'release',
      'request',
      'resize',
    ])
    const causes = new Set(whole.decisions.map((decision) => decision.cause))
    for (const cause of ['launch', 'zone-open', 'scale-up', 'scale-down', 'load', 'host-lost', 'recover', 'game-end']) {
      expect(causes).toContain(cause)
    }
    expect(new Set(whole.decisions.flatMap((d) => (d.kind === 'refuse' ? [d.action] : [])))).toEqual(
      new Set(['place', 'resize']),
    )
    expect(whole.simulation.counts.decisions).toBe(whole.decisions.length)
    expect(whole.simulation.counts.events).toBe(whole.events.length)
  })

  it('is the same again, and cut into slices of one instant', () => {
    for (const again of [run(busy, 1), run(busy, 1, 1), run(busy, 1, 7)]) {
      expect(again.events).toEqual(whole.events)
      expect(again.decisions).toEqual(whole.decisions)
      expect(again.columns).toEqual(whole.columns)
    }
  })

  it('is another under another seed', () => {
    expect(run(busy, 2).events).not.toEqual(whole.events)
  })

  it('does not depend on the order of games, components and faults', () => {
    const games = busy.games.map((each) => ({ ...each, components: [...each.components].reverse() })).reverse()
    const shuffled = run({ ...busy, games, hostFaults: [...busy.hostFaults].reverse() }, 1)
    expect(shuffled.events).toEqual(whole.events)
  })

  it('replays from its events alone', () => {
    const engine = createEngine(busy.fleet)
    const decisions: Decision[] = []
    for (let i = 0; i < whole.events.length; i++) {
      engine.observe(whole.events[i])
      if (whole.events[i + 1]?.atUs !== whole.events[i].atUs) decisions.push(...engine.decide(whole.events[i].atUs))
    }
    expect(decisions).toEqual(whole.decisions)
  })

  it('declares each component once, before its first pod, with the profile of the run', () => {
    const declared = new Set<string>()
    const events: Event[] = []
    const simulation = startSimulation(busy, { seed: 1, profile: 'spread', onEvent: (event) => events.push(event) })
    simulation.advance(1e9)
    for (const event of events) {
      if (event.kind === 'component') {
        expect(declared).not.toContain(`${event.game}/${event.component}`)
        expect(event.request.profile).toBe('spread')
        declared.add(`${event.game}/${event.component}`)
      }
      if (event.kind === 'request') expect(declared).toContain(`${event.game}/${event.component}`)
    }
    expect(declared.size).toBe(5)
  })

  it('names pods game/zone/component-ordinal and never twice', () => {
    const names = whole.events.flatMap((event) => (event.kind === 'request' ? [event.pod] : []))
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^(old|new)\/z[1-9]\d*\/\w+-\d+$|^world\/world\/\w+-\d+$/)
  })

  it('conserves pods: every placed one is released or still held, and the series say so', () => {
    const held = new Map<string, number>()
    const places = new Map<number, number>()
    for (const decision of whole.decisions) {
      const { name } = decision.pod
      if (decision.kind === 'place') {
        expect(held.has(name)).toBe(false)
        held.set(name, decision.holding.cpus.length)
      } else if (decision.kind === 'resize') {
        expect(held.get(name)).toBe(decision.before.cpus.length)
        held.set(name, decision.holding.cpus.length)
      } else if (decision.kind === 'release') expect(held.delete(name)).toBe(true)
      places.set(
        decision.atUs,
        [...held.values()].reduce((sum, cpus) => sum + cpus, 0),
      )
    }
    const { atUs, podsPlaced, cpusRequested } = whole.columns
    const last = atUs.length - 1
    expect(podsPlaced[last]).toBe(held.size)
    atUs.forEach((sampleUs, i) => {
      let cpus = 0
      for (const [decidedUs, sum] of places) if (decidedUs <= sampleUs) cpus = sum
      expect(cpusRequested[i]).toBe(cpus)
    })
  })

  it('samples every interval from 0 to the end, and never more than there is', () => {
    const { atUs, players, playersServed, cpusUsedMilli, cpusRequested, cpusAllocatable, podsReady, podsPlaced } =
      whole.columns
    expect(atUs).toEqual(Array.from({ length: 201 }, (_, i) => i * 100))
    atUs.forEach((_, i) => {
      expect(playersServed[i]).toBeLessThanOrEqual(players[i])
      expect(cpusUsedMilli[i]).toBeLessThanOrEqual(cpusRequested[i] * 1000)
      expect(cpusRequested[i]).toBeLessThanOrEqual(cpusAllocatable[i])
      expect(podsReady[i]).toBeLessThanOrEqual(podsPlaced[i])
    })
    expect(run({ ...busy, durationUs: 1050 }, 1).columns.atUs.slice(-2)).toEqual([1000, 1050])
  })

  it('waits out the cooldown before it shrinks a pod', () => {
    const changedUs = new Map<string, number>()
    let shrinks = 0
    for (const decision of whole.decisions) {
      const { name } = decision.pod
      if (decision.kind === 'resize' && decision.holding.cpus.length < decision.before.cpus.length) {
        expect(decision.atUs - (changedUs.get(name) ?? -Infinity)).toBeGreaterThanOrEqual(scaling.cooldownUs)
        shrinks++
      }
      const ranBefore = decision.kind === 'place' && decision.atUs === 0 && decision.pod.game === 'old'
      if (ranBefore) changedUs.set(name, -Infinity)
      else if (decision.kind === 'place' || decision.kind === 'resize') changedUs.set(name, decision.atUs)
    }
    expect(shrinks).toBeGreaterThan(10)
  })

  it('grows and shrinks only pods that are ready', () => {
    const ready = new Set<string>()
    let resizes = 0
    for (const event of whole.events) {
      if (event.kind === 'ready') ready.add(event.pod)
      if (event.kind === 'request') ready.delete(event.pod)
      if (event.kind !== 'resize') continue
      resizes++
      expect(ready).toContain(event.pod)
    }
    expect(resizes).toBeGreaterThan(50)
  })

  it('leaves off for a while after a refused resize', () => {
    const refusedUs = new Map<string, number>()
    let asked = 0
    for (const decision of whole.decisions) {
      const { name } = decision.pod
      if (decision.kind === 'refuse' && decision.action === 'resize') {
        expect(decision.atUs - (refusedUs.get(name) ?? -1e9)).toBeGreaterThanOrEqual(2 * busy.scalingIntervalUs)
        refusedUs.set(name, decision.atUs)
        asked++
      }
    }
    expect(asked).toBeGreaterThan(20)
  })

  it('gives memory back only along with Cpus', () => {
    let looked = 0
    for (const decision of whole.decisions) {
      if (decision.kind !== 'resize' || decision.holding.cpus.length < decision.before.cpus.length) continue
      const total = (list: readonly number[]) => list.reduce((sum, mib) => sum + mib, 0)
      expect(total(decision.holding.memoryMib)).toBeGreaterThanOrEqual(total(decision.before.memoryMib))
      looked++
    }
    expect(looked).toBeGreaterThan(0)
  })

  it('has nothing happen in its last instant', () => {
    expect(whole.events[whole.events.length - 1].atUs).toBeLessThan(busy.durationUs)
  })

  it('reads load and players at each sample, also between the readings that scale', () => {
    const fine = run({ ...busy, sampleIntervalUs: 25 }, 1)
    expect(fine.events).toEqual(whole.events)
    expect(fine.columns.players.filter((_, i) => i % 4 === 0)).toEqual(whole.columns.players)
    expect(fine.columns.players[2]).not.toBe(fine.columns.players[1])
  })

  it('lets nobody be ready who is not placed', () => {
    const placed = new Set<string>()
    let d = 0
    let ready = 0
    for (const event of whole.events) {
      for (; d < whole.decisions.length && whole.decisions[d].atUs < event.atUs; d++) {
        const { kind, pod } = whole.decisions[d]
        if (kind === 'place') placed.add(pod.name)
        if (kind === 'release') placed.delete(pod.name)
      }
      if (event.kind !== 'ready') continue
      expect(placed).toContain(event.pod)
      ready++
    }
    expect(ready).toBeGreaterThan(0)
  })
})

/** Nothing that the engine decides comes back into what is asked for: no vertical scaling. */
const plain: Scenario = {
  ...busy,
  games: busy.games.map((each) => ({ ...each, components: each.components.map((c) => ({ ...c, vertical: null })) })),
}
describe('a scenario that would never end', () => {
  it.each(['scalingIntervalUs', 'sampleIntervalUs'])('is refused: %s of 0', (name) => {
    expect(() => run({ ...busy, [name]: 0 }, 1)).toThrow('intervals')
  })
})

describe('streams of their own', () => {
  const requests = (of: Scenario, prefix: string) =>
    run(of, 1).events.filter((event) => event.kind === 'request' && event.pod.startsWith(prefix))

  it('a host more moves no request', () => {
    expect(requests({ ...plain, fleet: fleet(13) }, '')).toEqual(requests(plain, ''))
  })

  it('a game more moves no request of another', () => {
    const more = [...plain.games, game({ name: 'aaa', startUs: -10, components: [logic] })]
    expect(requests({ ...plain, games: more }, 'old/')).toEqual(requests(plain, 'old/'))
    expect(requests(plain, 'old/').length).toBeGreaterThan(10)
  })
})
