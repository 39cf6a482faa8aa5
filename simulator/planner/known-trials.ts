import type { Levels } from './fleet-levels.ts'
import type { Trial } from './judge.ts'

interface KnownFleet {
  readonly levels: Levels
  readonly isKept: boolean
}

/**
 * What is known of each trial of fleets: those that were run, and that more hosts keep what fewer keep and fewer miss
 * what more miss. That may be wrong of two fleets that lie close, so an answer has to be run.
 */
export class KnownTrials {
  readonly #fleets = new Map<string, Map<string, KnownFleet>>()

  note(trial: Trial, levels: Levels, isKept: boolean): void {
    const fleets = this.#fleets.get(keyOf(trial)) ?? new Map<string, KnownFleet>()
    this.#fleets.set(keyOf(trial), fleets)
    fleets.set(JSON.stringify(levels), { levels, isKept })
  }

  /** Whether a fleet keeps the goal; undefined where nothing says so, or one fleet says this and another that. */
  of(trial: Trial, levels: Levels): boolean | undefined {
    const fleets = this.#fleets.get(keyOf(trial))
    if (fleets === undefined) return undefined
    const own = fleets.get(JSON.stringify(levels))
    if (own !== undefined) return own.isKept
    const known = [...fleets.values()]
    const isKept = known.some((fleet) => fleet.isKept && hasAtLeast(levels, fleet.levels))
    const isMissed = known.some((fleet) => !fleet.isKept && hasAtLeast(fleet.levels, levels))
    return isKept === isMissed ? undefined : isKept
  }
}

function keyOf(trial: Trial): string {
  return `${trial.case} ${trial.seed}`
}

/** Whether one fleet has of every group in every month as many hosts as another. */
function hasAtLeast(more: Levels, fewer: Levels): boolean {
  return more.every((hosts, g) => hosts.every((count, month) => count >= fewer[g][month]))
}
