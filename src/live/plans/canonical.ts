import { createHash } from 'node:crypto'

/**
 * JSON text that is the same for equal values: keys by code unit, no spaces, fields that are undefined left out. What
 * is hashed is written so.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item ?? null)).join(',')}]`
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const record = value as Readonly<Record<string, unknown>>
  let text = ''
  // Sorts by code unit, as it does unless told how.
  for (const key of Object.keys(record).sort()) {
    const field = record[key]
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalText(field)}`
  }
  return `{${text}}`
}

/** sha256 of a text in UTF-8, lower-case hex. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** sha256 of a value's canonical text. */
export function digestOf(value: unknown): string {
  return sha256Of(canonicalText(value))
}
