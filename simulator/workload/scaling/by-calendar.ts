import type { Calendar } from '../../../src/model/calendar.ts'
import { calendarFactor } from '../calendar.ts'
import { cpusFor, type SizeWish } from './size-for.ts'

/** So many instants of the time ahead are looked at, evenly apart. */
const LOOKS = 8

/** By the activity calendar: what the load shown now comes to at the most that is planned for the time ahead. */
export function byCalendar(wish: SizeWish): number {
  return cpusFor(wish, wish.loadMilli * wish.ahead)
}

/** Highest factor of a calendar over [nowUs, nowUs + leadUs] by the factor now, at least 1. */
export function calendarAhead(calendar: Calendar | null, nowUs: number, leadUs: number): number {
  if (calendar === null || leadUs === 0) return 1
  const now = calendarFactor(calendar, nowUs)
  let most = now
  for (let look = 1; look <= LOOKS; look++) {
    most = Math.max(most, calendarFactor(calendar, nowUs + Math.floor((leadUs * look) / LOOKS)))
  }
  return now === 0 ? 1 : most / now
}
