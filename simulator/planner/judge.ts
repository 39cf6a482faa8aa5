/** One case that a fleet is put to, of many seeds. */
export interface JudgedCase {
  /** Null: not known yet. */
  readonly isKept: boolean | null
  /** Seeds that were looked at, in their order, and of these those that keep the goal. */
  readonly ran: number
  readonly kept: number
  /** Seeds that miss it, in that order. */
  readonly missed: readonly number[]
}

export interface Judged {
  /** Whether the goal is kept in every case; null: not known yet. */
  readonly isKept: boolean | null
  readonly cases: readonly JudgedCase[]
  /** What to run next, the most telling first; empty once it is known. */
  readonly wanted: readonly { readonly case: number; readonly seed: number }[]
}

/**
 * Whether a fleet keeps its goal, from the runs that are known so far. Cases and seeds are looked at in their order
 * and no further than needed: hard ones first make a miss known early. What is said follows from that order alone,
 * whichever runs happen to be known beyond it.
 *
 * needed     seeds of each case that must keep the goal
 * isKeptIn   of a run; undefined while it is not known
 */
export function judge(
  caseCount: number,
  seeds: readonly number[],
  needed: number,
  isKeptIn: (index: number, seed: number) => boolean | undefined,
): Judged {
  const cases: JudgedCase[] = []
  const wanted: { case: number; seed: number }[] = []
  let isKept: boolean | null = true
  for (let index = 0; index < caseCount; index++) {
    const judged = judgeCase(seeds, needed, (seed) => isKeptIn(index, seed))
    cases.push(judged)
    if (judged.isKept === null) {
      for (const seed of seeds.slice(judged.ran)) {
        if (isKeptIn(index, seed) === undefined) wanted.push({ case: index, seed })
      }
      isKept = null
    }
    // A case after one that is not known yet may be missed already, which then counts for nothing: order decides.
    if (judged.isKept === false && isKept === true) return { isKept: false, cases, wanted: [] }
  }
  return { isKept, cases, wanted }
}

function judgeCase(
  seeds: readonly number[],
  needed: number,
  isKeptIn: (seed: number) => boolean | undefined,
): JudgedCase {
  const missed: number[] = []
  let kept = 0
  for (const seed of seeds) {
    const isKept = isKeptIn(seed)
    if (isKept === undefined) return { isKept: null, ran: kept + missed.length, kept, missed }
    if (isKept) kept++
    else missed.push(seed)
    if (kept >= needed) return { isKept: true, ran: kept + missed.length, kept, missed }
    if (missed.length > seeds.length - needed) return { isKept: false, ran: kept + missed.length, kept, missed }
  }
  return { isKept: kept >= needed, ran: seeds.length, kept, missed }
}
