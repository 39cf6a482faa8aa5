import { describe, expect, it } from 'vitest'
import type { PlannedRun } from '../../../simulator/planner/planned-run.ts'
import { MONTH_US } from '../../../simulator/record/months.ts'
import { US_PER_DAY } from '../../../src/base/units.ts'
import { formatCount } from '../../../src/cli/output.ts'
import type { BuyersGroup } from '../../../src/cli/plan-fleet/buyers-groups.ts'
import { type FleetTasks, judgeCase, missesOf } from '../../../src/cli/plan-fleet/goal-misses.ts'
import { judgeLate, lateOrdersOf } from '../../../src/cli/plan-fleet/late-orders.ts'
import { settingsOf } from '../../../src/cli/plan-fleet/level-settings.ts'
import { type PlanTask, taskKey } from '../../../src/cli/plan-fleet/plan-job.ts'
import type { GoalMiss, LossCase } from '../../../src/model/fleet-plan.ts'
import { anywayWords, boundWords, lateWords, whenWords, whyWords } from '../../../src/model/goal-words.ts'

const LOSS: LossCase = { domain: 'module', names: ['m'], downUs: US_PER_DAY }

/** A fleet of which each run refuses so many permille; 1 may. Runs with a loss tell nothing unless asked for detail. */
function madeUp(refused: (seed: number, loss: LossCase | null) => number, needed = 3) {
  const asked: PlanTask[] = []
  const runs = new Map<string, PlannedRun>()
  const run = (task: PlanTask): PlannedRun => {
    const found = refused(task.seed, task.loss?.of ?? null)
    const isKept = found <= 1
    const short = { fromUs: task.seed, missedUs: null, worst: 1, worstUs: 2, limits: [] }
    const bounds = [
      ...(isKept ? [] : ['refusedPermille' as const]),
      ...(found <= 8 ? [] : ['degradedPermille' as const]),
    ]
    const shortfalls = bounds.map((bound) => ({ bound, ...short }))
    const detail = {
      figures: [],
      uses: [],
      demand: [],
      asked: [],
      games: [],
      idle: [],
      curve: { atUs: [], held: [], up: [] },
    }
    return {
      goal: [
        { name: 'refusedPermille', atMost: 1, found, isKept },
        { name: 'degradedPermille', atMost: 8, found, isKept: found <= 8 },
      ],
      ...(task.isDetailed ? { detail: { ...detail, shortfalls } } : {}),
    }
  }
  const of = (task: PlanTask): PlannedRun | undefined =>
    runs.get(taskKey(task)) ?? runs.get(taskKey({ ...task, isDetailed: true }))
  const until = async (wanted: () => readonly PlanTask[]): Promise<boolean> => {
    for (;;) {
      const [task] = wanted().filter((one) => of(one) === undefined)
      if (task === undefined) return true
      asked.push(task)
      runs.set(taskKey(task), run(task))
    }
  }
  const fleet: FleetTasks = {
    runs: { of, until, all: (tasks) => until(() => tasks) },
    seeds: [3, 1, 2],
    needed,
    taskOf: (seed, loss) => {
      return { settings: [], seed, loss: loss === null ? null : { of: loss, atUs: 5 }, isDetailed: loss === null }
    },
    commandOf: ({ seed }) => `again ${seed}`,
  }
  return { fleet, asked }
}

describe('what a fleet misses', () => {
  it('is told by the seed that misses it most, of all that do', async () => {
    const { fleet } = madeUp((seed) => [0, 7, 9, 1][seed])
    const judged = await judgeCase(fleet, null, true)
    const misses = await missesOf(fleet, judged === null ? [] : [{ loss: null, judged }])
    const one = { loss: null, found: 9, ran: 3, seed: 2, fromUs: 2, command: 'again 2' }
    expect(misses).toMatchObject([
      { ...one, bound: 'refusedPermille', atMost: 1, seeds: 2 },
      { ...one, bound: 'degradedPermille', atMost: 8, seeds: 1 },
    ])
  })

  it('is nothing where as many seeds as must keep it do', async () => {
    const { fleet } = madeUp((seed) => [0, 7, 0, 0][seed], 2)
    const judged = await judgeCase(fleet, null, true)
    expect(judged).toMatchObject({ ran: 3, kept: 2, missed: [1] })
    expect(await missesOf(fleet, judged === null ? [] : [{ loss: null, judged }])).toEqual([])
  })

  it('of a case whose runs tell no detail is run again for it, the worst seed alone', async () => {
    const { fleet, asked } = madeUp((seed, loss) => (loss === null ? 0 : seed), 1)
    const judged = await judgeCase(fleet, LOSS, true)
    const misses = await missesOf({ ...fleet, needed: 2 }, judged === null ? [] : [{ loss: LOSS, judged }])
    expect(misses).toMatchObject([{ loss: LOSS, seed: 3, lostUs: 5, found: 3, seeds: 2 }])
    expect(asked.filter(({ isDetailed }) => isDetailed).map(({ seed }) => seed)).toEqual([3])
  })
})

