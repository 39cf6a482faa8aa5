import type { MigrateCause, ReleaseCause, RequestCause, ResizeCause } from './event.ts'
import type { NetworkMode } from './fleet.ts'

/**
 * One line of `decisions.ndjson`, keys in the order below, fields that do not apply left out, no spaces.
 * `seq` counts from 1 without gaps; `atUs` never falls.
 */
export type DecisionLine = PlaceLine | ResizeLine | MigrateLine | ReleaseLine | RefuseLine

interface DecisionHead {
  readonly seq: number
  readonly atUs: number
}

interface PodWords {
  readonly pod: string
  readonly game: string
  readonly zone: string
  readonly component: string
}

/** The full holding of a pod after the decision. */
export interface HoldingWords {
  readonly host: string
  /** cpuset list form, `4-7,52-55`; left out when the pod has no Cpu for itself. */
  readonly cpus?: string
  /** Of the Cpus that no pod has for itself, thousandths of one; left out when none is asked for. */
  readonly cpuMilli?: number
  /** MiB by NumaNode id; NumaNodes with none are left out. */
  readonly memoryMib: Readonly<Record<string, number>>
  /** MiB by disk name; left out when the pod asks for no disk. */
  readonly diskMib?: Readonly<Record<string, number>>
  /** IO share on that disk, KiB/s; left out when none is asked for. */
  readonly ioKibps?: number
  readonly network: NetworkMode
  /** `${nic}:${index}`; `sriov` and `dual` only. */
  readonly vf?: string
  /** Names; left out when the pod asks for none. */
  readonly gpus?: readonly string[]
  /** The NIC whose bandwidth and packet rate the pod has a share of; left out when it asks for neither. */
  readonly nic?: string
  /** Left out when none is asked for, as `nicKpps` is. */
  readonly nicMbps?: number
  readonly nicKpps?: number
  /** The pod's own address; left out with `nat`, as `segment` and `mac` are. */
  readonly ip?: string
  readonly segment?: string
  readonly mac?: string
  /** Its address inside the cluster beside its own; `dual` only. */
  readonly overlayIp?: string
  readonly overlaySegment?: string
  /** Pool of its network volume; left out when it has none, as `volumeMib` is. */
  readonly volume?: string
  readonly volumeMib?: number
}

export interface PlaceLine extends DecisionHead, PodWords, HoldingWords {
  readonly kind: 'place'
  /** The group that got its places together, this pod's among them; between `component` and `host`. */
  readonly group?: string
  readonly cause: RequestCause | 'recover'
  readonly profile: string
}

export interface ResizeLine extends DecisionHead, PodWords, HoldingWords {
  readonly kind: 'resize'
  readonly cause: ResizeCause
  readonly profile: string
}

/** Ends the holding on `from` and starts one elsewhere. `from` stands between `component` and `host`. */
export interface MigrateLine extends DecisionHead, PodWords, HoldingWords {
  readonly kind: 'migrate'
  /** The host it held before. */
  readonly from: string
  readonly cause: MigrateCause
  readonly profile: string
}

/** Ends a holding; `host` says where it was. */
export interface ReleaseLine extends DecisionHead, PodWords {
  readonly kind: 'release'
  readonly host: string
  readonly cause: ReleaseCause | 'host-lost' | 'bind-failed' | 'preempted'
}

/** A request that fits nowhere now. Written once per request (or resize request), not once per round it waits. */
export interface RefuseLine extends DecisionHead, PodWords {
  readonly kind: 'refuse'
  /** The group that gets no place because this pod of it does not fit; written once for all its pods. */
  readonly group?: string
  /** What was asked. */
  readonly action: 'place' | 'resize' | 'migrate'
  readonly cpus: number
  readonly cpuMilli?: number
  readonly memoryMib: number
  readonly cause: RequestCause | ResizeCause | MigrateCause | 'recover'
  readonly profile: string
  /** Hosts refused by each filter, each host under its first failing filter; every filter with a count above 0. */
  readonly reasons: readonly Reason[]
  /** Of a pod that was bound and failed then, which only baselines have; left out of any other refusal. */
  readonly failure?: Failure
  /** The smallest single change seen that would make it fit; left out when no host is one change away. */
  readonly nearest?: NearestChange
  /**
   * Of a group: what its pods before this one would have held, in the order tried; `reasons` and `nearest` are judged
   * beside them. Left out when this pod is the first.
   */
  readonly beside?: readonly BesideWords[]
}

/** What a pod of a refused group would have held. */
export interface BesideWords extends HoldingWords {
  readonly pod: string
}

/** In the order in which a refusal counts hosts. */
export const FILTER_NAMES = [
  'HostUp',
  'Where',
  'Taints',
  'Together',
  'SpreadLimit',
  'Near',
  'Apart',
  'Cpus',
  'Memory',
  'Disk',
  'Vf',
  'Gpu',
  'Nic',
  'Ip',
  'Volume',
  'Numa',
  'Policy',
  'Admission',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

export interface Reason {
  readonly filter: FilterName
  readonly hosts: number
}

/**
 * Why a pod fails on the node that it was bound to: reasons of the pod's status as the kubelet words them, but for
 * EndlessSearch, where it would answer nothing; then what a pod lacks that was admitted: a Cpu that no other was given,
 * an address, a disk with room and IO, a share of a NIC, a volume.
 */
export const FAILURE_REASONS = [
  'TopologyAffinityError',
  'SMTAlignmentError',
  'UnexpectedAdmissionError',
  'EndlessSearch',
  'CpuHeldTwice',
  'NoAddress',
  'NoDisk',
  'NoNic',
  'NoVolume',
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]

/** A pod that failed on `host`, where it holds nothing any more. */
export interface Failure {
  readonly host: string
  readonly reason: FailureReason
}

/** What may be short, in the order that breaks ties between equally near changes. */
export const SHORT_RESOURCES = [
  'cpus',
  'memoryMib',
  'diskMib',
  'ioKibps',
  'vf',
  'gpu',
  'nicMbps',
  'nicKpps',
  'ip',
  'volumeAttach',
  'volumeMib',
] as const
export type ShortResource = (typeof SHORT_RESOURCES)[number]

/**
 * `amount` more of `resource` on any of `hosts` hosts and the pod fits there; `ip` and `volumeMib` are of a pool that
 * the host may use.
 */
export interface NearestChange {
  readonly resource: ShortResource
  readonly amount: number
  readonly hosts: number
}
