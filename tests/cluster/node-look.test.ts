import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiClient } from '../../src/live/targets/kubernetes/api/api-client.ts'
import { openConnection } from '../../src/live/targets/kubernetes/api/connection.ts'
import { NodeLook } from '../../src/live/targets/kubernetes/node-look.ts'
import { type Cluster, startCluster } from './lab/cluster.ts'

const READY = { conditions: [{ type: 'Ready', status: 'True' }] }
const HOSTNAME = 'kubernetes.io/hostname'
const LONG = `n.${'a'.repeat(60)}.${'b'.repeat(60)}`

/** A Node of the writer `me`, well, with the label that kubelets give. */
function node(name: string, more: { labels?: object; metadata?: object; status?: object } = {}) {
  const own = name.length > 63 ? {} : { [HOSTNAME]: name }
  const metadata = { name, labels: { 'berth.dev/writer': 'me', ...own, ...more.labels }, ...more.metadata }
  return { apiVersion: 'v1', kind: 'Node', metadata, spec: {}, status: more.status ?? READY }
}

describe('the look at Nodes', () => {
  let cluster: Cluster
  let client: ApiClient
  let look: NodeLook
  let paths: string[] = []

  beforeAll(async () => {
    cluster = await startCluster({ kwok: false })
    client = new ApiClient(await openConnection({ kubeconfig: cluster.adminKubeconfig }))
    const request = client.request.bind(client)
    client.request = (asked) => {
      paths.push(asked.path)
      return request(asked)
    }
    look = new NodeLook(client, 'me')
    await cluster.create([
      node('a'),
      node('b'),
      node('other', { labels: { 'berth.dev/writer': 'you' } }),
      node('sick', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
      node('going', { metadata: { finalizers: ['example.com/holds-it'] } }),
      node('elsewhere', { labels: { [HOSTNAME]: 'another' } }),
      node(LONG),
    ])
    await cluster.ask('DELETE', '/api/v1/nodes/going')
  })
  afterAll(async () => {
    look.close()
    await client.close()
    await cluster.stop()
  })

  const STATES = {
    a: 'ready',
    b: 'ready',
    other: 'other-writer',
    sick: 'not-ready',
    going: 'not-ready',
    elsewhere: 'ready',
    [LONG]: 'ready',
    none: 'gone',
  } as const

  it('finds each as it is, those that a list can show by one list', async () => {
    paths = []
    const names = Object.keys(STATES)
    const found = await Promise.all(names.map((name) => look.look(name)))
    expect(found).toEqual(names.map((name) => ({ ok: true, value: STATES[name as keyof typeof STATES] })))
    expect(paths).toHaveLength(4)
    expect(paths[0]).toContain('labelSelector=')
    expect(paths.slice(1).sort()).toEqual(['elsewhere', LONG, 'none'].map((name) => `/api/v1/nodes/${name}`).sort())
  })

  it('finds each alone as it is', async () => {
    for (const [name, value] of Object.entries(STATES)) expect(await look.look(name)).toEqual({ ok: true, value })
  })

  it('is never behind what was written before it', async () => {
    for (let i = 0; i < 20; i++) {
      const value = i % 2 === 0 ? 'you' : 'me'
      await cluster.ask('PATCH', '/api/v1/nodes/b', { metadata: { labels: { 'berth.dev/writer': value } } }, MERGE)
      const [, found] = await Promise.all([look.look('a'), look.look('b')])
      expect(found).toEqual({ ok: true, value: i % 2 === 0 ? 'other-writer' : 'ready' })
    }
  })
})

const MERGE = 'application/merge-patch+json'
