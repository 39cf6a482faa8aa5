import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { AdapterProcess } from './adapter-process.ts'
import { berth } from './berth.ts'

const adapter = new AdapterProcess()
const { folder, stateFolder, tokens } = adapter
const as = adapter.as.bind(adapter)

/** Writes a request that gives two placed pods one Cpu more and one of them, later, away. */
async function writeRequest(name: string): Promise<string> {
  const snapshot = await adapter.get<Snapshot>('ann', 'api/snapshot')
  const placed = snapshot.pods.filter(({ holding, component }) => holding !== null && component === 'access')
  const intents = placed.slice(0, 2).map(({ name: pod, cpus, memoryMib }) => {
    return { kind: 'resize', pod, cpus: cpus + 1, memoryMib }
  })
  const file = join(folder, `${name}.yaml`)
  const request = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name }, spec: { intents } }
  writeFileSync(file, JSON.stringify(request))
  return file
}

beforeAll(() => adapter.start())
afterAll(() => adapter.close())

// One story, told in order: each part stands on those before it.
describe('from a snapshot to a live fleet and back', () => {
  it('begins by saying who is missing', () => {
    expect(adapter.stderr).toContain('npx berth access add NAME --role author,operator')
    expect(adapter.stderr).toContain('npx berth access add OTHER-NAME --role approver')
    expect(statSync(stateFolder).mode & 0o077).toBe(0)
    expect(statSync(join(stateFolder, 'server.json')).mode & 0o077).toBe(0)
  })

  it('gives out tokens and keeps none', async () => {
    await adapter.add('ann', 'author,approver,operator')
    await adapter.add('bob', 'approver')
    await adapter.add('rea', 'reader')
    expect(tokens['ann']).toMatch(/^berth_[\w-]{43}$/)
    const listed = await as('', 'access', 'list')
    expect(listed.stdout).toContain('ann   author,approver,operator  all')
    for (const file of readdirSync(stateFolder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
      expect(readFileSync(join(stateFolder, file.name), 'latin1')).not.toContain(tokens['ann'])
    }
    const again = await as('', 'access', 'add', 'ann', '--role', 'reader')
    expect([again.code, again.stderr.includes('a name that was given before')]).toEqual([5, true])
  })

  it('makes a plan, shows it and what it changes', async () => {
    const made = await as('ann', 'plans', 'create', await writeRequest('grow'))
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.stdout).toContain('grow: draft')
    const repeated = await as('ann', 'plans', 'create', join(folder, 'grow.yaml'), '-o', 'name')
    expect([repeated.code, repeated.stdout]).toEqual([0, 'grow\n'])
    const taken = await as('bob', 'plans', 'create', join(folder, 'grow.yaml'))
    expect([taken.code, taken.stderr.includes('no rule allows; the role author would (authors-make-plans)')]).toEqual([
      4,
      true,
    ])
    const diff = await as('rea', 'plans', 'diff', 'grow')
    expect([diff.code, diff.stdout.trimEnd().split('\n').at(-1)]).toEqual([1, '2 resize'])
    const file = join(folder, 'saved.json')
    writeFileSync(file, await adapter.must('rea', 'plans', 'show', 'grow', '-o', 'json'))
    expect(await berth(['plans', 'diff', file], folder)).toEqual({ ...diff, stderr: '' })
    const shown = JSON.parse((await as('rea', 'plans', 'show', 'grow', '-o', 'json')).stdout) as Plan
    expect(shown.metadata.author).toBe('ann')
  })

  it('is refused by who may not, with the rule and exit code 4', async () => {
    expect((await as('ann', 'plans', 'propose', 'grow', '--reason', 'tonight')).code).toBe(0)
    const own = await as('ann', 'plans', 'approve', 'grow')
    expect([own.code, own.stderr.includes('approver-is-not-author')]).toEqual([4, true])
    const reader = await as('rea', 'plans', 'approve', 'grow')
    expect([reader.code, reader.stderr.includes('the role approver would (approvers-approve)')]).toEqual([4, true])
    const nobody = await as('', 'plans', 'approve', 'grow')
    expect([nobody.code, nobody.stderr.includes('local may not approve')]).toEqual([4, true])
    tokens['eve'] = `berth_${'x'.repeat(43)}`
    expect((await as('eve', 'plans', 'list')).code).toBe(4)
  })

  it('is refused by the state, by the revision, and by names that are not there', async () => {
    const early = await as('ann', 'push', 'grow')
    expect([early.code, early.stderr.includes('proposed')]).toEqual([5, true])
    expect((await as('bob', 'plans', 'approve', 'grow', '--revision', '1')).code).toBe(5)
    expect((await as('bob', 'plans', 'approve', 'none')).code).toBe(2)
    const elsewhere = await as('ann', 'push', 'grow', '--target', 'kubernetes')
    expect([elsewhere.code, elsewhere.stderr.includes('made for sandbox')]).toEqual([5, true])
  })

  it('is tried, applied and followed to its end', async () => {
    expect((await as('bob', 'plans', 'approve', 'grow')).code).toBe(0)
    const client = await as('ann', 'push', 'grow', '--dry-run=client', '-o', 'name')
    expect([client.code, client.stdout]).toEqual([0, 'apply\nverify\napply\nverify\n'])
    const asked = await as('ann', 'push', 'grow', '--dry-run=server')
    expect([asked.code, asked.stdout.includes('4 calls; nothing was changed')]).toEqual([0, true])
    const pushed = await as('ann', 'push', 'grow', '--target', 'sandbox')
    expect(pushed).toEqual({ code: 0, stdout: 'grow: applied, 2 of 2 steps applied\n', stderr: '' })
    // Who was told to follow it with the same command may come when it has ended.
    expect(await as('ann', 'push', 'grow')).toEqual(pushed)
  })

  it('is taken back', async () => {
    expect((await as('ann', 'plans', 'rollback', 'grow', '--reason', 'too soon')).code).toBe(0)
    let state = ''
    for (let i = 0; i < 100 && state !== 'rolled-back'; i++) {
      state = (JSON.parse((await as('rea', 'plans', 'show', 'grow', '-o', 'json')).stdout) as Plan).status.state
    }
    expect(state).toBe('rolled-back')
    const repeated = await as('ann', 'plans', 'create', join(folder, 'grow.yaml'), '-o', 'name')
    expect([repeated.code, repeated.stderr.includes('give the request another name')]).toEqual([5, true])
  })

  it('no longer knows a token that was revoked', async () => {
    expect((await as('', 'access', 'revoke', 'rea')).code).toBe(0)
    const ended = await as('rea', 'plans', 'list')
    expect([ended.code, ended.stderr.includes('the token of rea was revoked')]).toEqual([4, true])
    expect((await as('', 'access', 'revoke', 'rea')).code).toBe(2)
  })

  it('is all written down, and the chain holds', async () => {
    const log = await as('', 'plans', 'audit')
    for (const words of [
      'create   ',
      'propose  ',
      'approve  ',
      'apply    ',
      'rollback ',
      'approver-is-not-author',
      '401: ',
    ]) {
      expect(log.stdout).toContain(words)
    }
    expect((await as('', 'plans', 'audit', '--verify')).stdout).toMatch(/^\d+ lines hold, head [0-9a-f]{64}\n$/)
    writeFileSync(join(folder, 'log.ndjson'), (await as('', 'plans', 'audit', '-o', 'json')).stdout)
    expect((await berth(['plans', 'audit', 'log.ndjson', '--verify'], folder)).code).toBe(0)
  })

  it('goes on with the same plans, tokens and hosts after a restart', async () => {
    expect((await adapter.stop()).code).toBe(130)
    const none = await berth(['plans', 'list'], folder)
    expect([none.code, none.stderr.includes('no server runs')]).toEqual([6, true])
    const inside = await as('ann', 'plans', 'list', '-o', 'name')
    expect(inside).toEqual({ code: 0, stdout: 'grow\n', stderr: '' })
    const silent = await berth(['plans', 'list', '--server', adapter.address, '--token', tokens['ann']], folder)
    expect(silent.code).toBe(6)
  })

  it('is pushed without a server too', async () => {
    await adapter.start()
    const file = await writeRequest('again')
    expect((await adapter.stop()).code).toBe(130)
    expect((await as('ann', 'plans', 'create', file)).code).toBe(0)
    expect((await as('ann', 'plans', 'propose', 'again')).code).toBe(0)
    expect((await as('bob', 'plans', 'approve', 'again')).code).toBe(0)
    const pushed = await as('ann', 'push', 'again')
    expect([pushed.code, pushed.stdout]).toEqual([0, 'again: applied, 2 of 2 steps applied\n'])
  })

  it('shows an edited line of the log', async () => {
    const database = new Database(join(stateFolder, 'berth.db'))
    database.exec('DROP TRIGGER audit_keeps_words')
    database.exec(`UPDATE audit SET line = replace(line, '"ann"', '"bob"') WHERE number = 4`)
    database.close()
    const ended = await as('', 'plans', 'audit', '--verify')
    expect([ended.code, ended.stdout]).toEqual([1, 'line 4: line 4 is not what was written, or was put in later\n'])
    const edited = readFileSync(join(folder, 'log.ndjson'), 'utf8').replace('"detail":"tonight"', '"detail":"never"')
    writeFileSync(join(folder, 'edited.ndjson'), edited)
    const saved = await berth(['plans', 'audit', 'edited.ndjson', '--verify'], folder)
    expect([saved.code, saved.stdout.startsWith('line ')]).toEqual([1, true])
  })
})
