import { US_PER_DAY } from '../../src/base/units.ts'

/** Months of plans and costs. */
export const MONTH_US = 30 * US_PER_DAY

/** Months of a scenario: the last one lasts half a month at least, unless it is the only one. */
export function monthsOf(durationUs: number): number {
  return Math.max(1, Math.round(durationUs / MONTH_US))
}
