/**
 * A number with at most so many digits after the point, two where left out.
 *
 * minus        the sign of a number below 0
 * formatCount  writes the whole part, which is ≥ 0
 */
export function decimalText(value: number, minus: string, formatCount: (count: number) => string, digits = 2): string {
  const [whole, rest] = Math.abs(value).toFixed(digits).split('.')
  const text = `${formatCount(Number(whole))}${Number(rest) === 0 ? '' : `.${rest}`}`
  return value < 0 && text !== '0' ? `${minus}${text}` : text
}
