import type { Fleet } from '../model/fleet.ts'
import type { ProfileSpec } from '../model/profile.ts'
import { auditOf } from './laws/audited.ts'
import type { Breach } from './proof-case.ts'
import type { RecordedInstant, Recording } from './recording.ts'

/**
 * The instants of a recording that show a breach: up to the first after which the auditor names its law, or all of
 * them when it takes more than one log to show it.
 */
export function shownInstants(
  fleet: Fleet,
  { instants }: Recording,
  breach: Breach,
  profiles: readonly ProfileSpec[] = [],
): readonly RecordedInstant[] {
  if (!breach.inLog) return instants
  for (let end = 1; end < instants.length; end++) {
    const start = instants.slice(0, end)
    if (auditOf(fleet, start, profiles).violations.some(({ law }) => law === breach.law)) return start
  }
  return instants
}
