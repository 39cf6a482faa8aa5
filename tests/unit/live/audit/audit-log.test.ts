import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { AuditLog, type AuditVerdict } from '../../../../src/live/audit/audit-log.ts'
import { verifyLines } from '../../../../src/live/audit/verify-lines.ts'
import { openStore, STORE_FILE } from '../../../../src/live/store/store.ts'
import { freshFolder, freshStore } from '../store/folder.ts'

function fill(log: AuditLog, count: number): void {
  for (let i = 0; i < count; i++) {
    const outcome = i % 3 === 0 ? 'refused' : 'done'
    log.append({ atMs: i, actor: 'ada', action: 'approve', object: `plan-${i}`, outcome, detail: 'said "no"\n€' })
  }
}

/** Fills a log, lets somebody with the file and without scruples change it, and verifies it. */
function verdictAfter(sql: string): AuditVerdict {
  const folder = freshFolder()
  const opened = openStore(folder)
  if (!opened.ok) throw new Error('opens')
  fill(new AuditLog(opened.value.audit), 5)
  opened.value.close()
  const database = new Database(join(folder, STORE_FILE))
  database.exec(`DROP TRIGGER audit_keeps_lines; DROP TRIGGER audit_keeps_words; ${sql}`)
  database.close()
  return new AuditLog(freshStore(folder).audit).verify()
}

describe('the audit log', () => {
  it('verifies what was written, across pages, and says the head', () => {
    const store = freshStore()
    const log = new AuditLog(store.audit)
    expect(log.verify()).toEqual({ ok: true, count: 0, head: '0'.repeat(64) })
    store.transaction(() => fill(log, 2100))
    const lines = [...log.lines(0), ...log.lines(1000), ...log.lines(2000)]
    expect(lines.map((line) => line.number)).toEqual(Array.from({ length: 2100 }, (_, i) => i + 1))
    expect(log.verify()).toEqual({ ok: true, count: 2100, head: lines[2099].hash })
    expect(verifyLines(lines)).toEqual({ ok: true, count: 2100, head: lines[2099].hash })
  })

  it.each([
    ['a word edited', "UPDATE audit SET line = replace(line, 'ada', 'eve') WHERE number = 3", 3],
    ['a line edited with its hash', "UPDATE audit SET line = '{}', hash = 'ff' WHERE number = 2", 2],
    ['a line deleted', 'DELETE FROM audit WHERE number = 4', 4],
    ['the first line deleted', 'DELETE FROM audit WHERE number = 1', 1],
    [
      'two lines swapped',
      'UPDATE audit SET number = -number WHERE number IN (3, 4); UPDATE audit SET number = 7 + number WHERE number < 0',
      3,
    ],
    ['a line put in', 'INSERT INTO audit SELECT 6, line, hash FROM audit WHERE number = 5', 6],
    ['a line put before the first', "INSERT INTO audit VALUES (0, '{}', '')", 1],
  ])('names the first line that does not hold: %s', (_, sql, number) => {
    const verdict = verdictAfter(sql)
    expect(verdict).toMatchObject({ ok: false, number })
  })

  it('is append-only in SQL too', () => {
    const folder = freshFolder()
    const opened = openStore(folder)
    if (!opened.ok) throw new Error('opens')
    fill(new AuditLog(opened.value.audit), 2)
    opened.value.close()
    const database = new Database(join(folder, STORE_FILE))
    expect(() => database.exec('DELETE FROM audit')).toThrow(/append-only/)
    expect(() => database.exec("UPDATE audit SET line = ''")).toThrow(/append-only/)
    database.close()
  })

  it('finds an edited export without the store', () => {
    const log = new AuditLog(freshStore().audit)
    fill(log, 4)
    const lines = log.lines(0)
    const edited = lines.map((line) => (line.number === 2 ? { ...line, actor: 'eve' } : line))
    expect(verifyLines(edited)).toMatchObject({ ok: false, number: 2 })
    expect(verifyLines(lines.slice(1))).toMatchObject({ ok: false, number: 1 })
    expect(verifyLines([lines[0], lines[2]])).toMatchObject({ ok: false, number: 2 })
    const relinked = lines.map((line) => (line.number === 3 ? { ...line, previous: lines[0].hash } : line))
    expect(verifyLines(relinked)).toMatchObject({ ok: false, number: 3 })
  })
})
