import { type FaultList, show } from '../faults.ts'
import type { Syntax } from './syntax.ts'
import { LABEL_KEY, LABEL_VALUE } from './syntax.ts'

// Small checks that the API server's validation is made of.

/** Notes a text that is not of the kind. */
export function checkText(faults: FaultList, path: string, value: string, { accepts, expected }: Syntax): void {
  if (!accepts(value)) faults.add(path, show(value), expected)
}

/** Notes labels whose keys or values are none. */
export function checkLabels(faults: FaultList, path: string, labels: ReadonlyMap<string, string> | undefined): void {
  for (const [key, value] of labels ?? []) {
    checkText(faults, `${path}.${key}`, key, LABEL_KEY)
    checkText(faults, `${path}.${key}`, value, LABEL_VALUE)
  }
}

/** The word when it is one of the known ones; else notes it and gives the first of them. */
export function knownWord<const W extends string>(
  faults: FaultList,
  path: string,
  value: string,
  words: readonly W[],
): W {
  const known = words.find((word) => word === value)
  if (known === undefined) faults.add(path, show(value), `one of ${words.join(', ')}`)
  return known ?? words[0]
}

/** Notes a number outside of a range. */
export function checkRange(faults: FaultList, path: string, value: number, min: number, max: number): void {
  if (value < min || value > max) faults.add(path, String(value), `a whole number from ${min} to ${max}`)
}
