import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../../base/units.ts'
import { dayOf } from '../../model/goal-words.ts'
import { formatTimeOfDay } from '../format.ts'

const STEPS_US = [
  US_PER_MINUTE,
  5 * US_PER_MINUTE,
  15 * US_PER_MINUTE,
  US_PER_HOUR,
  3 * US_PER_HOUR,
  6 * US_PER_HOUR,
  12 * US_PER_HOUR,
  US_PER_DAY,
  2 * US_PER_DAY,
  7 * US_PER_DAY,
  14 * US_PER_DAY,
  30 * US_PER_DAY,
  60 * US_PER_DAY,
]

/** The smallest round interval that leaves labels `roomPx` apart. */
export function tickStepUs(fromUs: number, toUs: number, widthPx: number, roomPx: number): number {
  const leastUs = ((toUs - fromUs) * roomPx) / Math.max(1, widthPx)
  return STEPS_US.find((stepUs) => stepUs >= leastUs) ?? STEPS_US[STEPS_US.length - 1]
}

/** Multiples of the step within the range. */
export function ticksWithin(fromUs: number, toUs: number, stepUs: number): number[] {
  const ticks: number[] = []
  for (let tick = Math.ceil(fromUs / stepUs) * stepUs; tick <= toUs; tick += stepUs) ticks.push(tick)
  return ticks
}

/** `Day 3` on a day's start or when steps are whole days, else the time of day. */
export function tickLabel(timeUs: number, stepUs: number): string {
  if (stepUs >= US_PER_DAY || timeUs % US_PER_DAY === 0) return dayOf(timeUs)
  return formatTimeOfDay(timeUs)
}
