import { assert } from '../../base/assert.ts'
import { ascending } from '../../base/order.ts'
import type { KubeSpec } from '../../model/baseline.ts'
import type { FailureReason } from '../../model/decision.ts'
import type { Alignment, ExplainedAdmission } from '../../model/explanation.ts'
import type { Holding, PodIdentity } from '../../model/holding.ts'
import type { PodRequest } from '../../model/request.ts'
import type { PodSize } from '../../model/size.ts'
import { nicFits } from '../choose/devices.ts'
import { passesVolume } from '../filter/volume.ts'
import { firstDevices } from '../kubelet/device/devices.ts'
import { type Kubelet, openKubelet } from '../kubelet/kubelet.ts'
import type { ContainerHolding } from '../kubelet/machine.ts'
import { buildPodClass, type PodClass } from '../pod-class.ts'
import { pickAddress } from '../reserve/address.ts'
import { pickDisk } from '../reserve/disk.ts'
import { pickNic } from '../reserve/nic.ts'
import { pickVolume } from '../reserve/volume.ts'
import type { HostTable } from '../state/host-table.ts'
import type { Kept } from '../state/kept.ts'
import type { Kind } from './kinds.ts'
import { configOf, machineOf, vfsOf } from './node-of.ts'
import type { Pod } from './pod.ts'
import { kubeletPodOf } from './pod-of.ts'

/** message: of the pod's status; '' of a pod that is admitted. */
interface Said {
  readonly message: string
}

/** The kubelets of a fleet, each opened when its host is first used, and what pods hold beside it. */
export class Kubelets {
  readonly #hosts: HostTable
  readonly #kube: KubeSpec
  readonly #open = new Map<number, Kubelet>()

  constructor(hosts: HostTable, kube: KubeSpec) {
    this.#hosts = hosts
    this.#kube = kube
  }

  /**
   * Admits and starts a pod on a host: what it holds, booked, or why it fails; one that fails holds nothing. Its volume
   * is its own from then on.
   */
  start(host: number, pod: Pod, kind: Kind): Holding | FailureReason {
    const { request, size, failed } = kind
    const { identity } = pod
    const kubelet = this.#kubelet(host)
    const known = failed.get(host)
    const at = kubelet.changes
    if (known?.at === at) return known.value
    const admission = kubelet.admit(kubeletPodOf(identity, request, size))
    if (!admission.isAdmitted) {
      failed.set(host, { at, value: admission.reason })
      return admission.reason
    }
    const kept = pod.volume === null ? null : { address: null, volume: pod.volume }
    const holding = this.#rest(host, request, size, kept, admission.containers)
    if (typeof holding === 'string') {
      kubelet.remove(identity.name)
      return holding
    }
    this.#hosts.take(holding)
    if (holding.volumePool >= 0 && pod.volume === null) {
      pod.volume = { pool: holding.volumePool, mib: holding.volumeMib }
      this.#hosts.moveVolume(pod.volume, -1)
    }
    return holding
  }

