import { show } from '../../parse/faults.ts'
import { milliOfQuantity } from '../../parse/kube/quantity.ts'
import type { CappedFaults } from '../capped-faults.ts'

/** Thousandths of each resource by name, whole numbers. */
export type Amounts = Map<string, number>

/** Reads quantities, each text once: a cluster of any size writes few different ones. */
export class QuantityReader {
  readonly #known = new Map<unknown, number | null>()
  readonly #faults: CappedFaults

  constructor(faults: CappedFaults) {
    this.#faults = faults
  }

  /** Amounts of a map of quantities, none of it below 0. Notes those that are no quantities. */
  amountsOf(quantities: Readonly<Record<string, unknown>> | null | undefined, path: string): Amounts {
    const amounts: Amounts = new Map()
    if (quantities === null || quantities === undefined) return amounts
    for (const [name, value] of Object.entries(quantities)) {
      let milli = this.#known.get(value)
      if (milli === undefined) {
        milli = milliOf(value)
        this.#known.set(value, milli)
      }
      if (milli === null)
        this.#faults.add(`${path}.${name}`, show(value), 'a quantity such as 500m or 2Gi, from 0 to 1Ei')
      else amounts.set(name, milli)
    }
    return amounts
  }
}

/** More than any host has: an exbibyte. */
const MOST_MILLI = 1000n * (1n << 60n)

/** Thousandths of a quantity, or null. Above 2^53 of them parts of a byte are lost, which no MiB shows. */
function milliOf(value: unknown): number | null {
  const milli = milliOfQuantity(value)
  return milli === null || milli < 0n || milli > MOST_MILLI ? null : Number(milli)
}

/** Adds amounts to a sum. */
export function addAmounts(sum: Amounts, more: ReadonlyMap<string, number>): void {
  for (const [name, amount] of more) sum.set(name, (sum.get(name) ?? 0) + amount)
}

/** Raises each amount of a maximum to the other's. */
export function raiseAmounts(highest: Amounts, other: ReadonlyMap<string, number>): void {
  for (const [name, amount] of other) if (amount > (highest.get(name) ?? -1)) highest.set(name, amount)
}

const MIB_MILLI = 1024 * 1024 * 1000

/** MiB of thousandths of a byte, rounded up: a request. */
export function mibUp(milli: number): number {
  return Math.ceil(milli / MIB_MILLI)
}

/** MiB of thousandths of a byte, rounded down: what there is. */
export function mibDown(milli: number): number {
  return Math.floor(milli / MIB_MILLI)
}
