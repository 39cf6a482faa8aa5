import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slicesOf } from '../../src/model/kube/resource-slice.ts'
import { createClient, until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { isReady, startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { bindingOf, gamePod, type PodOptions, resizeOf } from './lab/pods.ts'

const PODS = '/api/v1/namespaces/default/pods'
const STRATEGIC = 'application/strategic-merge-patch+json'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ nodes: 6 })
})

afterAll(async () => {
  await cluster?.stop()
})

/** Creates a pod, binds it to the first host of the lab and waits until it is Ready. */
async function runningPod(name: string, options: PodOptions = {}) {
  await cluster.create([gamePod(name, options)])
  await cluster.ask('POST', `${PODS}/${name}/binding`, bindingOf(name, labFleet(6).hosts[0].name))
  return until(`${name} Ready`, async () => {
    const pod = await cluster.ask('GET', `${PODS}/${name}`)
    return isReady(pod) ? pod : null
  })
}

async function label(name: string, labels: Readonly<Record<string, string | null>>) {
  await cluster.ask('PATCH', `${PODS}/${name}`, { metadata: { labels } }, 'application/merge-patch+json')
}

/** The pod once `test` holds of it. */
function podWhen(name: string, what: string, test: (pod: Json) => boolean) {
  return until(`${name} ${what}`, async () => {
    const pod = await cluster.ask('GET', `${PODS}/${name}`)
    return test(pod) ? pod : null
  })
}

type Json = Awaited<ReturnType<Cluster['ask']>>

function pending(pod: Json) {
  return pod.status.conditions.find((condition: { type: string }) => condition.type === 'PodResizePending')
}

function actualCpus(pod: Json): string {
  return pod.status.containerStatuses[0].resources.requests.cpu
}

describe('the control plane', () => {
  it('is Kubernetes v1.37.2 and ready', async () => {
    expect((await cluster.request('GET', '/readyz')).body).toBe('ok')
    expect((await cluster.ask('GET', '/version')).gitVersion).toBe('v1.37.2')
  })

  it('turns away who is nobody, and who has no rights', async () => {
    const ca = readFileSync(cluster.caFile, 'utf8')
    const nobody = createClient(cluster.url, { ca })
    const stranger = createClient(cluster.url, { ca, token: 'not-a-token' })
    const weak = createClient(cluster.url, { ca, token: await cluster.tokenFor('weak', 'lab-weak') })
    try {
      expect((await nobody.request('GET', '/api/v1/nodes')).status).toBe(403)
      expect((await stranger.request('GET', '/api/v1/nodes')).status).toBe(401)
      const refused = await weak.request('GET', '/api/v1/nodes')
      expect(refused.status).toBe(403)
      expect(refused.body.message).toContain('system:serviceaccount:lab-weak:weak')
    } finally {
      await Promise.all([nobody, stranger, weak].map((client) => client.close()))
    }
  })

  it('makes kubeconfigs of service accounts', async () => {
    const file = await cluster.kubeconfigFor('weak', 'lab-weak')
    const config = JSON.parse(readFileSync(file, 'utf8'))
    expect(config.clusters[0].cluster).toEqual({ server: cluster.url, 'certificate-authority': cluster.caFile })
    expect(config.users[0].user.token).toMatch(/^ey/)
  })

  it('applies objects of any kind it knows', async () => {
    const metadata = { name: 'reader' }
    const rules = [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }]
    await cluster.apply([{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules }])
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/reader'
    expect((await cluster.ask('GET', path)).rules).toEqual(rules)
    await expect(cluster.apply([{ apiVersion: 'v1', kind: 'Nothing', metadata }])).rejects.toThrow('knows no Nothing')
  })

  it('comes back at the same address with what it knew', async () => {
    await cluster.stopApiServer()
    await expect(cluster.request('GET', '/readyz')).rejects.toThrow()
    await cluster.startApiServer()
    expect((await cluster.ask('GET', '/api/v1/nodes')).items).toHaveLength(6)
  })
})

describe('Nodes', () => {
  it('are Ready, with a real version of a kubelet and the facts they were created with', async () => {
    const { items } = await cluster.ask('GET', '/api/v1/nodes')
    const fleet = labFleet(6)
    expect(items.map((item: Json) => item.metadata.name).sort()).toEqual(fleet.hosts.map(({ name }) => name).sort())
    for (const host of fleet.hosts) {
      const found = items.find((item: Json) => item.metadata.name === host.name)
      expect(isReady(found)).toBe(true)
      expect(found.status.nodeInfo.kubeletVersion).toBe('v1.37.2')
      expect(found.status.allocatable.cpu).toBe(String(host.allocatable.cpus))
      expect(found.metadata.labels['topology.kubernetes.io/zone']).toBe(host.idc)
      expect(found.metadata.labels['berth.dev/rack']).toBe(host.rack)
      const words = encodeURIComponent(`spec.driver=berth.dev,spec.nodeName=${host.name}`)
      const slices = await cluster.ask('GET', `/apis/resource.k8s.io/v1/resourceslices?fieldSelector=${words}`)
      expect(slices.items.map(({ spec }: Json) => spec)).toEqual(slicesOf(host.name, host, 1))
      expect(found.spec.taints).toBeUndefined()
    }
  })

  it('turn Unknown and Ready again by label', async () => {
    const path = `/api/v1/nodes/${labFleet(6).hosts[5].name}`
    const labelled = (value: string | null) =>
      cluster.ask('PATCH', path, { metadata: { labels: { 'berth-lab/ready': value } } }, 'application/merge-patch+json')
    await labelled('false')
    await until('not Ready', async () => (isReady(await cluster.ask('GET', path)) ? null : true))
    await labelled(null)
    await until('Ready', async () => (isReady(await cluster.ask('GET', path)) ? true : null))
  })
})

