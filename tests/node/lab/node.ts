import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createAccounts } from '../../cluster/lab/accounts.ts'
import { type Answer, type Client, createClient, good, until } from '../../cluster/lab/client.ts'
import { type Cluster, isReady, startCluster } from '../../cluster/lab/cluster.ts'
import { kubeconfigText } from '../../cluster/lab/kubeconfig.ts'
import { createObjects, type Objects } from '../../cluster/lab/objects.ts'
import { attachGuest, type Guest, type GuestAddress, type StartedGuest, startGuest } from '../../host/lab/guest.ts'
import { type ContainerdOptions, containerdOf, importImage } from './containerd.ts'
import { type Daemon, HAS_SYSTEMD, NODE_DISK } from './daemon.ts'
import { type KubeletOptions, kubeletOf, NODE, putIdentity } from './kubelet.ts'

/** A line for bash in the guest: with it the node's programs are found. */
export const NODE_PATH = `export PATH=${NODE_DISK}/bin:$PATH`

/** Nodes beside the guest's that KWOK plays for tests. */
export const KWOK_HOSTS = 3

/** Time for an emulated guest on a machine with other work. */
const WAIT_MS = 300_000
/** Looking costs the guest what it needs to get on. */
const LOOK_EACH_MS = 500

/** All that another process needs to use the lab. */
export interface NodeAddress {
  readonly guest: GuestAddress
  /** Of the cluster's administrator. */
  readonly kubeconfig: string
}

/** A guest that is a Node of a cluster of its own. */
export interface NodeLab extends Objects {
  readonly address: NodeAddress
  readonly guest: Guest
  readonly containerd: Daemon<ContainerdOptions>
  readonly kubelet: Daemon<KubeletOptions>
  /** The administrator's request to the API server: every answer is returned, bad ones too. */
  request: Client['request']
  /** As `request`, but a bad answer is an error. Returns the body. */
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer['body']>
  /** As of the cluster lab: of a service account, made when absent. */
  kubeconfigFor: Cluster['kubeconfigFor']
  tokenFor: Cluster['tokenFor']
  /** Of the API server, as this machine reaches it. */
  readonly url: string
  readonly caFile: string
  /** Waits until the kubelet that runs says that its Node is Ready; returns the Node. */
  untilReady(): Promise<Answer['body']>
  /** Ends a kubelet that runs and starts it anew with these options; waits until its Node is Ready. */
  restartKubelet(options: KubeletOptions): Promise<void>
  close(): Promise<void>
}

export interface StartOptions {
  /** The folders of the host lab's and the node lab's parts. */
  readonly hostParts: string
  readonly nodeParts: string
  readonly serialPath: string
  /** Hosts of the cluster that KWOK plays, beside the guest; 0 unless told. */
  readonly kwokHosts?: number
  /** For a person: folder of the cluster; cluster and guest outlive this process. */
  readonly keepIn?: string
  readonly containerd?: ContainerdOptions
  readonly kubelet?: KubeletOptions
  /** PID 1 of the guest, as of startGuest. */
  readonly init?: 'lab' | 'systemd'
  /** Told each step with the ms since the start. */
  readonly onStep?: (step: string, ms: number) => void
}

export interface StartedNode {
  readonly lab: NodeLab
  readonly cluster: Cluster
  readonly machine: StartedGuest
  /** Ends cluster and guest; `keepLog` leaves the guest's console. */
  stop(options?: { readonly keepLog?: boolean }): Promise<void>
}

/** Starts cluster and guest side by side and joins them: half a minute on a quiet machine. */
export async function startNode(options: StartOptions): Promise<StartedNode> {
  const { keepIn, kwokHosts = 0, onStep = () => {} } = options
  const startedAtMs = Date.now()
  const did = (step: string) => onStep(step, Date.now() - startedAtMs)
  const [clusterUp, guestUp] = await Promise.allSettled([
    startCluster({ nodes: kwokHosts, ...(keepIn === undefined ? {} : { keepIn }) }).finally(() => did('cluster up')),
    startMachine(options, did),
  ])
  const cluster = clusterUp.status === 'fulfilled' ? clusterUp.value : null
  const machine = guestUp.status === 'fulfilled' ? guestUp.value : null
  try {
    if (clusterUp.status === 'rejected') throw clusterUp.reason
    if (guestUp.status === 'rejected') throw guestUp.reason
    return await joined(clusterUp.value, guestUp.value, options, did)
  } catch (fault) {
    await machine?.stop({ keepLog: true })
    await cluster?.stop()
    throw fault
  }
}

type Did = (step: string) => void

