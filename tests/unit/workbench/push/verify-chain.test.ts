import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { canonicalText } from '../../../../src/live/plans/canonical.ts'
import {
  type AuditLine,
  CHAIN_START,
  readAuditLines,
  verifyChain,
} from '../../../../src/workbench/push/audit/verify-chain.ts'

/** A log as the adapter writes it. */
function log(count: number): AuditLine[] {
  let previous = CHAIN_START
  return Array.from({ length: count }, (_, i) => {
    const entry = {
      number: i + 1,
      atMs: 1_700_000_000_000 + i,
      actor: 'ann',
      action: 'apply',
      object: `plan-${i}`,
      outcome: 'done' as const,
      detail: i === 1 ? 'Ünïcode “quoted”\n' : '',
    }
    const hash = createHash('sha256')
      .update(`${previous}\n${canonicalText(entry)}`)
      .digest('hex')
    const line = { ...entry, previous, hash }
    previous = hash
    return line
  })
}

test('a log that nobody touched verifies, read from its text', () => {
  const text = log(5)
    .map((line) => JSON.stringify(line))
    .join('\n')
  expect(verifyChain(readAuditLines(`${text}\n`))).toEqual({ ok: true, count: 5 })
})

test.each([
  ['a line is changed', (lines: AuditLine[]) => lines.map((l) => (l.number === 3 ? { ...l, actor: 'bob' } : l)), 3],
  ['a line is gone', (lines: AuditLine[]) => lines.filter((l) => l.number !== 2), 2],
  ['two lines change places', (lines: AuditLine[]) => [lines[0], lines[2], lines[1], lines[3]], 2],
  [
    'a hash is another',
    (lines: AuditLine[]) => lines.map((l) => (l.number === 4 ? { ...l, hash: CHAIN_START } : l)),
    4,
  ],
] as const)('when %s the first line that does not hold is named', (_, change, number) => {
  expect(verifyChain(change(log(4)))).toMatchObject({ ok: false, number })
})
