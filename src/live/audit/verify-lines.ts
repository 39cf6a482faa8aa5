import { canonicalText, sha256Of } from '../plans/canonical.ts'
import { AUDIT_START, type AuditLine, type AuditVerdict } from './audit-log.ts'

/** Verifies an export from its first line on, without the store: `berth plans audit --verify` on a saved file. */
export function verifyLines(lines: Iterable<AuditLine>): AuditVerdict {
  let previous = AUDIT_START
  let count = 0
  for (const { previous: told, hash, ...entry } of lines) {
    const number = count + 1
    if (entry.number !== number) return { ok: false, number, reason: `line ${number} is missing` }
    if (told !== previous) return { ok: false, number, reason: `line ${number} does not follow the line before` }
    if (hash !== sha256Of(`${previous}\n${canonicalText(entry)}`)) {
      return { ok: false, number, reason: `line ${number} is not what was written, or was put in later` }
    }
    previous = hash
    count++
  }
  return { ok: true, count, head: previous }
}
