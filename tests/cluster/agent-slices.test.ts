import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ApiServer } from '../../src/agent/publish/api-server.ts'
import { keepPublished } from '../../src/agent/publish/publisher.ts'
import { openKubernetesTarget } from '../../src/live/targets/kubernetes/open.ts'
import type { Target } from '../../src/live/targets/target.ts'
import type { Host } from '../../src/model/fleet.ts'
import { SLICES_API } from '../../src/model/kube/resource-slice.ts'
import { type Answer, type Client, createClient, until } from './lab/client.ts'
import { type Cluster, startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf, nodeOf, publishedOf } from './lab/nodes.ts'
import { deployAgents, putAccount, AGENT_VERBS as VERBS } from './target/agent-account.ts'
import { accountWith, NEVER, roleRules } from './target/stage.ts'

// The agent of a Node and a real API server: what it publishes, what the adapter reads, and what it may not.

const SLICES = `/apis/${SLICES_API}/resourceslices`
const ROLE = '/apis/rbac.authorization.k8s.io/v1/clusterroles/berth-agent'
const [own, other] = labFleet(2).hosts

let cluster: Cluster
let folder: string
let target: Target
let agent: Client

beforeAll(async () => {
  cluster = await startCluster()
  folder = mkdtempSync(join(tmpdir(), 'berth-slices-'))
  const fleet = labFleet(2)
  await cluster.create([nodeOf(own), nodeOf(other), ...publishedOf(other), networksOf(fleet, 'default')])
  await deployAgents(cluster)
  const token = await putAccount(cluster, own.name, folder)
  const kubeconfig = await accountWith(cluster, 'berth', roleRules())
  target = await openKubernetesTarget({ kubeconfig, writer: 'berth', namespace: 'default' })
  agent = createClient(cluster.url, { ca: readFileSync(cluster.caFile, 'utf8'), token })
  await until('the policy holds', async () => ((await writeOther('?dryRun=All')).status === 422 ? true : null))
})

afterAll(async () => {
  await agent?.close()
  await target?.close()
  await cluster?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The agent asks for a slice of another Node; as a dry run it leaves nothing where the server lets it. */
function writeOther(dryRun = ''): Promise<Answer> {
  const [slice] = publishedOf(other)
  return agent.request('POST', `${SLICES}${dryRun}`, { ...slice, metadata: { name: 'forged' } })
}

const runs: { end(): Promise<void> }[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) await run.end()
})

/** Publishes what `host` says until `end` or the end of the test; lines are the log. */
function publishing(host: () => Host, node = own.name) {
  const ended = new AbortController()
  const lines: string[] = []
  const api = new ApiServer(new URL(cluster.url), folder)
  const { signal } = ended
  const log = (line: string) => lines.push(line)
  const done = keepPublished({ api, node, facts: async () => host(), everyMs: 100, log, signal })
  const run = {
    lines,
    async end() {
      ended.abort()
      await done
      await api.close()
    },
  }
  runs.push(run)
  return run
}

const ownSlices = async (): Promise<Answer['body'][]> => {
  const { items } = await cluster.ask('GET', `${SLICES}?fieldSelector=spec.nodeName%3D${own.name}`)
  return items
}
const generations = async () => (await ownSlices()).map(({ spec }) => spec.pool.generation)
const hostSeen = async (name: string) => {
  const { fleet } = await target.snapshot(NEVER)
  return fleet.hosts.find((host) => host.name === name) ?? null
}

/** The host with a Cpu less, as when it is offline. */
function without(host: Host): Host {
  const [first, ...others] = host.numaNodes
  const cores = first.cores.slice(0, -1)
  const gone = host.numaNodes[0].cores.at(-1)?.length ?? 0
  const allocatable = { ...host.allocatable, cpus: host.allocatable.cpus - gone }
  return { ...host, numaNodes: [{ ...first, cores }, ...others], allocatable }
}

/** A host with so many cores that its pool is of several slices. */
function large(host: Host): Host {
  const numaNodes = host.numaNodes.map((numa, k) => ({
    ...numa,
    cores: Array.from({ length: 200 }, (_, i) => [k * 200 + i]),
  }))
  const cpus = numaNodes.length * 200
  return { ...host, numaNodes, reservedCpus: '', allocatable: { ...host.allocatable, cpus } }
}

