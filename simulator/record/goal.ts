import type { GoalBoundName } from '../../src/model/fleet-plan.ts'
import type { Goal } from '../../src/model/scenario.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import { NumberList } from './number-list.ts'
import type { RunSummary } from './summary.ts'

/** One bound of a goal, and what a run came to. */
export interface GoalBound {
  readonly name: GoalBoundName
  readonly atMost: number
  /** Null: there was nothing to measure, which keeps the bound. */
  readonly found: number | null
  readonly isKept: boolean
}

/**
 * Each bound of the goal with what the run came to, in the order in which the goal is described.
 *
 * waitUsP99  see waitUsP99Of: the summary's own knows only waits that ended
 */
export function goalBounds(goal: Goal, summary: RunSummary, waitUsP99: number | null): readonly GoalBound[] {
  const bounds: GoalBound[] = []
  const add = (name: GoalBound['name'], found: number | null): void => {
    const atMost = goal[name]
    if (atMost !== undefined) bounds.push({ name, atMost, found, isKept: found === null || found <= atMost })
  }
  add('refusedPermille', permilleOfHours(summary.playerHoursRefused, summary))
  add('degradedPermille', permilleOfHours(summary.playerHoursDegraded, summary))
  add('readyWaitUsP99', waitUsP99)
  return bounds
}

/**
 * The wait that 99 of 100 pods do not exceed, from being wanted (or wanted again) to readiness. A pod that still waits
 * has waited so long at least, and a fleet that never starts it keeps no promise: it counts with that. So does one on
 * a host whose loss nobody has noticed, if it was not ready there.
 *
 * endedUs  waits that ended with readiness
 * returns  null: no pod was wanted
 */
export function waitUsP99Of(endedUs: NumberList, pods: PodTable, nowUs: number): number | null {
  const waits = new NumberList()
  for (const waitUs of endedUs.values()) waits.push(waitUs)
  for (let slot = 0; slot < pods.slotLimit; slot++) {
    const state = pods.state[slot]
    if (state === PodState.free || pods.leaving[slot] === 1) continue
    const isReady = state !== PodState.pending && pods.answered[slot] === pods.generation[slot]
    if (!isReady) waits.push(nowUs - pods.askedAtUs[slot])
  }
  return waits.quantiles([990])[0]
}

/** Of all player-hours of a run so many thousandths; null where nobody played. */
export function permilleOfHours(hours: number, { playerHours }: RunSummary): number | null {
  return playerHours === 0 ? null : (1000 * hours) / playerHours
}
