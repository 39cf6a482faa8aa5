/** One run that a fleet is put to: a case, by index, under a seed. */
export interface Trial {
  readonly case: number
  readonly seed: number
}

/** One case that a fleet is put to, of many seeds. */
export interface JudgedCase {
  readonly case: number
  /** Seeds that were looked at, in their order, and of these those that keep the goal. */
  readonly ran: number
  readonly kept: number
  /** Seeds that miss it, in that order. */
  readonly missed: readonly number[]
}

export interface Judged {
  /** Whether the goal is kept in every case; null: not known yet. */
  readonly isKept: boolean | null
  /** Those looked at, in the order in which they came up. */
  readonly cases: readonly JudgedCase[]
  /** What was looked at and what came of it. */
  readonly looked: readonly { readonly trial: Trial; readonly isKept: boolean }[]
  /** What to run next, the most telling first; empty once it is known. */
  readonly wanted: readonly Trial[]
}

/** Of how many seeds a case must keep the goal in how many. */
export interface SeedsNeeded {
  readonly seeds: number
  readonly needed: number
}

/**
 * Whether a fleet keeps its goal, from the runs that are known so far. Rows of trials are looked at in their order: a
 * case that is sure to be kept is passed over, and a row that leaves one sure to be missed is the last. Hard ones first
 * make a miss known early. What is said follows from that order alone, whichever runs happen to be known beyond it. Of
 * a case of which not all seeds are in the rows it is taken that those left out keep the goal.
 *
 * isKeptIn   of a run; undefined while it is not known
 */
export function judge(
  rows: readonly (readonly Trial[])[],
  { seeds, needed }: SeedsNeeded,
  isKeptIn: (trial: Trial) => boolean | undefined,
): Judged {
  const cases = new Map<number, { kept: number; missed: number[] }>()
  const looked: { trial: Trial; isKept: boolean }[] = []
  const wanted: Trial[] = []
  let isMissed = false
  for (const row of rows) {
    for (const trial of row) {
      const counted = cases.get(trial.case) ?? { kept: 0, missed: [] }
      cases.set(trial.case, counted)
      if (counted.kept >= needed || counted.missed.length > seeds - needed) continue
      const isKept = isKeptIn(trial)
      if (isKept === undefined) wanted.push(trial)
      // What comes after one that is not known yet counts for nothing: order decides.
      if (isKept === undefined || wanted.length > 0) continue
      looked.push({ trial, isKept })
      if (isKept) counted.kept++
      else counted.missed.push(trial.seed)
      if (counted.missed.length > seeds - needed) isMissed = true
    }
    if (isMissed) break
  }
  return {
    isKept: wanted.length > 0 ? null : !isMissed,
    cases: [...cases].map(([index, { kept, missed }]) => ({ case: index, ran: kept + missed.length, kept, missed })),
    looked,
    wanted,
  }
}
