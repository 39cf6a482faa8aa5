import { createHash } from 'node:crypto'

/** Names that an object may put before all others, whatever the order they come in, or takes for something else. */
const ODD = /^(\d+|__proto__)$/

/**
 * JSON text that is the same for equal values: keys by code unit, no spaces, fields that are undefined left out. What
 * is hashed is written so.
 */
export function canonicalText(value: unknown): string {
  // A copy in order, written in one go, takes a third of the time of going through the value key by key.
  const { copy, isInOrder } = inOrder(value)
  return isInOrder ? JSON.stringify(copy) : textByKey(value)
}

function inOrder(value: unknown): { readonly copy: unknown; readonly isInOrder: boolean } {
  let isInOrder = true
  const copyOf = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each
    if (Array.isArray(each)) return each.map(copyOf)
    const copy: Record<string, unknown> = {}
    // Sorts by code unit, as it does unless told how.
    const keys = Object.keys(each).sort()
    for (const key of keys) copy[key] = copyOf((each as Readonly<Record<string, unknown>>)[key])
    if (keys.some((key) => ODD.test(key)) && !isSame(Object.keys(copy), keys)) isInOrder = false
    return copy
  }
  return { copy: copyOf(value), isInOrder }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, i) => each === others[i])
}

function textByKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => textByKey(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const record = value as Readonly<Record<string, unknown>>
  const keys = Object.keys(record).sort()
  const fields = keys.filter((key) => record[key] !== undefined)
  return `{${fields.map((key) => `${JSON.stringify(key)}:${textByKey(record[key])}`).join(',')}}`
}

/** sha256 of a text in UTF-8, lower-case hex. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** sha256 of a value's canonical text. */
export function digestOf(value: unknown): string {
  return sha256Of(canonicalText(value))
}
