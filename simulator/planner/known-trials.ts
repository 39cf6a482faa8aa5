import type { Levels } from './fleet-levels.ts'
import type { Trial } from './judge.ts'

interface KnownFleet {
  readonly levels: Levels
  readonly isKept: boolean
}

/**
 * What is known of each trial of fleets: those that were run, and that more hosts keep what fewer keep and fewer miss
 * what more miss. That may be wrong of two fleets that lie close: an answer has to be run, and the later run counts.
 */
export class KnownTrials {
  readonly #fleets = new Map<string, Map<string, KnownFleet>>()

  /** Takes note of what a fleet does, and forgets those that would have it otherwise. */
  note(trial: Trial, levels: Levels, isKept: boolean): void {
    const fleets = this.#fleets.get(keyOf(trial)) ?? new Map<string, KnownFleet>()
    this.#fleets.set(keyOf(trial), fleets)
    for (const [key, known] of fleets) {
      const [more, fewer] = isKept ? [known.levels, levels] : [levels, known.levels]
      if (known.isKept !== isKept && hasAtLeast(more, fewer)) fleets.delete(key)
    }
    fleets.set(JSON.stringify(levels), { levels, isKept })
  }

  /** Whether a fleet keeps the goal; undefined where nothing says so. */
  of(trial: Trial, levels: Levels): boolean | undefined {
    const fleets = this.#fleets.get(keyOf(trial))
    if (fleets === undefined) return undefined
    for (const known of fleets.values()) {
      const [more, fewer] = known.isKept ? [levels, known.levels] : [known.levels, levels]
      if (hasAtLeast(more, fewer)) return known.isKept
    }
    return undefined
  }
}

function keyOf(trial: Trial): string {
  return `${trial.case} ${trial.seed}`
}

/** Whether one fleet has of every group in every month as many hosts as another. */
function hasAtLeast(more: Levels, fewer: Levels): boolean {
  return more.every((hosts, g) => hosts.every((count, month) => count >= fewer[g][month]))
}
