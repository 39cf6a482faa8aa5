import { startAudit } from '../../../simulator/checker/audit.ts'
import type { AuditReport, Violation } from '../../../simulator/checker/report.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { Breach } from '../proof-case.ts'
import type { RecordedInstant, Recording } from '../recording.ts'

/** What the auditor says of a log. profiles: those of the run beside the stock ones. */
export function auditOf(
  fleet: Fleet,
  instants: readonly RecordedInstant[],
  profiles: readonly ProfileSpec[] = [],
): AuditReport {
  const audit = startAudit(fleet, { profiles })
  for (const { events, lines } of instants) {
    for (const event of events) audit.event(JSON.stringify(event))
    for (const line of lines) audit.decision(line)
  }
  return audit.finish()
}

/**
 * L1 to L6 and L8 to L13 as far as one log shows them, by the auditor, which shares no code with the engine. An engine
 * that breaks off answers nothing more: when the auditor finds no other fault of that log, L12 is broken.
 */
export function auditedBreach(
  fleet: Fleet,
  recording: Recording,
  laws: ReadonlySet<string>,
  profiles: readonly ProfileSpec[] = [],
): Breach | null {
  if (recording.clashed) return { law: 'format', message: recording.stopped ?? '', line: null, inLog: false }
  const { violations } = auditOf(fleet, recording.instants, profiles)
  const found = violations.find(({ law }) => law === 'format') ?? violations.find(({ law }) => laws.has(law))
  if (recording.stopped === null) return found === undefined ? null : breachOfViolation(found, '')
  const stopped = `the engine stops: ${recording.stopped}`
  const any = found ?? violations[0]
  if (any !== undefined) return breachOfViolation(any, `; ${stopped}`)
  return { law: 'L12', message: stopped, line: null, inLog: false }
}

function breachOfViolation({ law, message, file, line, pod, host }: Violation, more: string): Breach {
  const who = [pod, host].filter((name) => name !== undefined).join(' on ')
  const isLog = file === 'events' || file === 'decisions'
  return {
    law,
    message: `${who === '' ? '' : `${who}: `}${message}${more}`,
    line: isLog && line > 0 ? { file, line } : null,
    inLog: true,
  }
}
