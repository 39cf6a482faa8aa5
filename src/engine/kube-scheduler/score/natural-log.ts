// Source: the method of fdlibm's e_log.c with the order of operations of Go 1.26, src/math/log_amd64.s.

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
/** Coefficients of the series of fdlibm, odd and even powers apart. */
const ODD = [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735] as const
const EVEN = [0.15313837699209373, 0.22222198432149784, 0.3999999999940942] as const

/**
 * Natural logarithm with the bits that Go gives on amd64, so that sums round as kube-scheduler's do. `ln` of base is as
 * exact, but not in the last bit.
 *
 * x  a whole number from 1 to 2^53
 */
export function goLog(x: number): number {
  let fraction = x
  let exponent = 0
  while (fraction >= 1) {
    fraction /= 2
    exponent++
  }
  if (fraction < Math.SQRT1_2) {
    fraction *= 2
    exponent--
  }
  const f = fraction - 1
  const s = f / (2 + f)
  const s2 = s * s
  const s4 = s2 * s2
  const rest = s2 * horner(ODD, s4) + s4 * horner(EVEN, s4)
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + rest) + exponent * LN2_LOW) - f)
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}
