import type { DurationRange } from './scenario.ts'

/** Domains that are lost whole, narrow to wide: a rack's power, a module's switch, an IDC's utility. */
export const LOST_DOMAINS = ['rack', 'module', 'idc'] as const
export type LostDomain = (typeof LOST_DOMAINS)[number]

/** What a goal may say that a fleet survives. */
export const SURVIVED_DOMAINS = ['host', ...LOST_DOMAINS] as const
export type SurvivedDomain = (typeof SURVIVED_DOMAINS)[number]

/** All hosts of one domain are lost at one instant, each for `downUs`. */
export interface DomainFault {
  readonly atUs: number
  readonly domain: LostDomain
  readonly name: string
  readonly downUs: number
}

/** Random losses of every rack, module or IDC as a whole: expected losses of each and year, and how long each lasts. */
export interface DomainLossRate {
  readonly domain: LostDomain
  readonly perYear: number
  readonly downUs: DurationRange
}
