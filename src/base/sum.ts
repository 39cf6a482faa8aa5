/** Sum of a list; 0 of an empty one. */
export function sumOf(amounts: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < amounts.length; i++) sum += amounts[i]
  return sum
}
