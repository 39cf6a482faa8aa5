import type { FailureReason, NearestChange } from './decision.ts'
import type { Domain } from './request.ts'

/**
 * How one decision about a pod came about, in names as a decision line has them; judged at the moment before it was
 * taken, with what decisions of the same round before it had changed.
 */
export interface Explanation {
  readonly seq: number
  readonly atUs: number
  readonly action: 'place' | 'resize' | 'migrate'
  readonly pod: string
  readonly profile: string
  readonly cpus: number
  readonly cpuMilli: number
  readonly memoryMib: number
  /** Hosts looked at: all of the fleet, for a migrate all but the pod's own, for a resize its own alone. */
  readonly hosts: number
  /** Of these, hosts refused by each filter, each host under its first failing one; those of none left out. */
  readonly refused: readonly RefusedHosts[]
  /** Hosts that passed every filter; with the counts of `refused` they make up `hosts`. */
  readonly feasible: number
  /** Feasible hosts, best first, as the choice ranks them; at most as many as were asked for. Empty for a resize. */
  readonly ranking: readonly RankedHost[]
  /** Of all feasible hosts those with the highest total; 1 when the winner stands alone, 0 when there is none. */
  readonly tied: number
  /** For a refusal the nearest change, with hosts it is about; null when no host is one change away, or all is well. */
  readonly nearest: ExplainedChange | null
  /** For a resize: how it comes to its NumaNodes and Cpus, else null. */
  readonly inPlace: ResizeInPlace | null
  /** Of a place under stock Kubernetes what comes after its ranking; left out: the engine decided. */
  readonly kube?: KubeChoice
}

/** Hosts that one filter refuses: a filter of the engine, or a plug-in of kube-scheduler. */
export interface RefusedHosts {
  readonly filter: string
  readonly hosts: number
  /** What kube-scheduler says of them, each sentence with its count of hosts; left out: the engine says no more. */
  readonly words?: readonly { readonly text: string; readonly hosts: number }[]
}

/** A feasible host and what its total is made of. */
export interface RankedHost {
  readonly host: string
  /** Sum of weight × score over `scores`, and of the points of `rules`. */
  readonly total: number
  /** Ids of the NumaNodes that the pod would stand on, ascending. */
  readonly numaNodes: readonly number[]
  readonly scores: readonly WeightedScore[]
  /** Soft rules that move the total; those that do not are left out. */
  readonly rules: readonly RulePoints[]
}

/** A score plug-in's answer, 0 to 100, and its weight in the profile. */
export interface WeightedScore {
  readonly plugin: string
  readonly score: number
  readonly weight: number
}

/** What soft rules of a kind add to a host's total (below 0: take off it). */
export interface RulePoints {
  readonly rule: 'Taints' | 'Spread' | 'Together' | 'Near' | 'Apart'
  /** Where the rule counts pods; null for taints. */
  readonly domain: Domain | 'region' | null
  readonly points: number
}

export interface ExplainedChange extends NearestChange {
  /** Hosts that need no more than the amount, by rank; the first few. */
  readonly on: readonly string[]
}

/** What a resize goes by on the pod's own host. */
export interface ResizeInPlace {
  /** Cpus that the pod holds before it, list form. */
  readonly heldCpus: string
  readonly rule: NumaRule
  readonly rooms: readonly NumaRoom[]
}

/**
 * Which NumaNodes are taken: `all` of them evenly, or of the smallest sets that keep what is to be kept and have the
 * room the one with the most free Cpus (`most-free`), the most Cpus of the pod's own (`most-held`), or that a policy
 * likes most (`policy`).
 */
export type NumaRule = 'all' | 'most-free' | 'most-held' | 'policy'

/** What a NumaNode of the pod's host has free, what the pod holds there, and whether it stays. */
export interface NumaRoom {
  readonly numa: number
  readonly heldCpus: number
  readonly freeCpus: number
  readonly heldMemoryMib: number
  readonly freeMemoryMib: number
  /** What keeps the pod there: a VF or GPU that it holds there, Cpus or memory that do not become less. */
  readonly keptBy: readonly KeptBy[]
  /** The resized pod stands on it; on none where it does not fit. */
  readonly isChosen: boolean
}

export type KeptBy = 'devices' | 'cpus' | 'memory'

/** How kube-scheduler ends, and what the kubelet makes of the pod. */
export interface KubeChoice {
  /** Hosts that were not looked at, enough others having room: only where nodes are sampled. */
  readonly unseen: number
  /** Where the pod is bound; null: nowhere. */
  readonly node: string | null
  /** Pods that give way there to one that fits nowhere; none where it fits. */
  readonly victims: readonly string[]
  /** How that is one of several with the highest total: the first by name, or drawn by the seed of the sampling. */
  readonly tie: 'name' | 'draw'
  /** What the event of a pod that is bound nowhere says; '' of a bound one. */
  readonly message: string
  /** Null: it is bound nowhere. */
  readonly admission: ExplainedAdmission | null
}

/** What the kubelet of a host makes of a pod that is bound to it. */
export interface ExplainedAdmission {
  readonly host: string
  /** Of the topology manager. */
  readonly policy: string
  readonly scope: string
  /** What it aligned, in order, up to the first that it refuses; none under the policy none. */
  readonly alignments: readonly Alignment[]
  /** Null: admitted, and the pod starts. message: of the pod's status; '' where no kubelet says it. */
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null
}

/** NUMA nodes for one container, or with null for the pod as a whole. */
export interface Alignment {
  readonly container: string | null
  readonly resources: readonly ResourceHints[]
  /** The hint that the policy makes of all of them. */
  readonly merged: NumaHint
  readonly isAdmitted: boolean
}

/** What a manager hints at for one resource; null: it has no opinion. Empty: nothing will do. */
export interface ResourceHints {
  readonly resource: string
  readonly hints: readonly NumaHint[] | null
}

/** Ids of NUMA nodes, ascending; null: any. */
export interface NumaHint {
  readonly numaNodes: readonly number[] | null
  readonly isPreferred: boolean
}
