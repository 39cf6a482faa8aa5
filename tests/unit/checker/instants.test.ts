import { describe, expect, it } from 'vitest'
import { startAudit } from '../../../simulator/checker/audit.ts'
import { auditLog, goodLog, type Line, type Log } from './good-log.ts'

describe('instants', () => {
  it('an event after decisions of its instant breaks the format', () => {
    const { fleet, events, decisions } = goodLog()
    const audit = startAudit(fleet)
    for (const event of events.slice(0, 5)) audit.event(JSON.stringify(event))
    for (const decision of decisions.slice(0, 3)) audit.decision(JSON.stringify(decision))
    audit.event(JSON.stringify({ ...events[5], atUs: 0 }))
    expect(audit.finish().violations).toEqual([
      { law: 'format', line: 6, file: 'events', message: 'an event after decisions of the same instant' },
    ])
  })
})

describe('a class refused before', () => {
  it('is judged by the state of its own instant', () => {
    const log = goodLog()
    const atUs = 4000
    const pod = 'g/z1/logic-3'
    const asked = log.events.findIndex((event) => event.pod === 'g/z1/logic-2')
    log.events.splice(13, 0, { ...log.events[asked], atUs, pod })
    const reasons = ['HostUp', 'Where', 'Together', 'SpreadLimit'].map((filter) => ({ filter, hosts: 1 }))
    log.decisions.splice(12, 0, { ...log.decisions[6], atUs, pod, reasons })
    log.decisions.forEach((decision, index) => {
      decision.seq = index + 1
    })
    const { violations, pendingAtEnd } = auditLog(log)
    expect(violations).toEqual([])
    expect(pendingAtEnd).toBe(2)
  })
})

describe('the report', () => {
  const broken = (): Log => {
    const log = goodLog()
    for (const line of log.decisions as Line[]) if (line.kind === 'place') line.mac = '02:00:00:00:00:00'
    return log
  }

  it('keeps the first violations and counts all', () => {
    const { fleet, events, decisions } = broken()
    const audit = startAudit(fleet, { violationsMax: 3 })
    for (const atUs of new Set(events.map((event) => event.atUs))) {
      for (const event of events) if (event.atUs === atUs) audit.event(JSON.stringify(event))
      for (const decision of decisions) if (decision.atUs === atUs) audit.decision(JSON.stringify(decision))
    }
    const report = audit.finish()
    expect(report.violations.map(({ law, line }) => [law, line])).toEqual([
      ['L3', 1],
      ['L3', 2],
      ['L3', 3],
    ])
    expect(report.violationCount).toBe(8)
    expect(report.laws.find((row) => row.law === 'L3')?.violations).toBe(8)
  })

  it('says that a law was not put to the test rather than that it held', () => {
    const { fleet } = goodLog()
    const { ok, laws } = auditLog({ fleet, events: [], decisions: [] })
    expect(ok).toBe(true)
    expect(laws.filter((row) => row.outcome === 'held').map((row) => row.law)).toEqual(['format', 'L6'])
  })

  it('says which part of the places L9 checked', () => {
    const { fleet } = goodLog()
    const { laws } = startAudit(fleet, { placeCount: 1000, scoresMax: 500 }).finish()
    expect(laws.find((row) => row.law === 'L9')?.sampled).toBe('1 place in 8')
  })
})
