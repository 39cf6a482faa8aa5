import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/units.ts'

const UNITS = [
  ['d', US_PER_DAY],
  ['h', US_PER_HOUR],
  ['m', US_PER_MINUTE],
  ['s', US_PER_SECOND],
  ['ms', 1000],
  ['us', 1],
] as const
const US_BY_UNIT: Readonly<Record<string, number>> = Object.fromEntries(UNITS)

/** Ten years: beyond that nothing in a scenario makes sense, and microseconds stay exact. */
export const DURATION_US_MAX = 3650 * US_PER_DAY

/** Microseconds of `90s`, `1h30m`, `7d`, `20ms`, with a sign in front when wanted; or null. */
export function microsecondsOf(value: unknown, signed: boolean): number | null {
  if (value === 0) return 0
  if (typeof value !== 'string' || value.length > 40) return null
  const match = /^(-?)((?:\d+(?:us|ms|s|m|h|d))+)$/.exec(value)
  if (match === null || (match[1] === '-' && !signed)) return null
  let total = 0
  for (const part of match[2].matchAll(/(\d+)(us|ms|s|m|h|d)/g)) total += Number(part[1]) * US_BY_UNIT[part[2]]
  if (total > DURATION_US_MAX) return null
  return match[1] === '-' && total > 0 ? -total : total
}

/** `1d4h30m` of microseconds, at least 0: what `microsecondsOf` reads as the same. */
export function durationText(us: number): string {
  let rest = us
  let text = ''
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text === '' ? '0s' : text
}