describe('pods', () => {
  it('run once bound, with status resources as asked for', async () => {
    const pod = await runningPod('runs', { cpus: 3, memoryMib: 512 })
    expect(pod.status.phase).toBe('Running')
    expect(pod.status.qosClass).toBe('Guaranteed')
    expect(pod.status.observedGeneration).toBe(pod.metadata.generation)
    expect(pod.status.containerStatuses[0].resources.requests).toEqual({ cpu: '3', memory: '512Mi' })
    expect(pod.status.containerStatuses[0].allocatedResources).toEqual({ cpu: '3', memory: '512Mi' })
  })

  it('may be bound to a Node that is not there: nobody refuses', async () => {
    await cluster.create([gamePod('lost')])
    const answer = await cluster.request('POST', `${PODS}/lost/binding`, bindingOf('lost', 'no-such-host'))
    expect(answer.status).toBe(201)
    const pod = await cluster.ask('GET', `${PODS}/lost`)
    expect([pod.spec.nodeName, pod.status.phase]).toEqual(['no-such-host', 'Pending'])
    await cluster.ask('DELETE', `${PODS}/lost`)
    expect((await cluster.ask('GET', `${PODS}/lost`)).metadata.deletionTimestamp).toBeTypeOf('string')
  })

  it('are gone soon after an eviction', async () => {
    const pod = await runningPod('evicted')
    const eviction = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'evicted' },
      deleteOptions: { preconditions: { uid: pod.metadata.uid } },
    }
    expect((await cluster.request('POST', `${PODS}/evicted/eviction`, eviction)).status).toBe(201)
    await until('gone', async () => ((await cluster.request('GET', `${PODS}/evicted`)).status === 404 ? true : null))
  })
})

describe('KWOK', () => {
  it('ends no pod that nobody has asked to end, such as one made again under a name that it ends twice', async () => {
    await runningPod('again')
    const file = (name: string) => readFileSync(join(cluster.dir, 'pki', name), 'utf8')
    const kwok = createClient(cluster.url, { ca: file('ca.crt'), certificate: file('kwok.crt'), key: file('kwok.key') })
    const answer = await kwok.request('DELETE', `${PODS}/again?gracePeriodSeconds=0`)
    await kwok.close()
    expect([answer.status, answer.body.message]).toEqual([422, expect.stringContaining('nobody ends this pod')])
    expect(isReady(await cluster.ask('GET', `${PODS}/again`))).toBe(true)
  })
})

describe('a resize', () => {
  it('is carried out', async () => {
    await runningPod('grows')
    await cluster.ask('PATCH', `${PODS}/grows/resize`, resizeOf(5, 2048), STRATEGIC)
    const pod = await podWhen('grows', 'resized', (each) => actualCpus(each) === '5')
    expect(pod.status.containerStatuses[0].resources.limits).toEqual({ cpu: '5', memory: '2Gi' })
    expect(pod.status.observedGeneration).toBe(pod.metadata.generation)
    expect(pending(pod)).toBeUndefined()
  })

  it.each(['Deferred', 'Infeasible'])('is %s by label, and proceeds when the label goes', async (reason) => {
    const name = `waits-${reason.toLowerCase()}`
    await runningPod(name, { labels: { 'berth-lab/resize': reason.toLowerCase() } })
    await cluster.ask('PATCH', `${PODS}/${name}/resize`, resizeOf(4, 1024), STRATEGIC)
    const waiting = await podWhen(name, 'pending', (pod) => pending(pod) !== undefined)
    expect(pending(waiting)).toMatchObject({ status: 'True', reason, observedGeneration: waiting.metadata.generation })
    expect(actualCpus(waiting)).toBe('2')
    await label(name, { 'berth-lab/resize': 'accept' })
    const done = await podWhen(name, 'resized', (pod) => actualCpus(pod) === '4')
    expect(pending(done)).toBeUndefined()
    expect(isReady(done)).toBe(true)
  })

  it('that waited and is taken back leaves nothing to wait for', async () => {
    await runningPod('backs', { labels: { 'berth-lab/resize': 'deferred' } })
    await cluster.ask('PATCH', `${PODS}/backs/resize`, resizeOf(4, 1024), STRATEGIC)
    await podWhen('backs', 'pending', (pod) => pending(pod) !== undefined)
    await cluster.ask('PATCH', `${PODS}/backs/resize`, resizeOf(2, 1024), STRATEGIC)
    await podWhen('backs', 'settled', (pod) => pending(pod) === undefined)
  })
})

describe('kube-scheduler', () => {
  it('binds pods that name it', async () => {
    await cluster.startScheduler()
    await cluster.create([gamePod('scheduled', { schedulerName: 'default-scheduler' })])
    await podWhen('scheduled', 'Ready', isReady)
    await cluster.stopProgram('kube-scheduler')
  })
})

describe('a cluster that is stopped', () => {
  it('leaves no program and no folder', async () => {
    const second = await startCluster({ kwok: false })
    const programs = [...second.programs.values()]
    expect(programs.map(({ name }) => name)).toEqual(['etcd', 'kube-apiserver'])
    await second.stop()
    for (const { pid } of programs) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(existsSync(second.dir)).toBe(false)
  })
})