/** A guest with containerd and the image: all that needs no cluster. */
async function startMachine(options: StartOptions, did: Did): Promise<StartedGuest> {
  const { hostParts, nodeParts, serialPath, keepIn, init = 'lab' } = options
  const disks = { node: join(nodeParts, 'node.img') }
  const outlives = keepIn !== undefined
  const machine = await startGuest({ parts: hostParts, disks, serialPath, outlives, init, isParallel: true })
  did('guest up')
  try {
    await prepareGuest(machine)
    await containerdOf(machine).start(options.containerd ?? {})
    did('containerd up')
    await importImage(machine)
    did('image imported')
    return machine
  } catch (fault) {
    await machine.stop({ keepLog: true })
    throw fault
  }
}

async function joined(cluster: Cluster, machine: StartedGuest, options: StartOptions, did: Did): Promise<StartedNode> {
  const lab = attachNode({ guest: machine.address, kubeconfig: cluster.adminKubeconfig })
  await putIdentity(machine, cluster.authority, cluster.url)
  await lab.kubelet.start(options.kubelet ?? {})
  await lab.untilReady()
  did('Node Ready')
  const stop: StartedNode['stop'] = async (how) => {
    await lab.close()
    await machine.stop(how)
    await cluster.stop()
  }
  return { lab, cluster, machine, stop }
}

/** Mounts the node's disk and makes what kubelet and containerd expect of a system. */
async function prepareGuest(guest: Guest): Promise<void> {
  await guest.must(`
    for disk in /sys/block/vd*; do [ "$(cat $disk/serial)" = node ] && break; done
    mkdir -p ${NODE_DISK}; mount -t ext4 /dev/$(basename $disk) ${NODE_DISK}
    modprobe overlay
    sysctl -qw net.ipv4.ip_forward=1
    mount --make-rshared /
    ${HAS_SYSTEMD} && exit
    for name in $(cat /sys/fs/cgroup/cgroup.controllers); do echo +$name >/sys/fs/cgroup/cgroup.subtree_control; done
    echo 0123456789abcdef0123456789abcdef >/etc/machine-id`)
}

/** As `until`, with the patience that an emulated Node needs. */
export function untilNode<T>(what: string, look: () => Promise<T | null | undefined>): Promise<NonNullable<T>> {
  return until(what, look, WAIT_MS, LOOK_EACH_MS)
}

/** A lab that another process started. */
export function attachNode(address: NodeAddress): NodeLab {
  const guest = attachGuest(address.guest)
  const { client, url, caFile } = clientOf(address.kubeconfig)
  const ask: NodeLab['ask'] = async (method, path, body, contentType) =>
    good(await client.request(method, path, body, contentType), `${method} ${path}`)
  const { tokenFor } = createAccounts(client, ask)
  const kubelet = kubeletOf(guest)
  const untilReady = async () => {
    const startedAtMs = 1000 * Number(await guest.must('stat -c %Y /proc/$(cat /run/kubelet.pid)'))
    const look = async () => {
      const { status, body } = await client.request('GET', `/api/v1/nodes/${NODE}`)
      return status === 200 && isReady(body) && heartbeatMs(body) >= startedAtMs ? body : null
    }
    return untilNode(`Node ${NODE} Ready`, look)
  }
  return {
    address,
    guest,
    containerd: containerdOf(guest),
    kubelet,
    request: client.request,
    ask,
    ...createObjects(client),
    url,
    caFile,
    tokenFor,
    async kubeconfigFor(serviceAccount, namespace) {
      const token = await tokenFor(serviceAccount, namespace)
      const file = join(dirname(address.kubeconfig), `${namespace}-${serviceAccount}.kubeconfig`)
      writeFileSync(file, kubeconfigText(url, caFile, { token }, namespace), { mode: 0o600 })
      return file
    },
    untilReady,
    async restartKubelet(options) {
      await kubelet.end()
      await kubelet.start(options)
      await untilReady()
    },
    close: () => client.close(),
  }
}

/** When the kubelet last said how its Node is, by its own clock. */
function heartbeatMs(node: Answer['body']): number {
  const ready = node.status.conditions.find(({ type }: { type: string }) => type === 'Ready')
  return Date.parse(ready.lastHeartbeatTime)
}

/** The client of whom a kubeconfig of the cluster lab speaks for, which names files. */
function clientOf(kubeconfig: string): { client: Client; url: string; caFile: string } {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8'))
  const { server, 'certificate-authority': caFile } = clusters[0].cluster
  const { 'client-certificate': certificateFile, 'client-key': keyFile } = users[0].user
  const [ca, certificate, key] = [caFile, certificateFile, keyFile].map((path) => readFileSync(path, 'utf8'))
  return { client: createClient(server, { ca, certificate, key }), url: server, caFile }
}