describe('what the agent publishes', () => {
  it('is the host that the adapter sees, in the same way as of a Node that KWOK plays', async () => {
    expect(await hostSeen(own.name)).toBeNull()
    const { faults } = await target.snapshot(NEVER)
    expect(faults.map(({ path }) => path)).toContain(`nodes.${own.name}.resourceSlices`)
    const run = publishing(() => own)
    await until('published', async () => ((await ownSlices()).length > 0 ? true : null))
    expect(await hostSeen(own.name)).toEqual(own)
    expect(await hostSeen(other.name)).toEqual(other)
    const { uid } = (await cluster.ask('GET', `/api/v1/nodes/${own.name}`)).metadata
    const [{ metadata }] = await ownSlices()
    expect(metadata.ownerReferences).toEqual([{ apiVersion: 'v1', kind: 'Node', name: own.name, uid }])
    await run.end()
    expect(await hostSeen(own.name)).toEqual(own)
  })

  it('stays as it is while the host does, also over a restart of the agent', async () => {
    const before = await ownSlices()
    const run = publishing(() => own)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await run.end()
    expect([await ownSlices(), run.lines]).toEqual([before, []])
  })

  it('follows the host: another generation, more slices, fewer again', async () => {
    let host = own
    const run = publishing(() => host)
    const [first] = await generations()
    host = without(own)
    await until('a Cpu less', async () => ((await generations())[0] === first + 1 ? true : null))
    expect(await hostSeen(own.name)).toEqual(host)
    host = large(own)
    const slices = await until('many', async () => {
      const all = await ownSlices()
      const isWhole = all.every(({ spec }) => spec.pool.resourceSliceCount === all.length)
      return isWhole && all.every(({ spec }) => spec.pool.generation === first + 2) ? all : null
    })
    expect(slices.length).toBeGreaterThan(3)
    expect(await hostSeen(own.name)).toEqual(host)
    host = own
    await until('few', async () => ((await ownSlices()).length === 1 ? true : null))
    expect([await generations(), await hostSeen(own.name)]).toEqual([[first + 3], own])
    await run.end()
  })

  it('comes back when a kubelet or a hand takes it away or changes it', async () => {
    const run = publishing(() => own)
    const [{ metadata, spec }] = await ownSlices()
    await cluster.ask('DELETE', `${SLICES}/${metadata.name}`)
    await until('back', async () => ((await ownSlices()).length === 1 ? true : null))
    const [{ metadata: again }] = await ownSlices()
    const { resourceVersion } = again
    const changed = { ...spec, devices: spec.devices.slice(1) }
    const body = { apiVersion: SLICES_API, kind: 'ResourceSlice', metadata: { name: again.name, resourceVersion } }
    await cluster.ask('PUT', `${SLICES}/${again.name}`, { ...body, spec: changed })
    await until('put right', async () =>
      (await ownSlices())[0].spec.devices.length === spec.devices.length ? true : null,
    )
    expect(await hostSeen(own.name)).toEqual(own)
    await run.end()
  })
})

describe('what the agent may not', () => {
  it('write, change or delete slices of another Node', async () => {
    const [slice] = publishedOf(other)
    const { name } = slice.metadata
    const there = await cluster.ask('GET', `${SLICES}/${name}`)
    const created = await writeOther()
    const changed = await agent.request('PUT', `${SLICES}/${name}`, { ...there, spec: { ...there.spec, devices: [] } })
    const deleted = await agent.request('DELETE', `${SLICES}/${name}`)
    const alone = `this agent may write slices of ${own.name} alone`
    for (const { status, body } of [created, changed, deleted]) {
      expect([status, body.message]).toEqual([422, expect.stringContaining(alone)])
    }
    expect(await cluster.ask('GET', `${SLICES}/${name}`)).toEqual(there)
    expect((await cluster.request('GET', `${SLICES}/forged`)).status).toBe(404)
  })

  it('write slices of another driver, or of all Nodes', async () => {
    const [{ spec, ...slice }] = publishedOf(own)
    const words = spec as Record<string, unknown>
    const driver = await agent.request('POST', SLICES, { ...slice, spec: { ...words, driver: 'gpu.example.com' } })
    expect(driver.body.message).toContain('of the driver berth.dev alone')
    const { nodeName: _, ...everywhere } = words
    const all = await agent.request('POST', SLICES, { ...slice, spec: { ...everywhere, allNodes: true } })
    expect(all.body.message).toContain(`slices of ${own.name} alone`)
    expect([driver.status, all.status]).toEqual([422, 422])
  })

  it('do anything with a token that is bound to no Node', async () => {
    const token = await cluster.tokenFor('berth-agent', 'berth')
    const loose = createClient(cluster.url, { ca: readFileSync(cluster.caFile, 'utf8'), token })
    const [slice] = publishedOf(own)
    const { status, body } = await loose.request('POST', SLICES, { ...slice, metadata: { name: 'loose' } })
    await loose.close()
    expect([status, body.message]).toEqual([422, expect.stringContaining('bound to no Node')])
  })

  it('read or write anything else', async () => {
    for (const path of ['/api/v1/nodes', '/api/v1/pods', '/api/v1/secrets', '/api/v1/configmaps']) {
      expect((await agent.request('GET', path)).status).toBe(403)
    }
    expect((await agent.request('DELETE', SLICES)).status).toBe(403)
  })

  it('publish under the name of another Node: it says why', async () => {
    const run = publishing(() => other, other.name)
    await until('a reason', async () => (run.lines.length > 0 ? true : null))
    await run.end()
    expect(run.lines[0]).toContain(`is bound to ${own.name}, expected ${other.name}`)
  })
})

describe('its rights are the least that work', () => {
  const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const may = async (verb: string): Promise<boolean> => {
    const resourceAttributes = { group: 'resource.k8s.io', resource: 'resourceslices', verb }
    return (await agent.request('POST', REVIEWS, { spec: { resourceAttributes } })).body.status.allowed
  }
  /** Gives these verbs and no others, and waits until the server goes by that. */
  const setVerbs = async (verbs: readonly string[]) => {
    const rules = [{ apiGroups: ['resource.k8s.io'], resources: ['resourceslices'], verbs }]
    await cluster.ask('PATCH', ROLE, { rules }, 'application/merge-patch+json')
    for (const verb of VERBS) {
      await until(`rights of ${verb}`, async () => ((await may(verb)) === verbs.includes(verb) ? true : null))
    }
  }
  afterAll(() => setVerbs(VERBS))

  it.each(VERBS)('without %s something does not', async (verb) => {
    await setVerbs(VERBS.filter((each) => each !== verb))
    await cluster.ask('DELETE', `${SLICES}?fieldSelector=spec.nodeName%3D${own.name}`)
    // A pool of two slices where it needs one makes it update and delete; none there makes it create.
    if (verb !== 'create') await cluster.create([...publishedOf(large(own))])
    const run = publishing(() => own)
    await until('refused', async () => (run.lines.some((line) => line.includes('403')) ? true : null))
    expect(run.lines.find((line) => line.includes('403'))).toContain(`cannot ${verb} resource "resourceslices"`)
    await run.end()
  })
})
