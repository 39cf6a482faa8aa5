import type { Patch, Returning } from '../../src/model/calendar.ts'

/** Share of a zone's players away, sinceUs after its restart (negative: before it); `Reconnect` has the formula. */
export function awayShare({ reconnect, closedUs }: Patch, sinceUs: number): number {
  const { noticeUs, earlyPermille } = reconnect
  if (sinceUs < 0) return sinceUs <= -noticeUs ? 0 : (earlyPermille * (1 + sinceUs / noticeUs)) / 1000
  return sinceUs < closedUs ? 1 : stillAway(reconnect, sinceUs - closedUs)
}

/** Share of players still away who could come back openUs ago. */
export function stillAway({ promptPermille, promptUs, restUs }: Returning, openUs: number): number {
  const prompt = openUs < promptUs ? 1 - openUs / promptUs : 0
  const rest = openUs < restUs ? 1 - openUs / restUs : 0
  return (promptPermille * prompt + (1000 - promptPermille) * rest * rest) / 1000
}

/** From a zone's restart until all are back. */
export function waveUs({ reconnect: { promptUs, restUs }, closedUs }: Patch): number {
  return closedUs + Math.max(promptUs, restUs)
}
