import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createAccounts } from './accounts.ts'
import type { Answer, Client } from './client.ts'
import { createClient, good, until } from './client.ts'
import type { Site } from './control-plane.ts'
import { apiServerWords, etcdWords, kwokWords, schedulerWords } from './control-plane.ts'
import type { Credentials } from './kubeconfig.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { KWOK_GUARD, KWOK_USER } from './kwok-guard.ts'
import { labNodes } from './nodes.ts'
import type { Objects } from './objects.ts'
import { createObjects } from './objects.ts'
import type { Authority } from './pki.ts'
import { createAuthority, writePki } from './pki.ts'
import { freePorts } from './ports.ts'
import type { Program, Programs } from './programs.ts'
import { createPrograms } from './programs.ts'
import { STAGES } from './stages.ts'

export interface ClusterOptions {
  /** So many Nodes of `labNodes`, Ready when the cluster is handed out; 0 unless told. */
  readonly nodes?: number
  /** Whether KWOK makes Nodes Ready and pods run; true unless told. */
  readonly kwok?: boolean
  /** Whether new Nodes are tainted not-ready for ever, see `apiServerWords`; false unless told. */
  readonly taintsByCondition?: boolean
  /** Further flags of kube-apiserver. */
  readonly apiFlags?: readonly string[]
  /** Folder to use instead of a fresh temporary one; the cluster, once started, outlives this process. */
  readonly keepIn?: string
}

