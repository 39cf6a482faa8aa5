import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AdapterProcess } from './adapter-process.ts'

const adapter = new AdapterProcess(['--size', 'smoke'])
beforeAll(async () => {
  await adapter.start()
  await adapter.add('ann', 'author,operator')
})
afterAll(() => adapter.close())

const POD = 'arena-001/z1/database-0'

async function create(name: string): Promise<{ status: number; detail?: string }> {
  const spec = { intents: [{ kind: 'release', pod: POD }] }
  const body = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name }, spec }
  const headers = { authorization: `Bearer ${adapter.tokens['ann']}`, 'content-type': 'application/json' }
  const answer = await fetch(`${adapter.address}api/plans`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { ...((await answer.json()) as object), status: answer.status }
}

it('a server whose data folder was deleted takes no plan, says why, and ends calmly', async () => {
  expect((await create('before')).status).toBe(201)
  rmSync(adapter.stateFolder, { recursive: true })
  const refused = await create('after')
  expect([refused.status, refused.detail]).toEqual([503, 'the store cannot be written; the server has said why'])
  expect(adapter.stderr).toContain('berth.db is gone: stop the server and put the data folder back')
  const ready = await fetch(`${adapter.address}readyz`)
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('the store cannot be written')])
  expect((await adapter.stop()).code).toBe(130)
  expect(adapter.stderr).not.toMatch(/\n {4}at |internal error/)
})