describe('orders that come too late', () => {
  const group = (name: string, present: number): BuyersGroup => ({ name, present }) as unknown as BuyersGroup
  const groups = [group('a', 4), group('b', 2)]
  const levels = [
    [5, 5, 7],
    [2, 1, 1],
  ]
  const days = (count: number): number => count * US_PER_DAY
  const ordered = { leadTimesUs: [days(45), days(45)], durationUs: 3 * MONTH_US }

  it('are those wanted before the time from order to rack is over; what is freed is never late', () => {
    const orders = lateOrdersOf(groups, levels, ordered)
    expect(orders).toEqual([{ group: 'a', count: 1, plannedUs: 0, comesUs: days(45) }])
    const never = lateOrdersOf(groups, levels, { ...ordered, leadTimesUs: [days(90), 0] })
    expect(never.map(({ comesUs }) => comesUs)).toEqual([null, null])
  })

  it('come in the run when they can, or not at all', () => {
    const specs = groups.map(({ name, present }) => {
      return { name, topology: 't', region: 'r', idc: 'i', count: present, modules: 1 }
    })
    const of = (leadDays: number) => settingsOf(specs, levels, { ...ordered, leadTimesUs: [days(leadDays), 0] })
    const leaving = { path: 'fleet.hostGroups.b.departures', value: '[{at: 30d, count: 1}]' }
    const coming = (value: string) => ({ path: 'fleet.hostGroups.a.arrivals', value })
    expect(of(45)).toEqual([coming('[{at: 45d, count: 1}, {at: 60d, count: 2}]'), leaving])
    expect(of(75)).toEqual([coming('[{at: 75d, count: 1}, {at: 75d, count: 2}]'), leaving])
    expect(of(90)).toEqual([leaving])
  })

  it('are judged with nothing lost first, and with losses where that keeps the goal', async () => {
    const missed = madeUp((seed) => seed)
    const first = await judgeLate([], missed.fleet, [LOSS])
    expect(first?.cases).toEqual([{ loss: null, strikes: [], kept: 1, ran: 3, needed: 3 }])
    const kept = madeUp((_, loss) => (loss === null ? 0 : 4))
    const second = await judgeLate([], kept.fleet, [LOSS])
    expect(second?.cases).toEqual([
      { loss: null, strikes: [], kept: 3, ran: 3, needed: 3 },
      { loss: LOSS, strikes: [{ seed: 3, atUs: 5 }], kept: 0, ran: 1, needed: 3 },
    ])
    expect(second?.misses).toMatchObject([{ loss: LOSS, seed: 3, seeds: 1, ran: 1 }])
  })
})

describe('its words', () => {
  const miss: GoalMiss = {
    loss: null,
    bound: 'refusedPermille',
    seeds: 2,
    ran: 3,
    seed: 2,
    lostUs: null,
    found: 45.123,
    atMost: 1,
    fromUs: 0,
    missedUs: 3.25 * US_PER_DAY,
    worst: 9654,
    worstUs: 4 * US_PER_DAY,
    limits: [
      { resource: 'cpus', idcs: ['sh-a'], pods: 1200, fromUs: 3 * US_PER_DAY },
      { resource: 'packetsUsed', idcs: ['sz-a'], pods: null, fromUs: 0 },
    ],
    command: '',
  }

  it('say by how much, when, and what is short', () => {
    expect(boundWords({ ...miss, name: miss.bound }, formatCount)).toBe('players refused 45.12 ‰, at most 1 ‰')
    expect(whenWords(miss, formatCount)).toBe(
      'from Day 1, more than promised from Day 4, worst on Day 5: 9,654 players',
    )
    expect(whyWords(miss, formatCount)).toBe(
      '1,200 pods refused for lack of Cpus in sh-a, first on Day 4; short of packets sent in sz-a, first on Day 1',
    )
  })

  it.each([
    ['refusedPermille', 0.0036, 0, 'players refused 0.004 ‰, at most 0 ‰'],
    ['refusedPermille', 0.000036, 0, 'players refused 0.00004 ‰, at most 0 ‰'],
    ['degradedPermille', 1.0049, 1, 'players degraded 1.005 ‰, at most 1 ‰'],
    ['readyWaitUsP99', 120_000_900, 120_000_000, 'ready wait p99 120.001 s, at most 120 s'],
    ['refusedPermille', 0.9999, 1, 'players refused 1 ‰, at most 1 ‰'],
    ['refusedPermille', 1.5, 1.5, 'players refused 1.50 ‰, at most 1.50 ‰'],
  ] as const)(
    'tell a bound that is missed by little from one that is kept: %s %d of %d',
    (name, found, atMost, words) => {
      expect(boundWords({ name, found, atMost }, formatCount)).toBe(words)
    },
  )

  it('say what comes or leaves whatever is planned', () => {
    const at = (day: number, by: number) => ({ atUs: day * US_PER_DAY, by })
    expect(anywayWords({ anyway: [at(15, 1200), at(45, -1)] }, formatCount)).toBe('+1,200 on Day 16, -1 on Day 46')
    expect(anywayWords({ anyway: [] }, formatCount)).toBe('')
  })

  it('say that no host helps where none was refused', () => {
    const wait: GoalMiss = { ...miss, bound: 'readyWaitUsP99', worst: 1_500_000, limits: [] }
    expect(whenWords(wait, formatCount)).toContain('a wait of 1.50 s')
    expect(whyWords(wait, formatCount)).toMatch(/^no pod was refused, so more hosts do not help/)
  })

  it('say which hosts come when, and whether that misses the goal', () => {
    const orders = [{ group: 'a', count: 1, plannedUs: 0, comesUs: 45 * US_PER_DAY }]
    const late = { orders, cases: [], misses: [miss] }
    expect(lateWords(late, formatCount)).toBe(
      'Ordered as the scenario begins, 1 host of a comes on Day 46 instead of on Day 1. The goal is missed meanwhile.',
    )
    const never = { ...late, orders: [{ ...orders[0], count: 2, comesUs: null }], misses: [] }
    expect(lateWords(never, formatCount)).toMatch(/2 hosts of a come after the scenario ends .* kept all the same\.$/)
  })
})
