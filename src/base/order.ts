/** Compares two texts by UTF-16 code unit: the same in every engine and locale. Negative, zero or positive. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares two numbers, smaller first. */
export function ascending(a: number, b: number): number {
  return a - b
}
