import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Client } from './lab/client.ts'
import { createClient, until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import type { FaultProxy } from './lab/fault-proxy.ts'
import { startFaultProxy } from './lab/fault-proxy.ts'

const MAPS = '/api/v1/namespaces/lab/configmaps'

let cluster: Cluster
let proxy: FaultProxy
let client: Client

beforeAll(async () => {
  cluster = await startCluster({ kwok: false })
  proxy = await startFaultProxy(cluster)
  const token = await cluster.tokenFor('editor', 'lab')
  const group = 'rbac.authorization.k8s.io'
  const metadata = { name: 'editor', namespace: 'lab' }
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }]
  const roleRef = { apiGroup: group, kind: 'Role', name: 'editor' }
  const subjects = [{ kind: 'ServiceAccount', ...metadata }]
  await cluster.apply([
    { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules },
    { apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects },
  ])
  client = createClient(proxy.url, { ca: readFileSync(cluster.caFile, 'utf8'), token })
})

afterEach(() => proxy.clear())

afterAll(async () => {
  await client?.close()
  await proxy?.stop()
  await cluster?.stop()
})

function mapNamed(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }
}

/** Whether the server has it, whatever the caller was told. */
async function exists(name: string): Promise<boolean> {
  return (await cluster.request('GET', `${MAPS}/${name}`)).status === 200
}

/** Opens a watch; `types` fills with the type of each event, and `ended` tells how it ended. */
async function watch() {
  const types: string[] = []
  const { resourceVersion } = (await cluster.ask('GET', MAPS)).metadata
  const path = `${MAPS}?watch=true&resourceVersion=${resourceVersion}`
  const opened = proxy.calls.length
  const answer = client.request('GET', path).then(
    ({ body }) => {
      types.push(
        ...body
          .trim()
          .split('\n')
          .map((line: string) => JSON.parse(line).type),
      )
      return 'ended'
    },
    (fault: Error) => (fault.cause as Error | undefined)?.message ?? fault.message,
  )
  await until('watch open', async () => (proxy.calls[opened]?.serverStatus === 200 ? true : null))
  return { types, answer }
}

it('passes calls on and notes them', async () => {
  const answer = await client.request('POST', MAPS, mapNamed('plain'))
  expect(answer.status).toBe(201)
  const call = proxy.calls.at(-1)
  expect(call).toMatchObject({ method: 'POST', path: MAPS, serverStatus: 201, status: 201, effect: null })
  expect(JSON.parse(call?.body ?? '').metadata.name).toBe('plain')
  expect((await client.request('GET', '/api/v1/nodes')).status).toBe(403)
})

it('answers the n-th call itself, with the words of the API server', async () => {
  const effect = { kind: 'answer', status: 429, retryAfterSeconds: 3 } as const
  const rule = proxy.inject({ method: 'POST', path: /configmaps$/, nth: 2, effect })
  expect((await client.request('POST', MAPS, mapNamed('first'))).status).toBe(201)
  const second = await client.request('POST', MAPS, mapNamed('second'))
  expect([second.status, second.headers['retry-after']]).toEqual([429, '3'])
  expect(second.body).toMatchObject({ kind: 'Status', reason: 'TooManyRequests', details: { retryAfterSeconds: 3 } })
  expect(await exists('second')).toBe(false)
  expect((await client.request('POST', MAPS, mapNamed('third'))).status).toBe(201)
  expect([rule.matched, rule.picked]).toEqual([3, 1])
})

it.each([409, 410, 500])('answers %i although the server did it', async (status) => {
  proxy.inject({ method: 'POST', path: /configmaps$/, effect: { kind: 'answer', status, forward: true } })
  const name = `done-${status}`
  expect((await client.request('POST', MAPS, mapNamed(name))).status).toBe(status)
  expect(await exists(name)).toBe(true)
})

it.each([false, true])('resets the connection, with the work done: %s', async (forward) => {
  const name = `reset-${forward}`
  proxy.inject({ method: 'POST', path: /configmaps$/, effect: { kind: 'reset', forward } })
  await expect(client.request('POST', MAPS, mapNamed(name))).rejects.toThrow('ECONNRESET')
  expect(await exists(name)).toBe(forward)
  expect(proxy.calls.at(-1)).toMatchObject({ forwarded: forward, status: null, effect: 'reset' })
})

it('stalls a call until it is let go', async () => {
  const rule = proxy.inject({ method: 'POST', path: /configmaps$/, effect: { kind: 'stall' } })
  const answer = client.request('POST', MAPS, mapNamed('stalled'))
  await until('picked', async () => (rule.picked === 1 ? true : null))
  expect(await exists('stalled')).toBe(false)
  rule.release()
  expect((await answer).status).toBe(201)
})

it('lets something else happen before the server sees the call', async () => {
  const run = () => cluster.create([{ ...mapNamed('raced'), metadata: { name: 'raced', namespace: 'lab' } }])
  proxy.inject({ method: 'POST', path: /configmaps$/, effect: { kind: 'meanwhile', run } })
  expect((await client.request('POST', MAPS, mapNamed('raced'))).status).toBe(409)
})

it('cuts a watch after so many events, or lets it expire', async () => {
  proxy.inject({ method: 'WATCH', path: /configmaps$/, effect: { kind: 'expire', afterEvents: 2 } })
  const first = await watch()
  for (const name of ['w1', 'w2', 'w3']) await client.request('POST', MAPS, mapNamed(name))
  expect(await first.answer).toBe('ended')
  expect(first.types).toEqual(['ADDED', 'ADDED', 'ERROR'])

  proxy.inject({ method: 'WATCH', path: /configmaps$/, effect: { kind: 'cut', afterEvents: 1 } })
  const second = await watch()
  await client.request('POST', MAPS, mapNamed('w4'))
  expect(await second.answer).toContain('ECONNRESET')
})

it('ends watches that are open', async () => {
  const first = await watch()
  expect(proxy.endWatches(/configmaps$/, 'expire')).toBe(1)
  expect(await first.answer).toBe('ended')
  expect(first.types).toEqual(['ERROR'])
  const second = await watch()
  expect(proxy.endWatches(/configmaps$/, 'cut')).toBe(1)
  expect(await second.answer).toContain('ECONNRESET')
  expect(proxy.endWatches(/configmaps$/, 'cut')).toBe(0)
})

it('loses connections when the server is gone', async () => {
  await cluster.stopApiServer()
  await expect(client.request('GET', MAPS)).rejects.toThrow()
  await cluster.startApiServer()
  expect((await client.request('GET', MAPS)).status).toBe(200)
})
