import { durationText } from './duration.ts'
import type { DurationRange } from './scenario.ts'
import type { Setting } from './setting.ts'

/** Domains that are lost whole, narrow to wide: a rack's power, a module's switch, an IDC's utility. */
export const LOST_DOMAINS = ['rack', 'module', 'idc'] as const
export type LostDomain = (typeof LOST_DOMAINS)[number]

/** What a goal may say that a fleet survives. */
export const SURVIVED_DOMAINS = ['host', ...LOST_DOMAINS] as const
export type SurvivedDomain = (typeof SURVIVED_DOMAINS)[number]

/** A host or a domain that is lost, as a scenario's `losses` list it. */
export interface ListedLoss {
  readonly atUs: number
  readonly domain: SurvivedDomain
  readonly name: string
  readonly downUs: number
}

/** Losses as a setting of a scenario, in place of those that it lists; read back, they are the same. */
export function lossesSetting(losses: readonly ListedLoss[]): Setting {
  const items = losses.map(({ atUs, domain, name, downUs }) => {
    return `{at: ${durationText(atUs)}, domain: ${domain}, name: ${written(name)}, down: ${durationText(downUs)}}`
  })
  return { path: LOSSES_PATH, value: `[${items.join(', ')}]` }
}

export const LOSSES_PATH = 'losses'

/** A name as YAML reads it back: in quotes where it would be a number or a word of its own. */
function written(name: string): string {
  return /^[a-z]/.test(name) && !/^(null|true|false)$/.test(name) ? name : JSON.stringify(name)
}

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
