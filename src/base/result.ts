/**
 * One fault of an input: where it is, what was found there and what was expected.
 *
 * path      dotted path into the document, `spec.fleet.hosts[3].count`; '' is the document itself
 * found     the offending value as a person would write it, shortened
 * expected  what would have been accepted
 */
export interface Fault {
  readonly path: string
  readonly found: string
  readonly expected: string
}

/** What a parser returns: the value, or every fault it found. Never thrown. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function failed<T>(faults: readonly Fault[]): Result<T> {
  return { ok: false, faults }
}
