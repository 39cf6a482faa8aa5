import { expect, it } from 'vitest'
import type { AuditedFile, Law } from '../../../simulator/checker/report.ts'
import { auditLog, goodLog, type Line, type Log } from './good-log.ts'

/** The first violation must be of this law and on this line of this file (decisions unless said). */
export interface Corruption {
  readonly name: string
  readonly law: Law
  readonly line: number
  readonly file?: AuditedFile
  readonly says: RegExp
  corrupt(log: Log): void
}

/** Lines of the good log's decisions. */
export const AT = {
  PLACE_DB: 1,
  PLACE_LOGIC_0: 2,
  PLACE_LOGIC_1: 3,
  SHRINK: 4,
  GROW: 5,
  REFUSE_RESIZE: 6,
  REFUSE_SPREAD: 7,
  PLACE_Z2: 8,
  LOST_Z2: 10,
  REFUSE_RECOVER: 11,
  RECOVER_Z2: 12,
  RECOVER_LOGIC_1: 13,
  RELEASE_DB: 14,
  REFUSE_Z5: 17,
} as const

/** A corruption that edits keys of one decision. */
export function edit(law: Law, line: number, name: string, change: Line, says: RegExp): Corruption {
  return { name, law, line, says, corrupt: ({ decisions }) => Object.assign(decisions[line - 1], change) }
}

/** A corruption that edits the fleet, events or several lines. */
export function rewrite(
  law: Law,
  line: number,
  name: string,
  corrupt: (log: Log) => void,
  says: RegExp,
  file?: AuditedFile,
): Corruption {
  return { name, law, line, says, corrupt, ...(file === undefined ? {} : { file }) }
}

/** Takes a decision out (and counts seq anew) or puts one in at a line. */
export function splice({ decisions }: Log, line: number, count: number, ...lines: Line[]): void {
  decisions.splice(line - 1, count, ...lines)
  decisions.forEach((decision, index) => {
    decision.seq = index + 1
  })
}

/** One test a corruption of the log that `good` makes. */
export function testCorruptions(table: readonly Corruption[], good: () => Log = goodLog): void {
  it.each(table)('$law: $name', ({ law, line, file = 'decisions', says, corrupt }) => {
    const log = good()
    corrupt(log)
    const report = auditLog(log)
    expect(report.ok).toBe(false)
    expect(report.violations[0]).toMatchObject({ law, file, line })
    expect(report.violations[0].message).toMatch(says)
    expect(report.laws.find((row) => row.law === law)?.outcome).toBe('broken')
  })
}
