import { expect, it } from 'vitest'
import { AskedLog } from '../../../src/cli/serve/asked-log.ts'
import { AuditLog } from '../../../src/live/audit/audit-log.ts'
import { freshStore } from '../live/store/folder.ts'

it('writes who proved nothing as anonymous, and not every attempt of a minute', () => {
  const store = freshStore()
  let nowMs = 1_000_000
  const asked = new AskedLog(store, () => nowMs)
  for (let i = 0; i < 50; i++) asked.note({ host: `ada${i}`, isProven: false, action: 'join', granted: false })
  asked.note({ host: 'h1', isProven: true, action: 'renew', granted: false })
  asked.note({ host: 'h2', isProven: true, action: 'join', granted: true })
  nowMs += 60_000
  asked.note({ host: '', isProven: false, action: 'renew', granted: false })
  asked.close()
  const lines = new AuditLog(store.audit).lines(0)
  const told = lines.map(({ actor, action, object, outcome }) => `${actor} ${action} ${object} ${outcome}`)
  expect(told.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `anonymous join ada${i} refused`))
  expect(told.slice(20)).toEqual([
    'h1 renew h1 refused',
    'h2 join h2 done',
    'anonymous join ada49 refused',
    'anonymous renew  refused',
  ])
  expect(lines[22].detail).toBe('(30 more attempts within a minute; this is the last)')
})
