import type { NearestChange, Reason } from './decision.ts'
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
  readonly refused: readonly Reason[]
  /** Hosts that passed every filter; with the counts of `refused` they make up `hosts`. */
  readonly feasible: number
  /** Feasible hosts, best first, as the choice ranks them; at most as many as were asked for. Empty for a resize. */
  readonly ranking: readonly RankedHost[]
  /** Feasible hosts whose total is the best one's; 1 when the winner stands alone, 0 when there is none. */
  readonly tied: number
  /** For a refusal the nearest change, with hosts it is about; null when no host is one change away, or all is well. */
  readonly nearest: ExplainedChange | null
  /** For a resize: the NumaNodes of its host, else null. */
  readonly rooms: readonly NumaRoom[] | null
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

/** What a NumaNode of the pod's host has free, and what the pod holds there. */
export interface NumaRoom {
  readonly numa: number
  readonly heldCpus: number
  readonly freeCpus: number
  readonly heldMemoryMib: number
  readonly freeMemoryMib: number
}
