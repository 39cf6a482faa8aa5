import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { US_PER_HOUR } from '../../../src/base/units.ts'
import { createEngine } from '../../../src/engine/engine.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import { SERIES } from '../../../src/model/run.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

const scaling = {
  cpusMin: 1,
  cpusMax: 8,
  targetPermille: 700,
  growAbovePermille: 850,
  shrinkBelowPermille: 450,
  cooldownUs: 300,
}
const logic = component({
  name: 'logic',
  cpus: 2,
  memoryMib: 1024,
  playersPerPod: 100,
  load: { cpuMilliBase: 200, cpuMilliPerPlayer: 40, memoryKibPerPlayer: 20480, noisePermille: 200 },
  vertical: scaling,
})
const db = component({
  name: 'db',
  cpus: 1,
  podsMin: 2,
  load: { cpuMilliBase: 300, cpuMilliPerPlayer: 1, noisePermille: 100 },
  vertical: scaling,
})

/** Waves of players, a launch, an end, lost hosts: every rule of the workload and the world at work, on a fleet that fills up. */
const busy: Scenario = scenario({
  durationUs: 20_000,
  fleet: fleet(7),
  games: [
    game({ name: 'old', startUs: -5000, curve: curve([0.2, 1, 0.4, 0.7], 'loop', 900), components: [db, logic] }),
    game({
      name: 'new',
      peakPlayers: 2500,
      startUs: 3000,
      endUs: 17_000,
      curve: curve([0, 0.8, 1, 0.3], 'hold', 700),
      components: [logic],
    }),
    game({
      name: 'world',
      mode: 'global',
      peakPlayers: 300,
      components: [db, logic],
      curve: curve([0, 1], 'loop', 2000),
    }),
  ],
  hostFaults: [
    { atUs: 4000, host: 'h003', downUs: 3000 },
    { atUs: 4010, host: 'h000', downUs: 500 },
    { atUs: 5000, host: 'h003', downUs: 400 },
  ],
})

interface Lines {
  events: Event[]
  decisions: Decision[]
}

function run(wanted: Scenario, seed: number, instantsMax = 1e9) {
  const lines: Lines = { events: [], decisions: [] }
  const simulation = startSimulation(wanted, {
    seed,
    profile: null,
    onEvent: (event) => lines.events.push(event),
    onDecision: (decision) => lines.decisions.push(decision),
  })
  while (!simulation.done) simulation.advance(instantsMax)
  const columns = SERIES.map((name) => [name, Array.from(simulation.series.column(name))] as const)
  return { ...lines, simulation, columns: Object.fromEntries(columns) as Record<(typeof SERIES)[number], number[]> }
}

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
    for (const decision of whole.decisions) {
      if (decision.kind !== 'resize' || decision.holding.cpus.length < decision.before.cpus.length) continue
      const total = (list: readonly number[]) => list.reduce((sum, mib) => sum + mib, 0)
      expect(total(decision.holding.memoryMib)).toBeGreaterThanOrEqual(total(decision.before.memoryMib))
    }
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
    for (const event of whole.events) {
      for (; d < whole.decisions.length && whole.decisions[d].atUs < event.atUs; d++) {
        const { kind, pod } = whole.decisions[d]
        if (kind === 'place') placed.add(pod.name)
        if (kind === 'release') placed.delete(pod.name)
      }
      if (event.kind === 'ready') expect(placed).toContain(event.pod)
    }
  })
})

/** Nothing that the engine decides comes back into what is asked for: no vertical scaling. */
const plain: Scenario = {
  ...busy,
  games: busy.games.map((each) => ({ ...each, components: each.components.map((c) => ({ ...c, vertical: null })) })),
}

describe('a game in decline', () => {
  const hours = (count: number) => count * US_PER_HOUR
  const daily = Array.from(
    { length: 24 * 8 },
    (_, i) => (1 - Math.floor(i / 24) / 8) * (0.4 + 0.05 * Math.abs(12 - (i % 24))),
  )
  const merged = run(
    scenario({
      durationUs: hours(24 * 10),
      scalingIntervalUs: hours(1),
      sampleIntervalUs: hours(1),
      fleet: fleet(12),
      games: [game({ curve: curve(daily, 'hold', hours(1)), peakPlayers: 4000 })],
    }),
    1,
  )

  it('closes its last zones, not each night and never to open them again', () => {
    const closed = merged.events.flatMap((event) => (event.kind === 'release' ? [[event.pod, event.cause]] : []))
    expect(closed).toEqual([
      ['moba/z4/logic-0', 'zone-close'],
      ['moba/z3/logic-0', 'zone-close'],
      ['moba/z2/logic-0', 'zone-close'],
    ])
    const opened = merged.events.flatMap((event) => (event.kind === 'request' ? [event.pod] : []))
    expect(opened).toEqual(['moba/z1/logic-0', 'moba/z2/logic-0', 'moba/z3/logic-0', 'moba/z4/logic-0'])
    expect(merged.columns.zonesOpen[merged.columns.zonesOpen.length - 1]).toBe(1)
  })
})

describe('a game that opens zones again', () => {
  it('gives them new numbers', () => {
    const hour = US_PER_HOUR
    const twice = Array.from({ length: 24 * 9 }, (_, i) => (i < 24 * 2 || i >= 24 * 6 ? 1 : 0.1))
    const { events } = run(
      scenario({
        durationUs: 24 * 9 * hour,
        scalingIntervalUs: hour,
        sampleIntervalUs: hour,
        games: [game({ curve: curve(twice, 'hold', hour), peakPlayers: 3000 })],
      }),
      1,
    )
    const opened = events.flatMap((event) => (event.kind === 'request' ? [[event.zone, event.cause]] : []))
    expect(opened).toEqual([
      ['z1', 'launch'],
      ['z2', 'launch'],
      ['z3', 'launch'],
      ['z4', 'zone-open'],
      ['z5', 'zone-open'],
    ])
  })
})

