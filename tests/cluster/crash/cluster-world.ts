import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatAllocation } from '../../../src/model/parse/allocation.ts'
import { formatRequest } from '../../../src/model/parse/request-words.ts'
import type { ObservedPod } from '../../../src/model/snapshot.ts'
import { crashFleet } from '../../crash/fleet.ts'
import type { World } from '../../crash/world.ts'
import { type KubeObject, until } from '../lab/client.ts'
import { type Cluster, isReady, startCluster } from '../lab/cluster.ts'
import { networksOf, objectsOf, WRITER } from '../lab/nodes.ts'
import { gamePod } from '../lab/pods.ts'
import { accountWith, roleRules } from '../target/stage.ts'

/** Namespace of the pods: the first part of their names. */
const NAMESPACE = 'a'
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`
const MERGE_PATCH = 'application/merge-patch+json'

/** The server's own log of what the adapter wrote, each line there before the answer is. */
const AUDIT_POLICY = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Request
  users: ["system:serviceaccount:berth:berth"]
  verbs: [create, update, patch, delete]
- level: None
`

/** A real API server whose Nodes are the hosts of the plan, KWOK in the place of their kubelets. */
export async function openClusterWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-audit-'))
  const policy = join(folder, 'policy.yaml')
  const auditFile = join(folder, 'audit.ndjson')
  writeFileSync(policy, AUDIT_POLICY)
  const apiFlags = [`--audit-policy-file=${policy}`, `--audit-log-path=${auditFile}`, '--audit-log-mode=blocking']
  const cluster = await startCluster({ apiFlags })
  const { fleet, pods } = crashFleet()
  await cluster.createNamespace(NAMESPACE)
  await cluster.create([...fleet.hosts.flatMap((host) => objectsOf(host, WRITER)), networksOf(fleet, 'default')])
  await accountWith(cluster, 'berth', roleRules())
  const start = pods.map(podObject)
  let begunAt = 0
  return {
    async begin() {
      await emptied(cluster)
      await cluster.create(start)
      await until('pods as they begin', () => asTheyBegin(cluster, start.length), 60_000)
      begunAt = statSync(auditFile, { throwIfNoEntry: false })?.size ?? 0
      // Its token lasts an hour, less than a grid does.
      const kubeconfig = await cluster.kubeconfigFor('berth', 'berth')
      return { kind: 'kubernetes', kubeconfig, writer: WRITER, namespace: 'default' }
    },
    async left() {
      const { items } = await cluster.ask('GET', PODS)
      const truth = [...items.map(podText), ...(await cordonedNodes(cluster)).map((name) => `cordoned ${name}`)]
      const lines = readFileSync(auditFile).subarray(begunAt).toString('utf8').split('\n')
      return { truth: truth.sort(), effects: effectsOf(lines) }
    },
    async close() {
      await cluster.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function podObject(pod: ObservedPod, ordinal: number): KubeObject {
  const { name, game, zone, component, request, cpus, memoryMib, holding } = pod
  const annotations = {
    'berth.dev/request': formatRequest(request),
    ...(holding === null ? {} : { 'berth.dev/allocation': formatAllocation(holding, `start/${ordinal}`) }),
  }
  return gamePod(name.slice(NAMESPACE.length + 1), {
    namespace: NAMESPACE,
    cpus,
    memoryMib,
    labels: { 'berth.dev/game': game, 'berth.dev/zone': zone, 'berth.dev/component': component },
    annotations,
    ...(holding === null ? {} : { nodeName: holding.host }),
  })
}

/** Takes away what the run before left. */
async function emptied(cluster: Cluster): Promise<void> {
  await cluster.ask('DELETE', `${PODS}?gracePeriodSeconds=0`)
  await until('no pods', async () => ((await cluster.ask('GET', PODS)).items.length === 0 ? true : null), 60_000)
  const body = { metadata: { annotations: { 'berth.dev/cordoned-by': null } }, spec: { unschedulable: null } }
  for (const name of await cordonedNodes(cluster)) {
    await cluster.ask('PATCH', `/api/v1/nodes/${name}`, body, MERGE_PATCH)
  }
}

async function asTheyBegin(cluster: Cluster, count: number): Promise<true | null> {
  const { items } = await cluster.ask('GET', PODS)
  const isThere = (pod: PodBody) => pod.spec.nodeName === undefined || isReady(pod)
  return items.length === count && items.every(isThere) ? true : null
}

async function cordonedNodes(cluster: Cluster): Promise<readonly string[]> {
  const { items } = await cluster.ask('GET', '/api/v1/nodes')
  const cordoned = (items as NodeBody[]).filter(({ spec }) => spec.unschedulable === true)
  return cordoned.map(({ metadata }) => metadata.name)
}

interface NodeBody {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly unschedulable?: boolean }
}

interface PodBody {
  readonly metadata: {
    readonly name: string
    readonly deletionTimestamp?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly resources?: object }[] }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** What must be the same after every run: all but uids, versions and times. */
function podText(pod: PodBody): string {
  const { name, annotations, deletionTimestamp } = pod.metadata
  const { nodeName, containers } = pod.spec
  const resources = containers.map((container) => container.resources)
  const words = { nodeName, annotations, resources, ready: isReady(pod), ending: deletionTimestamp !== undefined }
  return `${name} ${JSON.stringify(words)}`
}

interface AuditLine {
  readonly verb: string
  readonly objectRef: { readonly resource: string; readonly subresource?: string; readonly name?: string }
  readonly responseStatus?: { readonly code: number }
  readonly requestObject?: { readonly metadata?: { readonly annotations?: object }; readonly spec?: object }
}

/** From here on the server's word for a request whose caller went away (504): it may have carried it out. */
const CALLER_GONE = 500

/**
 * Writes that the server carried out; refused ones had no effect. One whose caller was killed was carried out when
 * nobody had to ask for the same again.
 */
function effectsOf(lines: readonly string[]): string[] {
  const writes = lines.filter((line) => line !== '').map(writeOf)
  const done = writes.filter(({ code }) => code < 300).map(({ words }) => words)
  const cut = writes.filter(({ code }) => code >= CALLER_GONE).map(({ words }) => words)
  return [...done, ...new Set(cut.filter((words) => !done.includes(words)))].sort()
}

/** A pod is patched several times on its way: what a patch says tells one from the next. */
function writeOf(line: string): { readonly words: string; readonly code: number } {
  const { verb, objectRef, responseStatus, requestObject } = JSON.parse(line) as AuditLine
  const { resource, subresource = '', name = '' } = objectRef
  const said = verb === 'patch' ? ` ${JSON.stringify([requestObject?.metadata?.annotations, requestObject?.spec])}` : ''
  return { words: `${verb} ${resource} ${subresource} ${name}${said}`, code: responseStatus?.code ?? CALLER_GONE }
}
