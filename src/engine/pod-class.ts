import { NETWORK_PARTS, type NetworkMode, type SegmentNetwork } from '../model/fleet.ts'
import type { Toleration } from '../model/kube/pod.ts'
import type { PodRequest } from '../model/request.ts'
import { milliOf, type PodSize } from '../model/size.ts'
import type { OwnPlugs } from './policy/own-profile.ts'
import { addressBits } from './state/host-row.ts'
import type { HostTable } from './state/host-table.ts'
import type { Kept } from './state/kept.ts'
import type { HostRule } from './state/spread-groups.ts'

/** Pods that ask for the same, under the same rules: what holds for one of them on a host holds for all. */
export interface PodClass {
  readonly cpus: number
  /** Of shared Cpus. */
  readonly cpuMilli: number
  /** 1000 × cpus + cpuMilli. */
  readonly allMilli: number
  /** Takes whole full cores only. */
  readonly fullCores: boolean
  readonly memoryMib: number
  /** What it holds of memory on one NumaNode, by NUMA_NODES_MAX × NumaNodes of the host + its own, filled as met. */
  readonly memoryOnOne: (readonly number[])[]
  readonly diskMib: number
  readonly ioKibps: number
  readonly network: NetworkMode
  /** Gets a VF of its own. */
  readonly takesVf: boolean
  /** Networks of which it needs an address, its own one first. */
  readonly addresses: readonly SegmentNetwork[]
  /** Pool of the address that its pods bring along, which must reach the host; -1 for none. */
  readonly keptPool: number
  /** Networks of which a host must have a free address, as bits of its row, `addressBits`. */
  readonly addressMask: number
  /** Gets a network volume attached. */
  readonly takesVolume: boolean
  /** MiB that the volume's pool must have free; 0 for one that its pods bring along. */
  readonly volumeMib: number
  /** Pool that the volume must be of, as `VolumePools.named` has it. */
  readonly volumePool: number
  readonly gpus: number
  readonly nicMbps: number
  readonly nicKpps: number
  /** Asks for a share of a NIC. */
  readonly sharesNic: boolean
  /** Asks for more devices near its NumaNodes than a VF of any NIC. */
  readonly needsDevices: boolean
  /** NumaNode policy `single`. */
  readonly single: boolean
  /** NumaNode policy `spread`. */
  readonly evenly: boolean
  /** Its NumaNodes are chosen in a rarer way: evenly, as a policy likes them, in full cores or near devices. */
  readonly rareNuma: boolean
  /** Fullest NumaNode and disk that still fit (true) or emptiest (false). */
  readonly packs: boolean
  /** Plug-ins of the policy that it is placed by; null under a profile of stock ones. */
  readonly own: OwnPlugs | null
  readonly tolerations: readonly Toleration[]
  /** By number of a host's list of taints, filled as they are met (filter/taints.ts). */
  readonly taintVerdicts: number[]
  /** [hostCount] 1 where region, IDC and module lists allow the host; null when all are allowed. */
  readonly allowed: Uint8Array | null
  /** The rule that counts pods of the whole game per host, or null; other rules are laid over ranges of hosts. */
  readonly hostRule: HostRule | null
}

/**
 * What a class adds to a request: its size now, how its profile fills hosts, and the counts its game-wide rule reads.
 */
export interface ClassTraits {
  readonly size: PodSize
  readonly packs: boolean
  readonly own?: OwnPlugs | null
  readonly hostRule: HostRule | null
  /** What its pods bring along, of which the pools count; null for nothing. */
  readonly kept: Kept | null
}

/** Builds the class of a request. */
export function buildPodClass(hosts: HostTable, request: PodRequest, traits: ClassTraits): PodClass {
  // Written out so that all classes have one hidden shape: their fields are read for every host of every ranking.
  const { gpus = 0, nicMbps = 0, nicKpps = 0 } = request
  const { cpus, cpuMilli, memoryMib } = traits.size
  const { vf, addresses } = NETWORK_PARTS[request.network]
  const { volumeMib = 0, volumePool } = request
  const keptPool = traits.kept?.address?.pool ?? -1
  const keptVolume = traits.kept?.volume ?? null
  if (volumeMib > 0) hosts.volumes.watch(volumeMib)
  const sharesNic = nicMbps > 0 || nicKpps > 0
  const needsDevices = gpus > 0 || (vf && sharesNic)
  const likesNumaNodes = (traits.own?.reserve ?? null) !== null
  return {
    cpus,
    cpuMilli,
    allMilli: milliOf(traits.size),
    fullCores: request.fullCores === true,
    memoryMib,
    memoryOnOne: [],
    diskMib: request.diskMib,
    ioKibps: request.ioKibps,
    network: request.network,
    takesVf: vf,
    addresses,
    keptPool,
    addressMask: addressBits(keptPool < 0 ? addresses : addresses.slice(1)),
    takesVolume: volumeMib > 0 || keptVolume !== null,
    volumeMib: keptVolume === null ? volumeMib : 0,
    volumePool: keptVolume === null ? hosts.volumes.named(volumePool) : keptVolume.pool,
    gpus,
    nicMbps,
    nicKpps,
    sharesNic,
    needsDevices,
    single: request.numa === 'single',
    evenly: request.numa === 'spread',
    rareNuma: request.numa === 'spread' || request.fullCores === true || needsDevices || likesNumaNodes,
    packs: traits.packs,
    own: traits.own ?? null,
    tolerations: request.tolerations ?? [],
    taintVerdicts: [],
    allowed: allowedHosts(hosts, request),
    hostRule: traits.hostRule,
  }
}

function allowedHosts(hosts: HostTable, { where }: PodRequest): Uint8Array | null {
  const lists = [
    [where.regions, hosts.domains.region],
    [where.idcs, hosts.domains.idc],
    [where.modules, hosts.domains.module],
  ] as const
  if (lists.every(([names]) => names === undefined || names.length === 0)) return null
  const allowed = new Uint8Array(hosts.hostCount).fill(1)
  for (const [names, index] of lists) {
    if (names === undefined || names.length === 0) continue
    const wanted = new Set(names.map((name) => index.byName.get(name)))
    for (let host = 0; host < hosts.hostCount; host++) if (!wanted.has(index.of[host])) allowed[host] = 0
  }
  return allowed
}
