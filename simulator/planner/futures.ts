import { assert } from '../../src/base/assert.ts'
import { type GoalBound, permilleOfHours } from '../record/goal.ts'
import { NumberList } from '../record/number-list.ts'
import type { RunSummary } from '../record/summary.ts'

/** What a run came to, as a planner asks of many futures; in each figure more is worse, or dearer. */
export interface Outcome {
  /** In the order of FUTURE_FIGURES; null where there was nothing to measure. */
  readonly figures: readonly (number | null)[]
  /** Null: nothing is promised. */
  readonly goal: readonly GoalBound[] | null
}

interface FutureFigure {
  readonly name: string
  readonly unit: string
  of(summary: RunSummary): number | null
}

/** Figures of one future, in the order in which they are shown. */
export const FUTURE_FIGURES: readonly FutureFigure[] = [
  { name: 'players at the peak', unit: '', of: ({ peaks }) => peaks['players'].value },
  { name: 'players refused', unit: '‰', of: (summary) => permilleOfHours(summary.playerHoursRefused, summary) },
  { name: 'players degraded', unit: '‰', of: (summary) => permilleOfHours(summary.playerHoursDegraded, summary) },
  { name: 'ready wait p99', unit: 's', of: ({ readyWaitUs }) => secondsOf(readyWaitUs.p99) },
  { name: 'place wait p99', unit: 's', of: ({ placeWaitUs }) => secondsOf(placeWaitUs.p99) },
  { name: 'Cpus requested at the peak', unit: '', of: ({ peaks }) => peaks['cpusRequested'].value },
  { name: 'hosts in use at the peak', unit: '', of: ({ peaks }) => peaks['hostsInUse'].value },
  { name: 'pods at the peak', unit: '', of: ({ peaks }) => peaks['podsPlaced'].value },
  { name: 'pods waiting at the peak', unit: '', of: ({ peaks }) => peaks['podsPending'].value },
  { name: 'refusals', unit: '', of: ({ counts }) => counts.refuse },
]

/** What a finished run came to. */
export function outcomeOf(summary: RunSummary): Outcome {
  return { figures: FUTURE_FIGURES.map(({ of }) => of(summary)), goal: summary.goal ?? null }
}

/** How one figure lies over many futures. */
export interface Band {
  readonly p10: number
  readonly p50: number
  readonly p90: number
  readonly max: number
}

/** Nearest-rank quantiles of each figure over the futures that have it; null where none has. */
export function bandsOf(outcomes: readonly Outcome[]): readonly (Band | null)[] {
  return FUTURE_FIGURES.map((_, i) => {
    const values = new NumberList()
    for (const { figures } of outcomes) if (figures[i] !== null) values.push(figures[i])
    const [p10, p50, p90, max] = values.quantiles([100, 500, 900, 1000])
    return p10 === null || p50 === null || p90 === null || max === null ? null : { p10, p50, p90, max }
  })
}

/** Of how many futures the goal is kept. outcomes: at least one, of one scenario; null when it has no goal. */
export function keptCount(outcomes: readonly Outcome[]): number | null {
  assert(outcomes.length > 0, 'a goal is judged over runs')
  if (outcomes[0].goal === null) return null
  return outcomes.filter(({ goal }) => goal?.every(({ isKept }) => isKept)).length
}

function secondsOf(us: number | null): number | null {
  return us === null ? null : us / 1e6
}
