import { describe, expect, it } from 'vitest'
import { runPlanned } from '../../../simulator/planner/planned-run.ts'
import { Shortfalls } from '../../../simulator/record/shortfalls.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Decision } from '../../../src/model/holding.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { component, fleet, game, scenario } from './make.ts'

const fixed = (us: number) => ({ fromUs: us, toUs: us })

/** Of runs of 10,000 us, sampled every 100. */
function shortfalls(goal: Omit<NonNullable<Scenario['goal']>, 'seedsPercent'>, wishes: Partial<Scenario>) {
  const delays = { bindUs: fixed(5), startUs: fixed(15) }
  const wanted = scenario({ delays, goal: { ...goal, seedsPercent: 100 }, ...wishes })
  const { hosts } = wanted.fleet
  const by = { monthUs: 1e9, months: 1, stretchesUs: [0], places: hosts }
  const detail = { prices: hosts.map(() => 0), ...by }
  const run = runPlanned(wanted, { seed: 1, profile: null, detail })
  return run.detail?.shortfalls ?? []
}

/** Two pods of a whole host each, of which the players are shared, on one host. */
const crowded = {
  fleet: fleet(1),
  games: [game({ startUs: -1, components: [component({ cpus: 16, podsMin: 2 })] })],
}

describe('players refused', () => {
  it('are told from the first on, with the instant that spends what was promised, and what was short', () => {
    // 500 of 1000 players without a break: a tenth of all player-hours, 1,000,000, is spent after 2000.
    expect(shortfalls({ refusedPermille: 100 }, crowded)).toEqual([
      {
        bound: 'refusedPermille',
        fromUs: 0,
        missedUs: 2100,
        worst: 500,
        worstUs: 0,
        limits: [{ resource: 'cpus', idcs: ['i'], pods: 1, fromUs: 0 }],
      },
    ])
  })

  it('are told with the instant at which they are most', () => {
    const hostFaults = [{ atUs: 4000, host: 'h000', downUs: 300 }]
    const [told] = shortfalls({ refusedPermille: 100 }, { ...crowded, hostFaults })
    expect(told).toMatchObject({ fromUs: 0, worst: 1000, worstUs: 4000 })
  })

  it('are not told where the bound is kept', () => {
    expect(shortfalls({ refusedPermille: 500 }, crowded)).toEqual([])
  })

  it('are told of later, where a host is lost, and of no shortage where none is refused', () => {
    const hostFaults = [{ atUs: 4000, host: 'h000', downUs: 3000 }]
    const one = { fleet: fleet(2), hostFaults, games: [game({ startUs: -1, components: [component({ cpus: 16 })] })] }
    // It comes up on the other host, 20 later: between two samples.
    expect(shortfalls({ refusedPermille: 1 }, one)).toMatchObject([{ fromUs: 4000, worst: 1000, limits: [] }])
  })
})

describe('waits', () => {
  it('are told from the first pod on that is ready too late, each by its own wait', () => {
    const games = [game({ components: [component({ cpus: 16, podsMin: 4 })] })]
    const hostFaults = [{ atUs: 3000, host: 'h001', downUs: 500 }]
    expect(shortfalls({ readyWaitUsP99: 19 }, { games, hostFaults })).toEqual([
      {
        bound: 'readyWaitUsP99',
        fromUs: 20,
        missedUs: 20,
        worst: 520,
        worstUs: 3520,
        limits: [{ resource: 'cpus', idcs: ['i'], pods: 1, fromUs: 3000 }],
      },
    ])
    expect(shortfalls({ readyWaitUsP99: 519 }, { games, hostFaults })[0]).toMatchObject({
      fromUs: 3520,
      missedUs: 3520,
    })
    expect(shortfalls({ readyWaitUsP99: 520 }, { games, hostFaults })).toEqual([])
  })
})

describe('waits that last to the end', () => {
  const limits = [{ resource: 'cpus', idcs: ['i'], pods: 1, fromUs: 0 }]

  it('are told from when they are longer than promised, and are worst at the end', () => {
    expect(shortfalls({ readyWaitUsP99: 120 }, crowded)).toEqual([
      { bound: 'readyWaitUsP99', fromUs: 120, missedUs: 120, worst: 10_000, worstUs: 10_000, limits },
    ])
  })

  it('count with those that end, in the order in which they come too late', () => {
    // One is ready after 520, too late by then; the other, of the host that stays away, was too late before.
    const games = [game({ components: [component({ cpus: 16, podsMin: 2 })] })]
    const hostFaults = [
      { atUs: 3000, host: 'h001', downUs: 500 },
      { atUs: 3000, host: 'h000', downUs: 9000 },
    ]
    expect(shortfalls({ readyWaitUsP99: 400 }, { fleet: fleet(2), games, hostFaults })).toMatchObject([
      { fromUs: 3400, missedUs: 3400, worst: 7000, worstUs: 10_000 },
    ])
  })

  it('begin anew for a pod that is moved', () => {
    const short = new Shortfalls({ readyWaitUsP99: 120, seedsPercent: 100 }, () => ['i'])
    const identity = { name: 'p', game: 'g', zone: 'z', component: 'c' }
    short.observe({ kind: 'request', atUs: 0, pod: 'p' } as Event)
    short.observe({ kind: 'ready', atUs: 20, pod: 'p' } as Event)
    short.decide({ kind: 'migrate', atUs: 5000, pod: identity } as Decision)
    short.observe({ kind: 'ready', atUs: 5130, pod: 'p' } as Event)
    const goal = [{ name: 'readyWaitUsP99', atMost: 120, found: 130, isKept: false }] as const
    const series = { length: 1, names: [], column: () => Float64Array.of(10_000) }
    expect(short.atEnd({ goal, readyWaitUs: { count: 2 } } as unknown as RunSummary, series, [])).toMatchObject([
      { fromUs: 5130, worst: 130, worstUs: 5130 },
    ])
  })

  it('end with the pod that is given up', () => {
    const games = [game({ startUs: -1, endUs: 5000, components: [component({ cpus: 16, podsMin: 2 })] })]
    expect(shortfalls({ readyWaitUsP99: 120 }, { ...crowded, games })).toEqual([])
  })
})

describe('players degraded', () => {
  const load = { cpuMilliBase: 0, cpuMilliPerPlayer: 24 }
  const vertical = {
    cpusMin: 4,
    cpusMax: 32,
    targetPermille: 1000,
    growAbovePermille: 1000,
    shrinkBelowPermille: 1,
    cooldownUs: 0,
  }
  const heavy = (wishes: Partial<ReturnType<typeof component>>) => ({
    fleet: fleet(1),
    games: [game({ components: [{ ...component({ cpus: 4, load }), ...wishes }] })],
  })

  it('name the Cpus that a pod was refused when it would grow', () => {
    const [told] = shortfalls({ degradedPermille: 10 }, heavy({ vertical }))
    expect(told.limits).toMatchObject([{ resource: 'cpus', idcs: ['i'], pods: 1 }])
  })

  it('name nothing where a pod is as large as it may be', () => {
    const [told] = shortfalls({ degradedPermille: 10 }, heavy({}))
    expect(told).toMatchObject({ bound: 'degradedPermille', worst: 1000, limits: [] })
  })
})
