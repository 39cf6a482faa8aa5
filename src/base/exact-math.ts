import { assert } from './assert.ts'

/** ln 2 in two parts: the high part has 32 significant bits, so its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/**
 * Natural logarithm from + - * / alone, because ECMAScript leaves Math.log approximate and engines differ
 * in its last bits.
 *
 * x        finite, > 0
 * returns  ln x with an absolute error below 1e-15 × max(1, |ln x|); exactly 0 for 1
 *
 * Writes x = m × 2^e with m in [⅔, 4/3), then ln m = 2 artanh s with s = (m - 1) / (m + 1), |s| ≤ 0.2, by its series
 * to s^25: the first term left out is below 1e-19. The split of ln 2 follows fdlibm's e_log.c.
 */
export function ln(x: number): number {
  assert(x > 0 && x < Infinity, `ln of ${x}`)
  let exponent = 0
  let mantissa = x
  // Products with powers of two are exact; the coarse steps bound the loop for very large and very small numbers.
  for (; mantissa >= 4294967296; exponent += 32) mantissa /= 4294967296
  for (; mantissa < 1 / 4294967296; exponent -= 32) mantissa *= 4294967296
  for (; mantissa >= 4 / 3; exponent++) mantissa /= 2
  for (; mantissa < 2 / 3; exponent--) mantissa *= 2
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let series = 0
  for (let odd = 25; odd >= 1; odd -= 2) series = series * square + 1 / odd
  return exponent * LN2_HIGH + (2 * s * series + exponent * LN2_LOW)
}
