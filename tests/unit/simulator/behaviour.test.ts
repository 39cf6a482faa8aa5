import { describe, expect, it } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { US_PER_DAY, US_PER_HOUR } from '../../../src/base/units.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { run, scaling } from './busy.ts'
import { component, curve, fleet, game, scenario } from './make.ts'

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

describe('players refused and degraded', () => {
  const at = (wishes: Partial<Scenario>, sample = 5) => {
    const { playersRefused, playersDegraded } = run(
      scenario({ durationUs: 1000, fleet: fleet(1), ...wishes }),
      1,
    ).columns
    return [playersRefused[sample], playersDegraded[sample]]
  }

  it('are none where every shard is ready and large enough', () => {
    expect(at({ games: [game({ startUs: -1 })] })).toEqual([0, 0])
  })

  it('are refused on shards that are nowhere, by the worst component', () => {
    const half = component({ name: 'a', cpus: 8, podsMin: 4 })
    expect(at({ games: [game({ startUs: -1, components: [half] })] })).toEqual([500, 0])
    expect(at({ games: [game({ startUs: -1, components: [half, component({ name: 'b', cpus: 17 })] })] })).toEqual([
      1000, 0,
    ])
  })

  it('are degraded on shards whose load exceeds what they hold, if by little', () => {
    const slow = component({ cpus: 4, load: { cpuMilliPerPlayer: 5 } })
    expect(at({ games: [game({ startUs: -1, components: [slow] })] })).toEqual([0, 1000])
    const enough = component({ cpus: 4, load: { cpuMilliPerPlayer: 4 } })
    expect(at({ games: [game({ startUs: -1, components: [enough] })] })).toEqual([0, 0])
  })

  it('are never both', () => {
    const away = component({ name: 'a', cpus: 5, podsMin: 4, load: { cpuMilliPerPlayer: 100 } })
    expect(at({ games: [game({ startUs: -1, components: [away] })] })).toEqual([250, 750])
  })
})

describe('areas under players', () => {
  const hoursOf = (wishes: Partial<Scenario>) => {
    const simulation = startSimulation(scenario({ durationUs: 1000, fleet: fleet(1), ...wishes }), {
      seed: 1,
      profile: null,
    })
    while (!simulation.done) simulation.advance(1)
    const { playerHours, playerHoursRefused, playerHoursDegraded, playerHoursUnserved } = simulation.summary()
    const all = [playerHours, playerHoursRefused, playerHoursDegraded, playerHoursUnserved]
    return all.map((hours) => Math.round(hours * US_PER_HOUR))
  }
  const delays = { bindUs: { fromUs: 20, toUs: 20 }, startUs: { fromUs: 17, toUs: 17 } }

  it('count a start for as long as it takes, however seldom the series are sampled', () => {
    for (const sampleIntervalUs of [10, 100, 1000]) {
      expect(hoursOf({ games: [game({})], delays, sampleIntervalUs })).toEqual([1e6, 37_000, 0, 37_000])
    }
  })

  it('count a loss from the instant of it until the pod is ready again', () => {
    const hostFaults = [{ atUs: 251, host: 'h000', downUs: 303 }]
    expect(hoursOf({ games: [game({ startUs: -1 })], delays, hostFaults })).toEqual([1e6, 340_000, 0, 340_000])
  })

  it('count players who are refused until their game ends', () => {
    const nowhere = component({ cpus: 17 })
    const games = [game({ startUs: -1, endUs: 400, components: [nowhere] })]
    expect(hoursOf({ games, delays })).toEqual([400_000, 400_000, 0, 400_000])
  })

  it('count players who are refused until their zone closes, and then those of the zones that stay', () => {
    const nowhere = component({ cpus: 17 })
    const falling = curve([1, 1, 0.4], 'hold', 2 * US_PER_DAY)
    const games = [game({ startUs: -1, curve: falling, zonePlayers: 500, components: [nowhere] })]
    const days = { durationUs: 8 * US_PER_DAY, scalingIntervalUs: US_PER_HOUR, sampleIntervalUs: US_PER_DAY }
    const [all, refused] = hoursOf({ games, delays, ...days })
    expect(refused).toBe(all)
  })

  it('count players who are slowed down until their pod has grown, and end with their game', () => {
    const slow = component({ cpus: 4, load: { cpuMilliPerPlayer: 5 } })
    const games = [game({ startUs: -1, endUs: 400, components: [slow] })]
    expect(hoursOf({ games })).toEqual([400_000, 0, 400_000, 80_000])
    const grows = component({ cpus: 4, load: { cpuMilliPerPlayer: 5 }, vertical: scaling })
    // The first reading is at its launch; the pod may grow from the next one on, once it is ready.
    expect(hoursOf({ games: [game({ components: [grows] })], delays })).toEqual([1e6, 37_000, 63_000, 49_600])
  })
})
