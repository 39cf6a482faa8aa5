import { startAudit } from '../../../simulator/checker/audit.ts'
import { Sha256 } from '../../base/sha256.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { CaseStep, OpenedCase } from '../cases-protocol.ts'

/** Violations told of; all are counted. */
export const BROKEN_MAX = 200

/**
 * Puts the steps to the auditor, which knows nothing of the engine, in their order.
 *
 * manifest  the parsed JSON beside the logs, whose digests are put to the test too; null where there is none
 * profiles  those that the run had beside the stock ones
 */
export function auditCase(
  fleet: Fleet,
  steps: readonly CaseStep[],
  { manifest, profiles }: { readonly manifest: unknown; readonly profiles: readonly ProfileSpec[] },
): Pick<OpenedCase, 'broken' | 'brokenCount'> {
  const audit = startAudit(fleet, { violationsMax: BROKEN_MAX, profiles })
  for (const step of steps) {
    if (step.log === 'events') audit.event(step.text)
    else audit.decision(step.text)
  }
  if (manifest !== null)
    audit.manifest(manifest, { events: digestOf(steps, 'events'), decisions: digestOf(steps, 'decisions') })
  const { violations, violationCount } = audit.finish()
  return { broken: violations, brokenCount: violationCount }
}

function digestOf(steps: readonly CaseStep[], log: CaseStep['log']): string {
  const lines = steps.filter((step) => step.log === log).map(({ text }) => `${text}\n`)
  return new Sha256().update(new TextEncoder().encode(lines.join(''))).hex()
}
