/**
 * A number with at most two digits after the point.
 *
 * minus        the sign of a number below 0
 * formatCount  writes the whole part, which is ≥ 0
 */
export function decimalText(value: number, minus: string, formatCount: (count: number) => string): string {
  const [whole, rest] = Math.abs(value).toFixed(2).split('.')
  const text = `${formatCount(Number(whole))}${rest === '00' ? '' : `.${rest}`}`
  return value < 0 && text !== '0' ? `${minus}${text}` : text
}
