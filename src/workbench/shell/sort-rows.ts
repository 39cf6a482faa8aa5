/** What a row is sorted by: numbers, words, or nothing, which comes last either way. */
export type SortKey = number | string | null

export type SortDirection = 'ascending' | 'descending'

/** Numbers within words count as numbers: h9 is before h10. */
const WORDS = new Intl.Collator('en', { numeric: true })

/** Rows in order of a key; equal ones stay as they were. Keys are all numbers or all words, but for null. */
export function sortRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => SortKey,
  direction: SortDirection,
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1
  return rows.toSorted((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : WORDS.compare(String(a), String(b)))
  })
}

/** What a click on a head makes of its order: upward, then downward, then as the rows came. */
export function nextDirection(now: SortDirection | null): SortDirection | null {
  if (now === null) return 'ascending'
  return now === 'ascending' ? 'descending' : null
}
