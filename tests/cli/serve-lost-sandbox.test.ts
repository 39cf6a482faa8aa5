import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TargetAnswer } from '../../src/model/api.ts'
import { AdapterProcess } from './adapter-process.ts'

const adapter = new AdapterProcess()
/** Agents are asked every quarter of a minute. */
const WAIT_MS = 60_000

beforeAll(() => adapter.start())
afterAll(() => adapter.close())

it(
  'a server whose sandbox died says that no host answers, before anybody asks for a snapshot',
  async () => {
    await adapter.add('rea', 'reader')
    await adapter.get('rea', 'api/snapshot')
    const told = () => adapter.get<TargetAnswer>('rea', 'api/target')
    expect(await told()).toMatchObject({ answers: true, reason: '' })
    expect(await adapter.must('rea', 'hosts')).toMatch(/^sz-a-m01-h0001 +yes +no +answers/m)

    const { pid } = JSON.parse(readFileSync(join(adapter.stateFolder, 'server.json'), 'utf8')) as { pid: number }
    const [sandbox] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    process.kill(Number(sandbox), 'SIGKILL')
    await expect.poll(told, { timeout: WAIT_MS, interval: 500 }).toMatchObject({ answers: false })
    expect((await told()).reason).toMatch(/^none of 22 agents answers: /)
    expect(await adapter.must('rea', 'hosts')).toMatch(/^sz-a-m01-h0001 .*ECONNREFUSED/m)
  },
  WAIT_MS * 2,
)
