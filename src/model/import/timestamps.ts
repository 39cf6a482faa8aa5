import { US_PER_SECOND } from '../../base/units.ts'

const DAYS_TO_1970 = 719_468

/**
 * Microseconds since 1970-01-01 UTC of a time as exports write it: unix seconds (10 digits) or milliseconds (13),
 * `2026-03-05`, `2026-03-05 18:10`, `2026-03-05T18:10:30Z`, with a fraction or an offset such as `+08:00`. A time
 * without a zone is taken as UTC. Null when it is none of these or no such day exists.
 */
export function parseTimestamp(text: string): number | null {
  if (/^\d{9,10}$/.test(text)) return Number(text) * US_PER_SECOND
  if (/^\d{12,13}$/.test(text)) return Number(text) * 1000
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    )
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const seconds = ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
  const away = zoneSeconds(match[7])
  return away === null ? null : (seconds - away) * US_PER_SECOND
}

/** `2026-03-05 18:10 UTC` of microseconds since 1970. */
export function formatTimestamp(us: number): string {
  const minutes = Math.floor(us / (60 * US_PER_SECOND))
  const days = Math.floor(minutes / 1440)
  const [year, month, day] = dateOf(days)
  const inDay = minutes - days * 1440
  const two = (number: number): string => String(number).padStart(2, '0')
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  return `${date} ${two(Math.floor(inDay / 60))}:${two(inDay % 60)} UTC`
}

function zoneSeconds(zone: string | undefined): number | null {
  if (zone === undefined || zone === 'Z' || zone === 'UTC') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 14 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * Days of the proleptic Gregorian calendar since 1970; its year starts in March, so that the leap day comes last. After
 * H. Hinnant, days_from_civil.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - DAYS_TO_1970
}

/** The inverse. After H. Hinnant, civil_from_days. */
function dateOf(days: number): [year: number, month: number, day: number] {
  const z = days + DAYS_TO_1970
  const era = Math.floor(z / 146_097)
  const ofEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * ofYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * shifted + 2) / 5) + 1]
}
