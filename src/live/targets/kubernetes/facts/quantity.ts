/** Powers of ten or two behind each suffix that Kubernetes knows. */
const SCALES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

const MIB = 2 ** 20
/** Far below a byte and a thousandth of a Cpu: takes away what binary fractions add to a decimal one. */
const EXACT = 1e-6

/** The amount behind a quantity as the API server gives it, `500m`, `2Gi`, `1e3`; null when it is none. */
export function amountOf(quantity: string | number): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,2})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/.exec(
    String(quantity),
  )
  if (match === null) return null
  const [, digits, exponent, suffix] = match
  return exponent === undefined ? Number(digits) * SCALES[suffix ?? ''] : Number(`${digits}e${exponent}`)
}

/** Thousandths of a Cpu, a part of one counts whole; null when the text is no quantity. */
export function milliCpusOf(quantity: string | number): number | null {
  const amount = amountOf(quantity)
  return amount === null ? null : Math.max(0, Math.ceil(amount * 1000 - EXACT))
}

/** MiB, a part of one counts whole; null when the text is no quantity. */
export function memoryMibOf(quantity: string | number): number | null {
  const amount = amountOf(quantity)
  return amount === null ? null : Math.ceil(Math.max(0, Math.ceil(amount - EXACT)) / MIB)
}
