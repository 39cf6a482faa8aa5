import type { z } from 'zod'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { faultsOfIssues, shortened, show } from './faults.ts'

/**
 * Reads one line of a log, without its newline: one JSON object whose `kind` says its schema.
 *
 * faultsBetween  what is wrong between words each of which is well formed
 */
export function parseLogLine<T extends { readonly kind: string }>(
  line: string,
  schemas: Readonly<Record<T['kind'], z.ZodType>>,
  faultsBetween: (value: T) => readonly Fault[],
): Result<T> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return failed([{ path: '', found: shortened(line), expected: 'one JSON object' }])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failed([{ path: '', found: show(value), expected: 'one JSON object' }])
  }
  const kind = 'kind' in value ? value.kind : undefined
  if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind)) {
    return failed([{ path: 'kind', found: show(kind), expected: `one of ${Object.keys(schemas).join(', ')}` }])
  }
  const parsed = schemas[kind as T['kind']].safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const read = parsed.data as T
  const faults = faultsBetween(read)
  return faults.length > 0 ? failed(faults) : ok(read)
}
