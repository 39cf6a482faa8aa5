import { describe, expect, it } from 'vitest'
import { startAudit } from '../../../simulator/checker/audit.ts'
import type { AuditReport } from '../../../simulator/checker/report.ts'
import { goodLog } from './good-log.ts'

const DIGESTS = { events: 'e'.repeat(64), decisions: 'd'.repeat(64) }
const COUNTS = { events: 19, decisions: 17, place: 8, resize: 2, migrate: 0, release: 3, refuse: 4 }
const STATUS = { decisionDigest: DIGESTS.decisions, eventDigest: DIGESTS.events, counts: COUNTS, wallMs: 1 }

function auditWith(manifest: unknown): AuditReport {
  const { fleet, events, decisions } = goodLog()
  const audit = startAudit(fleet)
  for (const atUs of new Set(events.map((event) => event.atUs))) {
    for (const event of events) if (event.atUs === atUs) audit.event(JSON.stringify(event))
    for (const decision of decisions) if (decision.atUs === atUs) audit.decision(JSON.stringify(decision))
  }
  audit.manifest(manifest, DIGESTS)
  return audit.finish()
}

describe('the manifest', () => {
  it('agrees with the files', () => {
    expect(auditWith({ status: STATUS })).toMatchObject({ ok: true, violations: [] })
  })

  it.each([
    ['another decision digest', { ...STATUS, decisionDigest: 'x' }, /status\.decisionDigest is "x"/],
    ['another event digest', { ...STATUS, eventDigest: 'x' }, /status\.eventDigest is "x"/],
    ['another count', { ...STATUS, counts: { ...COUNTS, place: 9 } }, /status\.counts\.place is 9, the files give 8/],
    ['no counts', { ...STATUS, counts: null }, /status\.counts\.events is undefined/],
  ])('%s breaks L7', (_, status, says) => {
    const { ok, violations } = auditWith({ status })
    expect(ok).toBe(false)
    expect(violations[0]).toMatchObject({ law: 'L7', file: 'manifest', line: 0 })
    expect(violations[0].message).toMatch(says)
  })

  it('that is no manifest breaks L7 and throws nothing', () => {
    expect(auditWith([]).violations[0].law).toBe('L7')
  })
})
