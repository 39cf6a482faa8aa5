import type { GoalBoundName } from '../../src/model/fleet-plan.ts'
import type { Goal } from '../../src/model/scenario.ts'
import type { RunSummary } from './summary.ts'

/** One bound of a goal, and what a run came to. */
export interface GoalBound {
  readonly name: GoalBoundName
  readonly atMost: number
  /** Null: there was nothing to measure, which keeps the bound. */
  readonly found: number | null
  readonly isKept: boolean
}

/** Each bound of the goal with what the run came to, in the order in which the goal is described. */
export function goalBounds(goal: Goal, summary: RunSummary): readonly GoalBound[] {
  const bounds: GoalBound[] = []
  const add = (name: GoalBound['name'], found: number | null): void => {
    const atMost = goal[name]
    if (atMost !== undefined) bounds.push({ name, atMost, found, isKept: found === null || found <= atMost })
  }
  add('refusedPermille', permilleOfHours(summary.playerHoursRefused, summary))
  add('degradedPermille', permilleOfHours(summary.playerHoursDegraded, summary))
  add('readyWaitUsP99', summary.readyWaitUs.p99)
  return bounds
}

/** Of all player-hours of a run so many thousandths; null where nobody played. */
export function permilleOfHours(hours: number, { playerHours }: RunSummary): number | null {
  return playerHours === 0 ? null : (1000 * hours) / playerHours
}
