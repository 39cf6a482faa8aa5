import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TargetAnswer } from '../../src/model/api.ts'
import { AdapterProcess } from './adapter-process.ts'

const adapter = new AdapterProcess()
const WAIT_MS = 60_000
const GAVE_UP = 'the sandbox ended 6 times in a row and is not started again; end berth and start it anew'

beforeAll(async () => {
  await adapter.start()
  await adapter.add('ann', 'author,operator,reader')
  await adapter.add('bob', 'approver,reader')
})
afterAll(() => adapter.close())

/** The sandbox's process, or null while there is none. */
function sandboxPid(): number | null {
  const { pid } = JSON.parse(readFileSync(join(adapter.stateFolder, 'server.json'), 'utf8')) as { pid: number }
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return child === '' ? null : Number(child)
}

const told = () => adapter.get<TargetAnswer>('ann', 'api/target')
const poll = { timeout: WAIT_MS, interval: 50 }

it(
  'a sandbox that was killed is started again with what its hosts held, and the server says so',
  async () => {
    const [pod] = (await adapter.snapshot()).pods
    await adapter.approved('freed', { intents: [{ kind: 'release', pod: pod.name }] })
    await adapter.must('ann', 'push', 'freed')
    const held = async () => (await adapter.snapshot()).pods.map(({ name, holding }) => [name, holding])
    const before = await held()
    expect(before.map(([name]) => name)).not.toContain(pod.name)
    expect(await told()).toMatchObject({ answers: true, reason: '' })
    expect(await adapter.must('ann', 'hosts')).toMatch(/^sz-a-m01-h0001 +yes +no +answers/m)

    const killed = sandboxPid() ?? 0
    process.kill(killed, 'SIGKILL')
    const reason = 'none of 22 agents answers: the sandbox ended (SIGKILL) and is being started again'
    await expect.poll(told, poll).toMatchObject({ answers: false, reason })
    await expect.poll(told, poll).toMatchObject({ answers: true, reason: '' })
    expect(sandboxPid()).not.toBe(killed)
    const fresh = await adapter.snapshot()
    expect(fresh.hosts.every(({ ready }) => ready)).toBe(true)
    expect(await held()).toEqual(before)
    expect(adapter.stderr).toContain('the sandbox ended (SIGKILL): starting it again, 1 of at most 5 times in a row\n')
  },
  WAIT_MS * 2,
)

it(
  'a sandbox that ends again and again is given up, and every host says so',
  async () => {
    for (let kills = 1; kills <= 5; kills++) {
      await expect.poll(told, poll).toMatchObject({ answers: true })
      process.kill(sandboxPid() ?? 0, 'SIGKILL')
      await expect.poll(told, poll).toMatchObject({ answers: false })
    }
    await expect.poll(told, poll).toMatchObject({ answers: false, reason: `none of 22 agents answers: ${GAVE_UP}` })
    expect(adapter.stderr).toContain(`${GAVE_UP}\n`)
    expect(adapter.stderr.match(/starting it again/g)).toHaveLength(5)
    expect(sandboxPid()).toBe(null)
    expect(await adapter.must('ann', 'hosts')).toContain(GAVE_UP)
  },
  WAIT_MS * 3,
)
