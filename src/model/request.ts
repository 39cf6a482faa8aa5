import type { NetworkMode } from './fleet.ts'
import type { Toleration } from './kube/pod.ts'

export type Domain = 'host' | 'rack' | 'module' | 'idc'

/**
 * How the NumaNodes of a pod are chosen: all of it on one or refused, on the fewest that can hold it, or evenly over
 * all of its host.
 */
export const NUMA_POLICIES = ['single', 'preferred', 'spread'] as const
export type NumaPolicy = (typeof NUMA_POLICIES)[number]

/**
 * Anti-affinity among the pods of one component.
 *
 * scope   whose pods count: those of the same zone, or of the whole game
 * domain  where they are counted
 * limit   hard: at most this many in one domain; left out when the rule is soft only
 * weight  soft: the score falls by weight × min(100, 20 × pods already in the domain); left out when hard only
 */
export interface SpreadRule {
  readonly scope: 'zone' | 'game'
  readonly domain: Domain
  readonly limit?: number
  readonly weight?: number
}

/**
 * Affinity: the pods of one zone, or of the whole game, are in the domain that the first of them got.
 *
 * weight  soft: a host of that domain gains weight × 100; left out when they must be there
 */
export interface TogetherRule {
  readonly scope: 'zone' | 'game'
  readonly domain: Domain
  readonly weight?: number
}

/**
 * Affinity (`near`) or anti-affinity (`apart`) between the pods of one component and those of another of their game,
 * which is named without what a live fleet adds, `.2` and on. Pods count while they hold something.
 *
 * scope   which pods of the other count: those of the same zone, or of the whole game
 * domain  `near`: its host's domain must have some of them; `apart`: none, and while the pod holds something none of
 *         them is placed there either
 * weight  soft: the score rises (`near`) or falls (`apart`) by weight × min(100, 20 × those in the domain), the pods of
 *         the other component are not bound; left out when the rule is hard
 */
export interface PeerRule {
  readonly kind: 'near' | 'apart'
  readonly component: string
  readonly scope: 'zone' | 'game'
  readonly domain: Domain
  readonly weight?: number
}

/** Name of a component as rules have it: a live fleet may declare one more than once, as `NAME`, `NAME.2` and on. */
export function ownNameOf(component: string): string {
  return component.replace(/\.\d+$/, '')
}

/** Everything a pod asks for. Pods of equal request form a class. Amounts are integers ≥ 0; some Cpu is asked for. */
export interface PodRequest {
  /** Exclusive Cpus; may be 0 where `cpuMilli` is not. */
  readonly cpus: number
  /** Of the Cpus that no pod has for itself, thousandths of one. 0 when left out. */
  readonly cpuMilli?: number
  /** The exclusive Cpus are whole cores with all their threads, as many as the host's cores have. */
  readonly fullCores?: boolean
  readonly memoryMib: number
  readonly diskMib: number
  readonly ioKibps: number
  /**
   * A network volume of so many MiB; none when left out. The pod has it from its first place to its end, wherever it
   * goes, and goes only where it can be attached.
   */
  readonly volumeMib?: number
  /** The pool it is to be of; the first with room when left out. */
  readonly volumePool?: string
  readonly network: NetworkMode
  /** Keeps its own address as long as it lives, wherever it goes; it goes only where the address reaches. */
  readonly fixedIp?: boolean
  /** GPUs, whole ones; none when left out. */
  readonly gpus?: number
  /** Share of one NIC's bandwidth; with `sriov` it is the VF's NIC. 0 when left out. */
  readonly nicMbps?: number
  /** Share of the same NIC's packet rate, thousands a second. 0 when left out. */
  readonly nicKpps?: number
  readonly numa: NumaPolicy
  /** Allowed domains; an empty or missing list allows all. A host must satisfy every list given. */
  readonly where: {
    readonly regions?: readonly string[]
    readonly idcs?: readonly string[]
    readonly modules?: readonly string[]
  }
  /** Taints of hosts that do not keep its pods off; none when left out. */
  readonly tolerations?: readonly Toleration[]
  readonly spread: readonly SpreadRule[]
  readonly together?: TogetherRule
  /** Rules between its component and others; none when left out. */
  readonly peers?: readonly PeerRule[]
  /** Offline work that gives way: game pods that fit nowhere preempt it, and it comes after all of them in a round. */
  readonly batch?: boolean
  /** Name of a profile: `pack`, `spread` or one that the engine was given. */
  readonly profile: string
}
