import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../cluster/lab/client.ts'
import { NEVER } from '../cluster/target/stage.ts'
import { type NodeAdapter, startAdapter } from './lab/adapter.ts'
import { NODE } from './lab/kubelet.ts'
import { type NodeLab, untilNode } from './lab/node.ts'
import { publishedSlices, SLICES } from './lab/ours.ts'
import { sharedNode } from './lab/shared.ts'

// The agent in the guest publishes its Node itself, under an account that may write no other's.

let lab: NodeLab
let adapter: NodeAdapter
/** The API server as the agent in the guest may speak to it: by the token that lies there. */
let asAgent: Client

beforeAll(async () => {
  lab = sharedNode()
  adapter = await startAdapter(lab)
  asAgent = createClient(lab.url, { ca: readFileSync(lab.caFile, 'utf8'), token: adapter.agentToken })
})
afterAll(async () => {
  await asAgent?.close()
  await adapter?.close()
  await lab.close()
})

const deviceNames = async () =>
  (await publishedSlices(lab)).flatMap(({ spec }) => spec.devices.map(({ name }: { name: string }) => name))
const cores = (...cpus: number[]) => cpus.map((cpu) => `core-${cpu}`)
const coresOf = (names: readonly string[]) => names.filter((name) => name.startsWith('core-'))
const seenByAdapter = async () => {
  const { fleet } = await adapter.target.snapshot(NEVER)
  return fleet.hosts.find(({ name }) => name === NODE)
}

describe('the slices of the guest’s Node', () => {
  it('are what the adapter takes it for, and belong to the Node', async () => {
    expect(coresOf(await deviceNames())).toEqual(cores(0, 1, 2, 3, 4, 5, 6, 7))
    expect(await seenByAdapter()).toEqual((await adapter.agent.host()).host)
    const { uid } = (await lab.ask('GET', `/api/v1/nodes/${NODE}`)).metadata
    const owner = { apiVersion: 'v1', kind: 'Node', name: NODE, uid }
    for (const { metadata } of await publishedSlices(lab)) expect(metadata.ownerReferences).toEqual([owner])
  })

  it('follow a Cpu that goes offline and comes back', async () => {
    await lab.guest.must('echo 0 >/sys/devices/system/cpu/cpu7/online')
    try {
      await untilNode('a core less', async () => (coresOf(await deviceNames()).length === 7 ? true : null))
      expect(coresOf(await deviceNames())).toEqual(cores(0, 1, 2, 3, 4, 5, 6))
    } finally {
      await lab.guest.must('echo 1 >/sys/devices/system/cpu/cpu7/online')
    }
    await untilNode('all cores', async () => (coresOf(await deviceNames()).length === 8 ? true : null))
  })

  it('are written again after a kubelet that starts has deleted them', async () => {
    const uids = async () => (await publishedSlices(lab)).map(({ metadata }) => metadata.uid)
    const [before] = await uids()
    await lab.restartKubelet({})
    await untilNode('written again', async () => {
      const [now] = await uids()
      return now !== undefined && now !== before ? true : null
    })
    expect(coresOf(await deviceNames())).toHaveLength(8)
    expect(await seenByAdapter()).toEqual((await adapter.agent.host()).host)
  })
})

it('the account in the guest writes no slice of another Node, and does nothing else', async () => {
  const { items } = await lab.ask('GET', SLICES)
  const { name } = items.find(({ spec }: { spec: { nodeName: string } }) => spec.nodeName !== NODE).metadata
  const theirs = await lab.ask('GET', `${SLICES}/${name}`)
  const [own] = await publishedSlices(lab)
  const forged = { ...theirs, metadata: { name: 'forged' } }
  const tries = [
    await asAgent.request('POST', SLICES, forged),
    await asAgent.request('PUT', `${SLICES}/${name}`, { ...theirs, spec: { ...theirs.spec, devices: [] } }),
    await asAgent.request('DELETE', `${SLICES}/${name}`),
  ]
  for (const { status, body } of tries) {
    expect([status, body.message]).toEqual([
      422,
      expect.stringContaining(`this agent may write slices of ${NODE} alone`),
    ])
  }
  expect(await lab.ask('GET', `${SLICES}/${name}`)).toEqual(theirs)
  for (const path of [`/api/v1/nodes/${NODE}`, '/api/v1/pods', '/api/v1/secrets']) {
    expect((await asAgent.request('GET', path)).status, path).toBe(403)
  }
  // With the same token its own may be written, so that what was refused was so for whose it is.
  expect((await asAgent.request('DELETE', `${SLICES}/${own.metadata.name}`)).status).toBe(200)
  await untilNode('back', async () => ((await publishedSlices(lab)).length > 0 ? true : null))
})
