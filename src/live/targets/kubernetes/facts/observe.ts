import { byCodeUnit } from '../../../../base/order.ts'
import type { Result } from '../../../../base/result.ts'
import type { Fleet, Host } from '../../../../model/fleet.ts'
import { compareHosts } from '../../../../model/host-order.ts'
import { DRIVER } from '../../../../model/kube/resource-slice.ts'
import { LABEL_WRITER } from '../../../../model/kube/words.ts'
import { FaultList } from '../../../../model/parse/faults.ts'
import { checkDomains } from '../../../../model/parse/places.ts'
import type { Clash, ObservedHost, ObservedPod, Snapshot, TargetRef } from '../../../../model/snapshot.ts'
import type { KubeConfigMap, KubeNode, KubePod } from '../objects.ts'
import { isFinished } from '../objects.ts'
import { addressOf } from './allocation.ts'
import { addressClashes, hostClashes, strayAddresses } from './clashes.ts'
import { shareOut } from './foreign.ts'
import type { Holder } from './held.ts'
import { networksOf } from './networks.ts'
import { readPods } from './read-pods.ts'
import { withoutAddresses } from './spare-addresses.ts'
import { hostVersion, isCordoned, isReady } from './versions.ts'

/** Everything a snapshot is made from. */
export interface Listed {
  readonly target: TargetRef
  readonly observedAtMs: number
  /** All Nodes of the cluster, in any order; those without this adapter's name as their writer are left out. */
  readonly nodes: readonly KubeNode[]
  readonly writer: string
  /** All pods of the cluster. */
  readonly pods: readonly KubePod[]
  readonly networks: KubeConfigMap | null
  /** Of that ConfigMap. */
  readonly namespace: string
  /** Null: what the Node has is not known yet. */
  readonly hostOf: (node: KubeNode) => Result<Host> | null
}

/** Reads the state of a cluster as a Snapshot. Pure but for `hostOf`, which may remember what it read. */
export function observe(listed: Listed): Snapshot {
  const faults = new FaultList()
  const hosts = readNodes(listed, faults)
  const networks = networksOf(listed.networks, listed.namespace, hosts)
  faults.addAll(networks.faults)
  const read = readPods(listed.pods, listed.nodes, listed.writer, new Set(hosts.map((host) => host.name)))
  faults.addAll(read.faults)
  const clashes: Clash[] = [...read.clashes]
  const nodeByName = new Map(listed.nodes.map((node) => [node.metadata.name, node]))
  const observed = hosts.map((host): ObservedHost => {
    const { ours, foreign } = read.onHost.get(host.name) ?? { ours: [], foreign: [] }
    const node = nodeByName.get(host.name) as KubeNode
    const holders = holdersOf(ours)
    const share = shareOut(host, foreign, holders)
    clashes.push(...hostClashes(host, holders), ...share.clashes)
    return {
      name: host.name,
      version: hostVersion(node, host, share.use),
      cordoned: isCordoned(node),
      ready: isReady(node),
      foreign: share.use,
      foreignPods: share.pods,
    }
  })
  const pods = [...read.pending, ...hosts.flatMap((host) => read.onHost.get(host.name)?.ours ?? [])]
  const unique = onePodAName(pods, faults)
  clashes.push(...addressClashes(holdersOf(unique)), ...strayAddresses(networks.pools, holdersOf(unique)))
  const pools = withoutAddresses(networks.pools, addressesLeftOut(listed.pods, unique))
  const fleet: Fleet = { hosts, segments: networks.segments, pools }
  const { target, observedAtMs } = listed
  const stranded = read.stranded.length > 0 ? { stranded: onePodAName(read.stranded, faults) } : {}
  return { target, observedAtMs, fleet, hosts: observed, pods: unique, ...stranded, clashes, faults: faults.all }
}

function holdersOf(pods: readonly ObservedPod[]): Holder[] {
  return pods.flatMap(({ name, holding }) => (holding === null ? [] : [{ name, holding }]))
}

/** Hosts of the writer that are understood and whose places fit together, ranked. */
function readNodes(listed: Listed, faults: FaultList): Host[] {
  let hosts: Host[] = []
  for (const node of listed.nodes) {
    if (node.metadata.labels?.[LABEL_WRITER] !== listed.writer) continue
    const host = listed.hostOf(node)
    if (host === null) {
      const path = `nodes.${node.metadata.name}.resourceSlices`
      faults.add(
        path,
        'no whole pool',
        `ResourceSlices of the driver ${DRIVER}, as the agent of the Node publishes them`,
      )
    } else if (host.ok) hosts.push(host.value)
    else faults.addAll(host.faults)
  }
  hosts.sort(compareHosts)
  for (;;) {
    const places = new FaultList()
    const paths = hosts.map((host) => `nodes.${host.name}`)
    checkDomains(hosts, paths, places)
    if (places.isEmpty) return hosts
    faults.addAll(places.all)
    hosts = hosts.filter((_, i) => !places.all.some((fault) => fault.path.startsWith(`${paths[i]}.`)))
  }
}

/** By name; of two pods that give themselves one name the first by object name is kept, with a fault for the other. */
function onePodAName(pods: readonly ObservedPod[], faults: FaultList): ObservedPod[] {
  const sorted = [...pods].sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.objectName, b.objectName))
  return sorted.filter((pod, i) => {
    if (i === 0 || sorted[i - 1].name !== pod.name) return true
    faults.add(`pods.${pod.objectName}`, pod.name, 'a name of its own in berth.dev/pod; another pod has this one')
    return false
  })
}

/** Addresses in allocations of pods that are there and are not in the snapshot. */
function addressesLeftOut(pods: readonly KubePod[], kept: readonly ObservedPod[]): ReadonlySet<string> {
  const uids = new Set(kept.map((pod) => pod.uid))
  const addresses = new Set<string>()
  for (const pod of pods) {
    const ip = uids.has(pod.metadata.uid) || isFinished(pod) ? null : addressOf(pod)
    if (ip !== null) addresses.add(ip)
  }
  return addresses
}
