import type { EngineFactory } from './drive.ts'
import { auditedBreach } from './laws/audited.ts'
import { confirmedBreach } from './laws/confirmed.ts'
import { emptyBreach } from './laws/empty.ts'
import { forkBreach } from './laws/forks.ts'
import { nearestBreach } from './laws/nearest.ts'
import { orderBreach } from './laws/order.ts'
import type { Breach, ProofCase } from './proof-case.ts'
import { recordCase } from './recording.ts'

/**
 * Puts a case to the laws: the first that is broken, or null. One log shows most of them to the auditor; the others
 * take the same story again, with forks, in another order, without confirmations, or on a richer fleet. An engine that
 * breaks off breaks a law, whichever laws are asked for.
 */
export function breachOf(proof: ProofCase, create: EngineFactory, laws: ReadonlySet<string>): Breach | null {
  const { fleet, luck } = proof
  const recording = recordCase(proof, create)
  const audited = auditedBreach(fleet, recording, laws, create.profiles)
  if (audited !== null) return audited
  return (
    (laws.has('L6') ? emptyBreach(fleet, recording, create) : null) ??
    (laws.has('L6') ? forkBreach(fleet, recording, create) : null) ??
    (laws.has('L7') ? orderBreach(fleet, recording, luck, create) : null) ??
    (laws.has('L11') ? confirmedBreach(fleet, recording, create) : null) ??
    (laws.has('L8') && !hasOwnFilters(create) ? nearestBreach(fleet, recording, create) : null)
  )
}

/** What would make a pod fit cannot be told under filters that are code: they may refuse the richer host. */
function hasOwnFilters({ profiles = [] }: EngineFactory): boolean {
  return profiles.some(({ own }) => (own?.filters.length ?? 0) > 0)
}
