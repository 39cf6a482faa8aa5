import type { Levels } from './fleet-levels.ts'

/** What is searched. Groups are in the order in which hosts are saved: of the first as many as can be. */
export interface FleetProblem {
  /** Hosts that each group has at the start; the fleet as it stands has them to the end. */
  readonly present: readonly number[]
  readonly months: number
  /** Hosts that may be added to each group at most. */
  readonly addMax: readonly number[]
  /** Hosts of each group that leave anyway and are not freed beside; left out: none does. */
  readonly least?: readonly number[]
}

/** A question: does this fleet keep the goal? */
export interface FleetAsked {
  readonly levels: Levels
  /**
   * What the answer may go by.
   * telling  what is likely in the trials that told most so far
   * hardest  these and the hardest seeds of every case, run
   * all      every case under as many seeds as it takes, run
   */
  readonly by: 'telling' | 'hardest' | 'all'
}

/** Asks whether a fleet keeps the goal and is told so. */
export type FleetSearch<T> = Generator<FleetAsked, T, boolean>

/** A question that is put to telling trials. */
export function likely(levels: Levels): FleetAsked {
  return { levels, by: 'telling' }
}
