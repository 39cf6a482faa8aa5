/** Compares two texts by UTF-16 code unit: the same in every engine and locale. Negative, zero or positive. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares two numbers, smaller first. */
export function ascending(a: number, b: number): number {
  return a - b
}

/** Sorts a short list in place, smaller first, and returns it: by insertion, no call for a comparison. O(n²). */
export function sortFew(numbers: number[]): number[] {
  for (let i = 1; i < numbers.length; i++) {
    const number = numbers[i]
    let at = i
    for (; at > 0 && numbers[at - 1] > number; at--) numbers[at] = numbers[at - 1]
    numbers[at] = number
  }
  return numbers
}
