import type { Snapshot, TargetRef } from '../../model/snapshot.ts'
import { type CallOutcome, type CallRequest, type Target, TargetUnreachable } from '../targets/target.ts'

/** A target that remembers the last snapshot anybody took, and tells of its calls: for the API and its metrics. */
export interface WatchedTarget extends Target {
  readonly last: Snapshot | null
  /** Why the last snapshot failed; '' when it did not. */
  readonly reason: string
}

/**
 * Wraps a target. A snapshot that its caller breaks off throws TargetUnreachable and is no word about the target, so
 * that others see what they saw before; one whose signal aborts with a TargetUnreachable was waited for long enough.
 * onCall: hears the outcome of every call of a step.
 */
export function watchTarget(
  target: Target,
  onCall: (request: CallRequest, outcome: CallOutcome) => void,
): WatchedTarget {
  let last: Snapshot | null = null
  let reason = ''
  let begun = 0
  /** Which snapshot the last word is of, by its beginning: one that hangs may end after a later one. */
  let told = 0
  return {
    get ref(): TargetRef {
      return target.ref
    },
    get last() {
      return last
    },
    get reason() {
      return reason
    },
    async snapshot(signal) {
      begun += 1
      const number = begun
      try {
        const taken = await target.snapshot(signal)
        if (number > told) {
          last = taken
          reason = ''
          told = number
        }
        return taken
      } catch (error) {
        const isBrokenOff = signal.aborted && !(signal.reason instanceof TargetUnreachable)
        if (!isBrokenOff && number > told) {
          reason = wordsOf(error)
          told = number
        }
        throw signal.aborted ? new TargetUnreachable(wordsOf(signal.reason)) : error
      }
    },
    callsOf: (step, direction) => target.callsOf(step, direction),
    async call(request) {
      const outcome = await target.call(request)
      onCall(request, outcome)
      return outcome
    },
    cordon: (host, on, context) => target.cordon(host, on, context),
    watchHosts: (told) => target.watchHosts(told),
    seemHit: (steps, plan, signal) => target.seemHit(steps, plan, signal),
    health: (steps, signal) => target.health(steps, signal),
    close: () => target.close(),
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
