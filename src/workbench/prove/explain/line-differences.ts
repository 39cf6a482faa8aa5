import { byCodeUnit } from '../../../base/order.ts'
import type { DecisionLine } from '../../../model/decision.ts'

/** A field of a decision that two lines have differently; null where a line has none of it. */
export interface LineDifference {
  readonly field: string
  readonly a: string | null
  readonly b: string | null
}

/** The fields in which two lines differ, in their order in the first and then the second; an order itself is none. */
export function lineDifferences(a: DecisionLine, b: DecisionLine): readonly LineDifference[] {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return fields.flatMap((field): LineDifference[] => {
    const [before, after] = [a, b].map((line) => textOf((line as unknown as Record<string, unknown>)[field]))
    return before === after ? [] : [{ field, a: before, b: after }]
  })
}

/** A text stands for itself, all else as JSON with its keys in order. */
function textOf(value: unknown): string | null {
  if (value === undefined) return null
  if (typeof value === 'string') return value
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([x], [y]) => byCodeUnit(x, y)))
  })
}