/** A control plane of its own on free ports of loopback, with an empty store. */
export interface Cluster extends Objects {
  /** `https://127.0.0.1:PORT`, the same after the API server was stopped and started again. */
  readonly url: string
  /** Certificate authority of the server and of all clients, PEM. */
  readonly caFile: string
  readonly authority: Authority
  /** A kubeconfig of a member of system:masters. */
  readonly adminKubeconfig: string
  /** Everything of this cluster: logs `PROGRAM.log`, keys, the store. Gone after `stop`. */
  readonly dir: string
  /** What runs now, by name: `etcd`, `kube-apiserver`, `kwok`, `kube-scheduler`. */
  readonly programs: ReadonlyMap<string, Program>
  /** The administrator's request: every answer of the server is returned, bad ones too; see `Client`. */
  request: Client['request']
  /** As `request`, but a bad answer is an error. Returns the body. */
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer['body']>
  /** A kubeconfig with a token of this service account, made with its namespace when absent; it has no rights yet. */
  kubeconfigFor(serviceAccount: string, namespace: string): Promise<string>
  /** A bearer token of the same, valid for an hour. */
  tokenFor(serviceAccount: string, namespace: string): Promise<string>
  /** A namespace with the service account `default`, without which it takes no pods. */
  createNamespace(name: string): Promise<void>
  /** SIGKILL unless told: connections are reset. The store stays. */
  stopApiServer(signal?: NodeJS.Signals): Promise<void>
  startApiServer(): Promise<void>
  startScheduler(): Promise<void>
  startKwok(): Promise<void>
  /** Ends a program started by name. */
  stopProgram(name: string, signal?: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

/** Starts etcd, kube-apiserver and KWOK; 3 to 6 s. Ends what it began when it fails, with the last lines of the log. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const folder = process.env['BERTH_CLUSTER_PROGRAMS']
  if (folder === undefined) throw new Error('no cluster lab: npm run labs:install, then npx vitest --project cluster')
  const dir = options.keepIn ?? mkdtempSync(join(tmpdir(), 'berth-cluster-'))
  const programs = createPrograms(folder, dir)
  try {
    const cluster = await start(options, dir, programs)
    if (options.keepIn !== undefined) await programs.leave()
    return cluster
  } catch (fault) {
    await programs.endAll()
    throw fault
  }
}

async function start(options: ClusterOptions, dir: string, programs: Programs): Promise<Cluster> {
  const authority = await createAuthority()
  const { site, url, client } = await createSite(dir, authority)
  const { caFile, pathsOf } = site.pki
  const kubeconfig = (name: string, credentials: Credentials, namespace?: string) => {
    const file = join(dir, 'kubeconfigs', `${name}.kubeconfig`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, kubeconfigText(url, caFile, credentials, namespace), { mode: 0o600 })
    return file
  }
  const adminKubeconfig = kubeconfig('admin', pathsOf('admin'))
  const running = new Map<string, Program>()
  const run = (name: string, words: readonly string[]) => {
    const program = programs.start(name, words)
    running.set(name, program)
    return program
  }
  const ask: Cluster['ask'] = async (method, path, body, contentType) =>
    good(await client.request(method, path, body, contentType), `${method} ${path}`)
  const stopProgram = async (name: string, signal?: NodeJS.Signals) => {
    await running.get(name)?.end(signal)
    running.delete(name)
  }
  const accounts = createAccounts(client, ask)
  const cluster: Cluster = {
    url,
    caFile,
    authority,
    adminKubeconfig,
    dir,
    programs: running,
    request: client.request,
    ask,
    ...createObjects(client),
    ...accounts,
    async kubeconfigFor(serviceAccount, namespace) {
      const token = await accounts.tokenFor(serviceAccount, namespace)
      return kubeconfig(`${namespace}-${serviceAccount}`, { token }, namespace)
    },
    async startApiServer() {
      const words = apiServerWords(site, options.taintsByCondition ?? false, options.apiFlags ?? [])
      await ready(client, run('kube-apiserver', words))
    },
    stopApiServer: (signal) => stopProgram('kube-apiserver', signal),
    stopProgram,
    async startScheduler() {
      run('kube-scheduler', schedulerWords(site, kubeconfig('scheduler', pathsOf('kube-scheduler'))))
    },
    async startKwok() {
      run('kwok', kwokWords(site, kubeconfig('kwok', pathsOf('kwok')), STAGES))
    },
    async stop() {
      await client.close()
      await programs.endAll()
    },
  }
  run('etcd', etcdWords(site))
  await cluster.startApiServer()
  await accounts.createNamespace('default')
  if (options.kwok !== false) {
    await cluster.create(KWOK_GUARD)
    await cluster.startKwok()
  }
  if (options.nodes !== undefined && options.nodes > 0) await addNodes(cluster, options.nodes, options.kwok !== false)
  return cluster
}

/** This machine's loopback as a guest of the host lab sees it. */
const FROM_GUEST = '10.0.2.2'

/** Free ports, keys and certificates, and the administrator's client. */
async function createSite(dir: string, authority: Authority) {
  const pairs = {
    'kube-apiserver': await authority.issue('CN=kube-apiserver', ['127.0.0.1', FROM_GUEST]),
    admin: await authority.issue('O=system:masters, CN=admin'),
    kwok: await authority.issue(`O=system:masters, CN=${KWOK_USER}`),
    'kube-scheduler': await authority.issue('CN=system:kube-scheduler'),
  }
  const [apiPort, etcdPort, etcdPeerPort] = await freePorts(3)
  const pki = writePki(join(dir, 'pki'), authority.caCertificate, pairs)
  const site: Site = { dir, pki, apiPort, etcdPort, etcdPeerPort }
  const url = `https://127.0.0.1:${apiPort}`
  return { site, url, client: createClient(url, { ca: authority.caCertificate, ...pairs.admin }) }
}

/** Waits for /readyz: 30 s, or until the program ends, whose last lines are then the error. */
async function ready(client: Client, program: Program): Promise<void> {
  await until(
    `${program.name} ready`,
    async () => {
      if (program.hasEnded) throw new Error(`${program.name} ended:\n${program.lastLines()}`)
      const answer = await client.request('GET', '/readyz').catch(() => null)
      return answer?.status === 200 ? true : null
    },
    30_000,
  )
}

async function addNodes(cluster: Cluster, count: number, waits: boolean): Promise<void> {
  const nodes = labNodes(count)
  await cluster.create(nodes)
  if (!waits) return
  await until(
    `${count} Nodes Ready`,
    async () => {
      const kwok = cluster.programs.get('kwok')
      if (kwok?.hasEnded === true) throw new Error(`kwok ended:\n${kwok.lastLines()}`)
      const { items } = await cluster.ask('GET', '/api/v1/nodes')
      return items.every(isReady) ? true : null
    },
    60_000,
  )
}

/** Whether a Node or a pod has the condition Ready. */
export function isReady(object: { status?: { conditions?: readonly { type: string; status: string }[] } }): boolean {
  return object.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
}
