import type { CallOutcome } from '../../target.ts'
import type { ApiError } from '../api/api-error.ts'

/** An answer of the API server that the call itself has no better word for. what: `binding game/p-0`. */
export function outcomeOf(error: ApiError, what: string): CallOutcome {
  const reason = `${what}: ${error.message}`
  switch (error.kind) {
    case 'tooMany':
      // A disruption budget opens when other pods are well again; a busy server says when to come back.
      return error.isDisruption
        ? { kind: 'wait', reason, afterMs: Math.max(error.retryAfterMs, 1000) }
        : { kind: 'unreachable', reason, afterMs: error.retryAfterMs }
    case 'unreachable':
      return error.retryAfterMs === undefined
        ? { kind: 'unreachable', reason }
        : { kind: 'unreachable', reason, afterMs: error.retryAfterMs }
    case 'gone':
    case 'conflict':
      // Somebody wrote at the same time: look again.
      return { kind: 'unreachable', reason }
    case 'notFound':
    case 'forbidden':
    case 'invalid':
      return { kind: 'refused', reason }
  }
}
