import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { Pool } from 'undici'
import type { Cluster } from '../../cluster/lab/cluster.ts'
import { bindingOf } from '../../cluster/lab/pods.ts'

/** Connections of the plain client, as many as the adapter's. */
const IN_FLIGHT = 64
/** How long connections stay open unused, as the adapter's. */
const KEPT_MS = 60_000

/** Binds pods, as often as asked; what it keeps open from one time to the next is closed by `close`. */
export interface Binder {
  /** What the figures need and a bind does not: it comes before the server collects its garbage. */
  prepare?(pods: readonly string[]): Promise<void>
  bind(pods: readonly string[]): Promise<SliceFigures>
  close(): Promise<void>
}

export interface SliceFigures {
  readonly count: number
  readonly wallMs: number
  /** Time of processors, of this process and of the API server with its store. */
  readonly ownCpuMs?: number
  readonly serverCpuMs?: number
  /** Of Berth, from the making of the plan on. */
  readonly wholeMs?: number
  /** Of wholeMs, what the engine took. */
  readonly engineMs: number
}

/** Processor time so far of this process and of the control plane, ms. */
export function cpuSoFar(cluster: Cluster): { ownMs: number; serverMs: number } {
  const { user, system } = process.cpuUsage()
  const serverMs = ['kube-apiserver', 'etcd'].reduce((sum, name) => {
    const stat = readFileSync(`/proc/${cluster.programs.get(name)?.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Ticks of a hundredth of a second.
    return sum + (Number(fields[11]) + Number(fields[12])) * 10
  }, 0)
  return { ownMs: (user + system) / 1000, serverMs }
}

/** Runs `work` over all items, so many at a time. */
async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T, i: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++
      await work(items[i], i)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
}

/** A client that decides nothing: one POST a pod, hosts in turn, over connections that stay. */
export function openPlain(cluster: Cluster, hosts: readonly string[]): Binder {
  const ca = readFileSync(cluster.caFile, 'utf8')
  const config = JSON.parse(readFileSync(cluster.adminKubeconfig, 'utf8')) as {
    users: [{ user: { 'client-certificate': string; 'client-key': string } }]
  }
  const { user } = config.users[0]
  const keys = { ca, cert: readFileSync(user['client-certificate']), key: readFileSync(user['client-key']) }
  const connect = { secureContext: createSecureContext(keys) }
  const pool = new Pool(cluster.url, { connect, connections: IN_FLIGHT, keepAliveTimeout: KEPT_MS })
  const post = async (pod: string, host: string): Promise<void> => {
    const response = await pool.request({
      method: 'POST',
      path: `/api/v1/namespaces/default/pods/${pod}/binding`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bindingOf(pod, host)),
    })
    const text = await response.body.text()
    if (response.statusCode >= 300) throw new Error(text)
  }
  return {
    async bind(pods) {
      const begun = { atMs: performance.now(), ...cpuSoFar(cluster) }
      await inParallel(pods, IN_FLIGHT, (pod, i) => post(pod, hosts[i % hosts.length]))
      const { ownMs, serverMs } = cpuSoFar(cluster)
      const cpu = { ownCpuMs: ownMs - begun.ownMs, serverCpuMs: serverMs - begun.serverMs }
      return { ...cpu, count: pods.length, wallMs: performance.now() - begun.atMs, engineMs: 0 }
    },
    close: () => pool.close(),
  }
}

/**
 * kube-scheduler, held still until its pods wait: from the moment it goes on until the last of them is bound, the time
 * it takes to catch up with what it missed taken off by counting from its first bind.
 */
export function openScheduler(cluster: Cluster): Binder {
  return {
    async bind(pods) {
      const wanted = new Set(pods)
      const bound = new Map<string, number>()
      const stop = await watchBinds(cluster, wanted, bound)
      cluster.programs.get('kube-scheduler')?.signal('SIGCONT')
      while (bound.size < wanted.size) await delay(20)
      cluster.programs.get('kube-scheduler')?.signal('SIGSTOP')
      await stop()
      const times = [...bound.values()].sort((a, b) => a - b)
      return { count: times.length - 1, wallMs: times[times.length - 1] - times[0], engineMs: 0 }
    },
    close: async () => undefined,
  }
}

/** Notes when each pod is seen bound. */
async function watchBinds(
  cluster: Cluster,
  wanted: ReadonlySet<string>,
  bound: Map<string, number>,
): Promise<() => Promise<void>> {
  const { ApiClient } = await import('../../../src/live/targets/kubernetes/api/api-client.ts')
  const { openConnection } = await import('../../../src/live/targets/kubernetes/api/connection.ts')
  const { PODS } = await import('../../../src/live/targets/kubernetes/collections.ts')
  const { Reflector } = await import('../../../src/live/targets/kubernetes/reflector.ts')
  const client = new ApiClient(await openConnection({ kubeconfig: cluster.adminKubeconfig }))
  const note = (pod: { metadata: { name: string }; spec?: { nodeName?: string } }): void => {
    const { name } = pod.metadata
    if (wanted.has(name) && pod.spec?.nodeName !== undefined && !bound.has(name)) bound.set(name, performance.now())
  }
  const sink = { replace: (pods: readonly never[]) => pods.forEach(note), set: note, remove: () => undefined }
  const query = { labelSelector: 'peer=scheduler' }
  const reflector = new Reflector(client, { collection: PODS, query, idleMs: 90_000 }, sink)
  reflector.start()
  while (reflector.listCount === 0) await delay(20)
  return async () => {
    await reflector.stop()
    await client.close()
  }
}