  /** What the topology manager of a host aligns for a pod, and the kubelet's words if it fails it. Changes nothing. */
  explain(host: number, identity: PodIdentity, { request, size }: Kind): Omit<ExplainedAdmission, 'failure'> & Said {
    const alignments: Alignment[] = []
    const fork = this.#kubelet(host).fork()
    const admission = fork.admit(kubeletPodOf(identity, request, size), firstDevices, (each) => alignments.push(each))
    const { topologyPolicy: policy, topologyScope: scope } = this.#kube
    const message = admission.isAdmitted ? '' : admission.message
    return { host: this.#hosts.fleet.hosts[host].name, policy, scope, alignments, message }
  }

  end(identity: PodIdentity, holding: Holding): void {
    const isThere = this.#kubelet(holding.host).remove(identity.name)
    assert(isThere, `${identity.name} is on its host`)
    this.#hosts.give(holding)
  }

  #kubelet(host: number): Kubelet {
    const known = this.#open.get(host)
    if (known !== undefined) return known
    const machine = this.#hosts.fleet.hosts[host]
    const opened = openKubelet(machineOf(machine), configOf(machine, this.#kube))
    const faults = opened.ok ? '' : JSON.stringify(opened.faults)
    assert(opened.ok, `the kubelet of ${machine.name} starts: ${faults}`)
    this.#open.set(host, opened.value)
    return opened.value
  }

  /** Disk, address, NIC and volume, which no kubelet counts: a pod that does not get them never starts. */
  #rest(
    host: number,
    request: PodRequest,
    size: PodSize,
    kept: Kept | null,
    containers: readonly ContainerHolding[],
  ): Holding | FailureReason {
    const hosts = this.#hosts
    // On cores of unequal size v1.37 gives a Cpu out twice; the world here has each once.
    const cpus = containers.flatMap((container) => container.cpus ?? []).sort(ascending)
    if (cpus.some((cpu) => !hosts.cpus.isFree(host, cpu))) return 'CpuHeldTwice'
    // Disk and NIC are picked as for the component's own profile, which Kubernetes has no word for.
    const traits = { size, packs: request.profile === 'pack', hostRule: null, kept }
    const klass = buildPodClass(hosts, request, traits)
    const disk = pickDisk(hosts, host, klass)
    if (disk < 0 && (klass.diskMib > 0 || klass.ioKibps > 0)) return 'NoDisk'
    if (klass.addresses.some((network) => hosts.pools.firstFreePool(host, network) < 0)) return 'NoAddress'
    const vf = vfOf(hosts, host, containers)
    const nic = pickNic(hosts, host, klass, vf)
    if (klass.sharesNic && (nic < 0 || !hasShares(hosts, host, nic, klass))) return 'NoNic'
    if (!passesVolume(hosts, host, klass)) return 'NoVolume'
    const volume = pickVolume(hosts, host, klass, kept)
    const own = pickAddress(hosts, host, klass.addresses[0])
    const overlay = pickAddress(hosts, host, klass.addresses[1])
    const { diskMib, ioKibps, network, nicMbps, nicKpps, cpuMilli } = klass
    return {
      host,
      cpus,
      cpuMilli,
      memoryMib: memoryOf(
        hosts,
        host,
        this.#kube.memoryPolicy === 'Static' ? containers : looseOf(hosts, host, cpus, size),
      ),
      disk,
      diskMib,
      ioKibps,
      network,
      vf,
      gpus: gpusOf(hosts, host, containers),
      nic,
      nicMbps,
      nicKpps,
      pool: own.pool,
      ip: own.ip,
      overlayPool: overlay.pool,
      overlayIp: overlay.ip,
      volumePool: volume.pool,
      volumeMib: volume.mib,
    }
  }
}

function hasShares(hosts: HostTable, host: number, nic: number, klass: PodClass): boolean {
  return nicFits(hosts, host, nic, { ...klass, takesVf: false })
}

/** Number of the VF of the containers, counted through the host's NICs in order; -1 for none. */
function vfOf(hosts: HostTable, host: number, containers: readonly ContainerHolding[]): number {
  const [id] = containers.flatMap(({ vfs }) => vfs)
  if (id === undefined) return -1
  return vfsOf(hosts.fleet.hosts[host]).findIndex((vf) => vf.id === id)
}

/** GPUs of the containers, ascending, into the host's list. */
function gpusOf(hosts: HostTable, host: number, containers: readonly ContainerHolding[]): readonly number[] {
  const held = new Set(containers.flatMap(({ gpus }) => gpus))
  const all = hosts.fleet.hosts[host].gpus ?? []
  return all.flatMap(({ name }, gpu) => (held.has(name) ? [gpu] : []))
}

/**
 * MiB by NumaNode: of those the pod is bound to the lowest first, as much as is free, as the kubelet books it; then of
 * any. The kubelet gives back to the lowest first too, wherever a pod that ended had its pages, and so counts some of
 * it as free where there is none.
 */
function memoryOf(
  hosts: HostTable,
  host: number,
  containers: readonly Pick<ContainerHolding, 'memory'>[],
): readonly number[] {
  const taken = Array.from({ length: hosts.numaCount(host) }, () => 0)
  for (const { memory } of containers) {
    let left = memory?.mib ?? 0
    for (const numa of [...(memory?.numaNodes ?? []), ...taken.keys()]) {
      const mib = Math.min(left, hosts.numaFreeMemoryMib(host, numa) - taken[numa])
      taken[numa] += mib
      left -= mib
    }
    assert(left === 0, 'a bound pod has its memory')
  }
  return taken
}

/** Without a memory manager nothing is bound: booked where the pod runs first, as its pages are, then anywhere. */
function looseOf(
  hosts: HostTable,
  host: number,
  cpus: readonly number[],
  { memoryMib }: PodSize,
): readonly Pick<ContainerHolding, 'memory'>[] {
  const { numaNodes } = hosts.fleet.hosts[host]
  const own = numaNodes.filter(({ cores }) => cores.some((core) => core.some((cpu) => cpus.includes(cpu))))
  const others = numaNodes.filter((node) => !own.includes(node))
  return [{ memory: { numaNodes: [...own, ...others].map(({ id }) => id), mib: memoryMib } }]
}
