import { describe, expect, it } from 'vitest'
import { auditLog, auditTexts, goodLog, textOf } from './good-log.ts'

describe('a good log', () => {
  it('audits clean, every law put to the test', () => {
    const report = auditLog(goodLog())
    expect(report.violations).toEqual([])
    expect(report.ok).toBe(true)
    expect(report.lines).toEqual({ events: 19, decisions: 17 })
    expect(report.holdingsAtEnd).toBe(5)
    expect(report.pendingAtEnd).toBe(1)
    expect(report.laws.filter((law) => law.outcome !== 'held')).toEqual([])
    expect(report.laws.find((law) => law.law === 'L9')?.checks).toBe(8)
  })

  it.each([1, 7, 100, 1_000_000])('gives the same report from chunks of %i characters', (chunkSize) => {
    const { fleet, events, decisions } = goodLog()
    expect(auditTexts(fleet, textOf(events), textOf(decisions), chunkSize)).toEqual(auditLog(goodLog()))
  })
})