describe('a game that ran before', () => {
  const big = component({ cpus: 1, playersPerPod: 100, load: { cpuMilliPerPlayer: 40 }, vertical: scaling })
  const grown = game({ startUs: -1, curve: curve([0.5, 0.5, 1], 'hold', 500), zonePlayers: 1e6, components: [big] })
  const { events } = run(scenario({ games: [grown], durationUs: 3000, fleet: fleet(12) }), 1)
  const requests = events.flatMap((event) => (event.kind === 'request' ? [event] : []))

  it('starts with pods of the size their load wants; later ones start at the size of their component', () => {
    expect(new Set(requests.map(({ atUs, cpus, cause }) => `${cause} ${cpus} ${atUs > 0}`))).toEqual(
      new Set(['launch 6 false', 'scale-up 1 true']),
    )
  })

  it('shrinks those at the next reading that says so, as their last change is long ago', () => {
    const falling = { ...grown, curve: curve([0.5, 0.1], 'hold', 100) }
    const late = { ...scaling, cooldownUs: 1e9 }
    const components = [{ ...big, playersPerPod: null, podsMin: 10, vertical: late }]
    const run1 = run(scenario({ games: [{ ...falling, components }], durationUs: 3000, fleet: fleet(12) }), 1)
    const shrunk = run1.events.flatMap((event) => (event.kind === 'resize' ? [event.atUs] : []))
    expect(shrunk).toEqual(Array(10).fill(100))
  })

  it('has only those ready at once', () => {
    const late = requests.find((request) => request.cause === 'scale-up')
    const ready = events.find((event) => event.kind === 'ready' && event.pod === late?.pod)
    expect((ready?.atUs ?? 0) - (late?.atUs ?? 0)).toBeGreaterThanOrEqual(25)
    expect(events.filter((event) => event.kind === 'ready' && event.atUs === 1).length).toBe(5)
  })
})

describe('vertical scaling by reading', () => {
  const load = { cpuMilliPerPlayer: 5 }
  const asked = (hostCount: number, cpusHeldByOther: number) => {
    const grower = component({ name: 'grower', cpus: 1, load, vertical: scaling })
    const other = component({ name: 'other', cpus: cpusHeldByOther })
    const run1 = run(
      scenario({ games: [game({ components: [grower, other] })], durationUs: 2000, fleet: fleet(hostCount) }),
      1,
    )
    return run1.events.flatMap((event) => (event.kind === 'resize' ? [[event.atUs, event.cpus]] : []))
  }

  it('grows a pod at the first reading after it is ready, once', () => {
    expect(asked(1, 1)).toEqual([[100, 8]])
  })

  it('asks for half the growth after each refusal, after a while, and for all of it again after a success', () => {
    // The other pod leaves 6 Cpus to the one that wants 8.
    expect(asked(1, 10)).toEqual([
      [100, 8],
      [300, 4],
      [400, 8],
      [600, 6], // 5,000 milli on 6 Cpus is 833 ‰: no more is asked for.
    ])
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

describe('players served', () => {
  const one = (wishes: Partial<Scenario>) =>
    run(scenario({ durationUs: 1000, fleet: fleet(1), ...wishes }), 1).columns.playersServed

  it('are all of them in a game that ran before and fits', () => {
    expect(one({ games: [game({ startUs: -1 })] })).toEqual(Array(11).fill(1000))
  })

  it('are none until the pods of a launched game are ready', () => {
    expect(one({ games: [game({})], sampleIntervalUs: 20 })[0]).toBe(0)
    expect(one({ games: [game({})] })[1]).toBe(1000)
  })

  it('fall in proportion when a pod is undersized', () => {
    const slow = component({ cpus: 4, load: { cpuMilliPerPlayer: 8 } })
    expect(one({ games: [game({ startUs: -1, components: [slow] })] })[5]).toBe(500)
  })

  it('fall short of the shards that fit nowhere, and of a component that is missing whole', () => {
    const shard = component({ name: 'a', cpus: 8, podsMin: 4 })
    expect(one({ games: [game({ startUs: -1, components: [shard] })] })[5]).toBe(500)
    const missing = component({ name: 'b', cpus: 17 })
    expect(one({ games: [game({ startUs: -1, components: [shard, missing] })] })[5]).toBe(0)
  })

  it('are as many as the worst of its components serves', () => {
    const half = component({ name: 'a', cpus: 1, load: { cpuMilliPerPlayer: 2 } })
    const fifth = component({ name: 'b', cpus: 1, load: { cpuMilliPerPlayer: 5 } })
    const good = component({ name: 'c', cpus: 1 })
    for (const components of [
      [half, fifth, good],
      [fifth, half, good],
    ]) {
      const named = components.map((each, i) => ({ ...each, name: `c${i}` }))
      expect(one({ games: [game({ startUs: -1, components: named })] })[5]).toBe(200)
    }
  })

  it('are none while the only host is down and come back after it', () => {
    const served = one({ games: [game({ startUs: -1 })], hostFaults: [{ atUs: 250, host: 'h000', downUs: 300 }] })
    expect(served).toEqual([1000, 1000, 1000, 0, 0, 0, 0, 1000, 1000, 1000, 1000])
  })
})
