import { z } from 'zod'
import { milliOfQuantity } from './quantity.ts'

// Leaves and frames of Kubernetes objects as JSON has them. What a shape does not name is passed over, as the objects
// have many fields that do not matter here; null is the same as left out.

export const text = z.string({ error: 'a text' })
export const yesOrNo = z.boolean({ error: 'true or false' })
export const wholeNumber = z.int({ error: 'a whole number' })
export const int32 = wholeNumber
  .min(-2147483648, { error: 'a 32-bit number' })
  .max(2147483647, { error: 'a 32-bit number' })
export const bytes = z.int({ error: 'a whole number of bytes below 2^53' }).min(0, { error: 'bytes, 0 or more' })

/** Thousandths, below 2^53 whole units. */
export const quantity = z.unknown().transform((value, context): bigint => {
  const milli = milliOfQuantity(value)
  if (milli !== null && milli < BigInt(Number.MAX_SAFE_INTEGER) * 1000n) return milli
  context.issues.push({ code: 'custom', input: value, message: 'a quantity such as 500m or 2Gi, below 2^53' })
  return z.NEVER
}) as unknown as z.ZodType<bigint>

export const texts = z.array(text, { error: 'a list of texts' })
export const textMap = mapOf(text)
export const quantities = mapOf(quantity)

export function object<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.object(shape, { error: 'a map' })
}

export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, { error: 'a list' })
}

function mapOf<T extends z.ZodType>(value: T) {
  return z.record(z.string(), value, { error: 'a map' }).transform((entries) => new Map(Object.entries(entries)))
}

/** The value without members that are null; members of lists stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member)]))
}
