import type { Goal } from '../../src/model/scenario.ts'
import type { RunSummary } from './summary.ts'

/** One bound of a goal, and what a run came to. */
export interface GoalBound {
  readonly name: 'refusedPermille' | 'degradedPermille' | 'readyWaitUsP99'
  readonly atMost: number
  /** Null: there was nothing to measure, which keeps the bound. */
  readonly found: number | null
  readonly isKept: boolean
}

/** Each bound of the goal with what the run came to, in the order in which the goal is described. */
export function goalBounds(goal: Goal, summary: RunSummary): readonly GoalBound[] {
  const { playerHours, playerHoursRefused, playerHoursDegraded, readyWaitUs } = summary
  const permille = (hours: number): number | null => (playerHours === 0 ? null : (1000 * hours) / playerHours)
  const bounds: GoalBound[] = []
  const add = (name: GoalBound['name'], found: number | null): void => {
    const atMost = goal[name]
    if (atMost !== undefined) bounds.push({ name, atMost, found, isKept: found === null || found <= atMost })
  }
  add('refusedPermille', permille(playerHoursRefused))
  add('degradedPermille', permille(playerHoursDegraded))
  add('readyWaitUsP99', readyWaitUs.p99)
  return bounds
}
