import type { Calendar, PlayerEvent, Recurring, Season } from '../../src/model/calendar.ts'

/** Players times this at an instant, by the events and seasons of a calendar; 1 where nothing is on. */
export function calendarFactor({ events, seasons }: Calendar, nowUs: number): number {
  let factor = 1
  for (const event of events) factor *= eventFactor(event, nowUs)
  for (const season of seasons) factor *= seasonFactor(season, nowUs)
  return factor
}

function eventFactor(event: PlayerEvent, nowUs: number): number {
  const sinceUs = sinceBegin(event, nowUs)
  if (sinceUs < 0 || sinceUs >= event.lastsUs) return 1
  const fromEdgeUs = Math.min(sinceUs, event.lastsUs - sinceUs)
  if (fromEdgeUs >= event.rampUs) return event.factor
  return 1 + ((event.factor - 1) * fromEdgeUs) / event.rampUs
}

function seasonFactor(season: Season, nowUs: number): number {
  const sinceUs = sinceBegin(season, nowUs)
  if (sinceUs < 0 || sinceUs >= season.declineUs) return 1
  const left = 1 - sinceUs / season.declineUs
  return 1 + (season.factor - 1) * left * left
}

/** Time since it began last; negative before it ever did. */
function sinceBegin({ atUs, everyUs }: Recurring, nowUs: number): number {
  const sinceUs = nowUs - atUs
  if (everyUs === null || sinceUs < everyUs) return sinceUs
  return sinceUs - Math.floor(sinceUs / everyUs) * everyUs
}
