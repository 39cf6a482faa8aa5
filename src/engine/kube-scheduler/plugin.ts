import type { KubePod } from '../../model/kube/pod.ts'
import type { Cluster } from './state/cluster.ts'
import type { NodeState } from './state/node-state.ts'

/** Whether removing pods from the node could help. */
export type RejectionCode = 'Unschedulable' | 'UnschedulableAndUnresolvable'

/** Why a pod cannot go to a node, or anywhere. */
export interface Rejection {
  /** The plugin that said no first; '' when several together do. */
  readonly plugin: string
  readonly code: RejectionCode
  readonly reasons: readonly string[]
}

/** What the plugins of one decision share. */
export interface Cycle {
  readonly cluster: Cluster
  readonly pod: KubePod
  /** Whether the node is one that the pod's node selector and required node affinity allow. */
  readonly isRequiredNode: (node: NodeState) => boolean
  /** Whether the pod tolerates every taint of the node that keeps pods away. */
  readonly toleratesNode: (node: NodeState) => boolean
}

/** null: the pod can go there. */
export type NodeTest = (node: NodeState) => Rejection | null

/** What a filter finds out about a pod before it looks at nodes. */
export interface Prepared {
  readonly test: NodeTest
  /** The only nodes worth a look; null: all. */
  readonly nodeNames: ReadonlySet<string> | null
}

/** A filter of the profile, with its PreFilter. */
export interface FilterPlugin {
  readonly name: string
  /** Its verdict follows from the node and the pod alone, whatever is on other nodes and whatever labels it has. */
  readonly isLocal: boolean
  /** null: nothing to say about this pod. A rejection: it can go nowhere. */
  prepare(cycle: Cycle): Prepared | Rejection | null
}

/** A score of the profile, with its PreScore and NormalizeScore. */
export interface ScorePlugin {
  readonly name: string
  readonly weight: number
  /** 0 to 100 for each of the feasible nodes, in their order; null: it takes no part for this pod. */
  score(cycle: Cycle, feasible: readonly NodeState[]): number[] | null
  /** How it scores where that follows from each node and the pod alone, but for the normalizing; null: it does not. */
  readonly local: LocalScore | null
}

export interface LocalScore {
  /** What a node is worth, a whole number; null: it takes no part. */
  rate(cycle: Cycle): ((node: NodeState) => number) | null
  /** Over the feasible nodes; null: not. */
  readonly normalize: ((rates: readonly number[]) => number[]) | null
}

/** A score of each node by itself. */
export function localScore(name: string, weight: number, local: LocalScore): ScorePlugin {
  return {
    name,
    weight,
    local,
    score(cycle, feasible) {
      const rate = local.rate(cycle)
      if (rate === null) return null
      const rates = feasible.map(rate)
      return local.normalize === null ? rates : local.normalize(rates)
    },
  }
}

/** The highest score a plugin gives. */
export const SCORE_MAX = 100

export const HOSTNAME_LABEL = 'kubernetes.io/hostname'
export const ZONE_LABEL = 'topology.kubernetes.io/zone'

export function isRejection(prepared: Prepared | Rejection): prepared is Rejection {
  return 'reasons' in prepared
}
