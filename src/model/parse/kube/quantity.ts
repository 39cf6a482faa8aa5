// Source: kubernetes v1.37.2, k8s.io/apimachinery/pkg/api/resource/quantity.go, and SetDefaults_ResourceList of
// pkg/apis/core/v1/defaults.go, which rounds stored quantities up to thousandths.

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }

/** Beyond this an exponent means no amount of anything. */
const EXPONENT_MAX = 40

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/

/**
 * Thousandths of a quantity as Kubernetes writes it (`500m`, `1.5Gi`, `1e3`, 2), the rest rounded away from zero; null
 * when it is none.
 */
export function milliOfQuantity(value: unknown): bigint | null {
  const written = typeof value === 'number' ? String(value) : value
  if (typeof written !== 'string' || written.length > 64) return null
  const match = QUANTITY.exec(written.trim())
  if (match === null) return null
  const [, sign, whole, fraction = '', exponent, suffix = ''] = match
  if (whole + fraction === '') return null
  const binary = BINARY[suffix]
  const tens = exponent === undefined ? (DECIMAL[suffix] ?? 0) : Number(exponent)
  if (Math.abs(tens) > EXPONENT_MAX) return null
  const digits = BigInt(whole + fraction) * (binary === undefined ? 1n : 1n << BigInt(binary))
  const shift = tens + 3 - fraction.length
  const milli = shift >= 0 ? digits * 10n ** BigInt(shift) : ceilDivide(digits, 10n ** BigInt(-shift))
  return sign === '-' ? -milli : milli
}

/** Whole units of thousandths, rounded up. */
export function unitsOf(milli: bigint): bigint {
  return ceilDivide(milli, 1000n)
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return a <= 0n ? a / b : (a + b - 1n) / b
}
