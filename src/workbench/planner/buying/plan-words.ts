import { US_PER_DAY } from '../../../base/units.ts'
import type { FleetResource, GoalCase, LossCase } from '../../../model/fleet-plan.ts'

/** Resources by the names that people say. */
export const RESOURCE_WORDS: Readonly<Record<FleetResource, string>> = {
  cpus: 'Cpus',
  memoryMib: 'memory',
  diskMib: 'disk',
  vfs: 'VFs',
  ips: 'addresses',
  volumeMib: 'network volumes',
  nicKpps: 'packets a second',
}

/** `Day 31`, and before the scenario begins `60 days before`. */
export function dayOf(atUs: number): string {
  const day = Math.floor(atUs / US_PER_DAY)
  return day < 0 ? `${-day} days before` : `Day ${day + 1}`
}

/** `with nothing lost`, `with module sz-a-m01 lost`. */
export function lossWords(loss: LossCase | null): string {
  if (loss === null) return 'with nothing lost'
  return `with ${loss.domain} ${loss.names.join(' and ')} lost`
}

/** `28 of 32, needs 29`, and whether that is enough as far as was run. */
export function caseWords({ kept, ran, needed }: GoalCase): { readonly text: string; readonly isKept: boolean } {
  return { text: `${kept} of ${ran}, needs ${needed}`, isKept: kept >= needed }
}
