import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { asDiskError, DiskError } from '../../../../src/live/store/disk-error.ts'
import { openStore, STORE_FILE } from '../../../../src/live/store/store.ts'
import { freshFolder, freshStore } from './folder.ts'

function faultsOf(folder: string): readonly string[] {
  const opened = openStore(folder)
  if (!opened.ok) return opened.faults.map((fault) => `${fault.found} | ${fault.expected}`)
  opened.value.close()
  return []
}

const LINE = { plan: 'p', step: 1, direction: 'forward', call: 'bind', phase: 'begun', atMs: 1, detail: '' } as const

describe('one process', () => {
  it('refuses a second one while the first lives, and not when it was killed', async () => {
    const folder = freshFolder()
    const script = `
      const db = new (require('libsql'))(process.argv[1])
      db.pragma('locking_mode = EXCLUSIVE'); db.pragma('journal_mode = WAL')
      db.exec('BEGIN IMMEDIATE'); db.exec('COMMIT')
      console.log('open'); setInterval(() => {}, 1000)`
    const paths = createRequire(import.meta.url)
      .resolve('libsql')
      .replace(/libsql[\\/]index\.js$/, '')
    openStoreOnce(folder)
    const child = spawn(process.execPath, ['-e', script, join(folder, STORE_FILE)], {
      env: { ...process.env, NODE_PATH: paths },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    expect(faultsOf(folder)).toEqual(['a store that another process has open | one server per data folder'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(faultsOf(folder)).toEqual([])
  })

  it('refuses a second opening in the same process too', () => {
    const folder = freshFolder()
    freshStore(folder)
    expect(faultsOf(folder)).toEqual(['a store that another process has open | one server per data folder'])
  })
})

function openStoreOnce(folder: string): void {
  expect(faultsOf(folder)).toEqual([])
}

describe('a file that is no store', () => {
  it.each([
    ['a text', Buffer.from('hello, I am a text and no database at all\n'), /damaged or no SQLite/],
    ['noise', Buffer.alloc(8192, 'q'), /damaged or no SQLite/],
  ])('is a fault: %s', (_, bytes, expected) => {
    const folder = freshFolder()
    writeFileSync(join(folder, STORE_FILE), bytes)
    expect(faultsOf(folder)).toEqual([expect.stringMatching(expected)])
  })

  it('is a fault: a database of another program', () => {
    const folder = freshFolder()
    const other = new Database(join(folder, STORE_FILE))
    other.exec('CREATE TABLE songs (title TEXT)')
    other.close()
    expect(faultsOf(folder)).toEqual([expect.stringMatching(/another program/)])
  })

  it('is a fault: a store of a later version', () => {
    const folder = freshFolder()
    openStoreOnce(folder)
    const later = new Database(join(folder, STORE_FILE))
    later.exec('PRAGMA user_version = 9000')
    later.close()
    expect(faultsOf(folder)).toEqual([expect.stringMatching(/version 9000 \| at most/)])
  })

  it('is a fault: a store with a page overwritten', () => {
    const folder = freshFolder()
    openStoreOnce(folder)
    const path = join(folder, STORE_FILE)
    const bytes = readFileSync(path)
    bytes.fill(0xab, 4096, 4096 * 3)
    writeFileSync(path, bytes)
    expect(faultsOf(folder)).toEqual([expect.stringMatching(/damaged/)])
  })

  it('is a fault: a folder that is not there', () => {
    expect(faultsOf(join(freshFolder(), 'no', 'such'))).toHaveLength(1)
  })
})

describe('a file that is lost while it is open', () => {
  const lost: readonly (readonly [string, (path: string, folder: string) => void, RegExp])[] = [
    ['deleted', (path) => rmSync(path), /is gone/],
    ['deleted with its folder', (_, folder) => rmSync(folder, { recursive: true }), /is gone/],
    [
      'another put in its place',
      (path) => {
        copyFileSync(path, `${path}.copy`)
        renameSync(`${path}.copy`, path)
      },
      /put in place of the one that is open/,
    ],
  ]
  it.each(lost)('takes no write, and is closed all the same: %s', async (_, lose, expected) => {
    const folder = freshFolder()
    const store = freshStore(folder)
    const append = (step: number) => store.journal.append({ ...LINE, step, memo: {} })
    await store.soon(() => append(1))
    lose(join(folder, STORE_FILE), folder)
    await expect(store.soon(() => append(2))).rejects.toThrow(expected)
    expect(() => store.transaction(() => append(3))).toThrow(DiskError)
    expect(store.journal.linesOf('p').map(({ step }) => step)).toEqual([1])
    store.close()
  })

  it('is told apart from a fault of the program: a full database, a row twice', () => {
    const database = new Database(join(freshFolder(), 'full.db'))
    database.exec('CREATE TABLE songs (title TEXT PRIMARY KEY)')
    const errorOf = (sql: string): unknown => {
      try {
        database.exec(sql)
        return null
      } catch (error) {
        return asDiskError('full.db', error)
      }
    }
    database.exec("INSERT INTO songs VALUES ('a')")
    expect(errorOf("INSERT INTO songs VALUES ('a')")).not.toBeInstanceOf(DiskError)
    database.pragma('max_page_count = 3')
    expect(errorOf('INSERT INTO songs VALUES (hex(zeroblob(99999)))')).toBeInstanceOf(DiskError)
    database.close()
  })
})

describe('writes', () => {
  it('resolve when they are on disk: a copy of the files at that moment has them', async () => {
    const folder = freshFolder()
    const store = freshStore(folder)
    await Promise.all([1, 2, 3].map((step) => store.soon(() => store.journal.append({ ...LINE, step, memo: {} }))))
    const copy = freshFolder()
    for (const end of ['', '-wal']) copyFileSync(join(folder, STORE_FILE + end), join(copy, STORE_FILE + end))
    expect(freshStore(copy).journal.linesOf('p')).toHaveLength(3)
  })

  it('that come many at once let others of later turns join the next commit', async () => {
    const store = freshStore()
    const write = (step: number) => store.soon(() => store.journal.append({ ...LINE, step, memo: {} }))
    const burst = Array.from({ length: 20 }, (_, i) => write(i))
    await Promise.all(burst)
    const begunMs = performance.now()
    const early = write(20)
    setTimeout(() => void write(21), 5)
    await early
    expect(performance.now() - begunMs).toBeGreaterThan(20)
    expect(store.journal.linesOf('p').map(({ step }) => step)).toContain(21)
  })

  it('of one commit are all or none, and a transaction keeps their order', async () => {
    const store = freshStore()
    const bad = store.soon(() => {
      store.journal.append({ ...LINE, memo: {} })
      throw new Error('no')
    })
    const good = store.soon(() => store.journal.append({ ...LINE, memo: {} }))
    await expect(bad).rejects.toThrow('no')
    await expect(good).rejects.toThrow('no')
    expect(store.journal.lastId()).toBe(0)
    const first = store.soon(() => store.journal.append({ ...LINE, call: 'first', memo: { uid: 'u' } }))
    store.transaction(() => store.journal.append({ ...LINE, call: 'second', memo: {} }))
    await first
    expect(store.journal.linesOf('p').map((line) => line.call)).toEqual(['first', 'second'])
    expect(store.journal.linesOf('p')[0]).toEqual({ ...LINE, id: 1, call: 'first', memo: { uid: 'u' } })
    expect(() =>
      store.transaction(() => {
        store.journal.append({ ...LINE, memo: {} })
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.journal.lastId()).toBe(2)
  })
})

describe('rows', () => {
  it('of the journal: any text is read as it was written, and lines of one commit in their order', async () => {
    const store = freshStore()
    const details = ['', "it's", '"quoted" \\ \n', 'Größe ÷ 2 ✓ 😀', '[1, {"a": null}]', '12', 'null']
    const lines = details.map((detail, i) => ({ ...LINE, step: i, detail, memo: { made: { uid: detail, count: i } } }))
    await Promise.all(lines.map((line) => store.soon(() => store.journal.append(line))))
    expect(store.journal.linesOf('p')).toEqual(lines.map((line, i) => ({ ...line, id: i + 1 })))
  })

  it('of the journal are there for who reads them in the same transaction', () => {
    const store = freshStore()
    const id = store.transaction(() => {
      store.journal.append({ ...LINE, memo: {} })
      return store.journal.lastId()
    })
    expect([id, store.journal.lastId()]).toEqual([1, 1])
  })

  it('keep tokens: names and hashes once, revoked once', () => {
    const { tokens } = freshStore()
    const token = { name: 'ada', roles: ['author'], games: [], regions: ['eu'], hash: 'a1', createdAtMs: 5 }
    expect(tokens.insert({ ...token, revokedAtMs: null })).toBe(true)
    expect(tokens.insert({ ...token, hash: 'a2', revokedAtMs: null })).toBe(false)
    expect(tokens.insert({ ...token, name: 'bob', revokedAtMs: null })).toBe(false)
    expect(tokens.byHash('a1')).toEqual({ ...token, revokedAtMs: null })
    expect(tokens.byHash('a2')).toBeNull()
    expect([tokens.revoke('ada', 9), tokens.revoke('ada', 10), tokens.revoke('eve', 9)]).toEqual([true, false, false])
    expect(tokens.all()).toEqual([{ ...token, revokedAtMs: 9 }])
  })

  it('keep agents, and let a join token be used once, in time, by its host', () => {
    const { agents } = freshStore()
    const agent = { host: 'h1', address: 'a', fingerprint: 'f', serial: '01', expiresAtMs: 7, joinedAtMs: 3 }
    agents.put({ ...agent, serial: '00' })
    agents.put({ ...agent, serial: '00', expiresAtMs: 5 })
    agents.renew({ ...agent, issuedAtMs: 6 })
    agents.renew({ ...agent, host: 'h2', issuedAtMs: 6 })
    expect(agents.all()).toEqual([agent])
    expect(agents.get('h2')).toBeNull()
    expect([agents.remove('h1'), agents.remove('h1')]).toEqual([true, false])
    agents.insertToken({ hash: 'any', host: null, expiresAtMs: 100, usedAtMs: null })
    agents.insertToken({ hash: 'own', host: 'h1', expiresAtMs: 100, usedAtMs: null })
    expect(agents.useToken('own', 'h2', 50)).toBe(false)
    expect(agents.useToken('own', 'h1', 100)).toBe(false)
    expect(agents.useToken('own', 'h1', 99)).toBe(true)
    expect(agents.useToken('any', 'h2', 50)).toBe(true)
    expect(agents.useToken('any', 'h2', 50)).toBe(false)
    expect(agents.useToken('none', 'h2', 50)).toBe(false)
  })

  it('keep cordons by plan and host', () => {
    const { cordons } = freshStore()
    for (const [plan, host] of [
      ['p', 'h2'],
      ['p', 'h1'],
      ['q', 'h1'],
      ['p', 'h1'],
    ])
      cordons.put(plan, host)
    cordons.remove('p', 'h2')
    expect([cordons.hostsOf('p'), cordons.plansOf('h1'), cordons.plansOf('h2')]).toEqual([['h1'], ['p', 'q'], []])
  })
})
