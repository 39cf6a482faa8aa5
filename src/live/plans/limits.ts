/** How hard applying tries, and how much at once. */
export interface ApplyLimits {
  /**
   * Steps of a wave in hand at once. Most of them wait, for a commit, a watch or a look at their Node, and the more of
   * them there are the more share one of those; a clash lets those in hand finish, so a wave is what bounds its harm.
   */
  readonly concurrency: number
  /** Times a call that finds no answer is made before the plan halts. */
  readonly tries: number
  /** Wait after the first of them; doubles with each, up to `backoffMaxMs`. No jitter: one adapter, few callers. */
  readonly backoffMs: number
  readonly backoffMaxMs: number
  /** Between two looks at the health of a wave. */
  readonly healthPollMs: number
  /** Waits shorter than this are lengthened to it, so that a target that says 0 is not asked in a tight loop. */
  readonly waitMinMs: number
}

/** About 43 s of silence at most: longer than a leader election or a rolling API server takes, in sum. */
export const APPLY_LIMITS: ApplyLimits = {
  concurrency: 512,
  tries: 10,
  backoffMs: 200,
  backoffMaxMs: 10_000,
  healthPollMs: 500,
  waitMinMs: 50,
}

/** Wait before the next try after `failures` of them; at least what the target asked for. */
export function backoffMs(limits: ApplyLimits, failures: number, askedMs: number): number {
  let ms = limits.backoffMs
  for (let i = 1; i < failures && ms < limits.backoffMaxMs; i++) ms *= 2
  return Math.max(askedMs, Math.min(ms, limits.backoffMaxMs))
}
