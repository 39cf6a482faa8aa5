/** Every score runs from 0 to this, as an integer; profiles multiply it by integer weights. */
export const SCORE_MAX = 100

/**
 * SCORE_MAX × part ÷ whole, floored. In 32-bit integers, which compiled code divides faster than it floors a quotient.
 *
 * part  from 0 up; SCORE_MAX times it fits 31 bits, as thousandths of a host's Cpus do
 */
export function hundredthsOf(part: number, whole: number): number {
  return (((SCORE_MAX * part) | 0) / (whole | 0)) | 0
}
