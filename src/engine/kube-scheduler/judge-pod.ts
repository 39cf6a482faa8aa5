import { byCodeUnit } from '../../base/order.ts'
import type { RandomStream } from '../../base/random.ts'
import type { KubePod } from '../../model/kube/pod.ts'
import { cycleOf } from './cycle.ts'
import { gatedBy } from './filter/scheduling-gates.ts'
import { filterNodes } from './filter-nodes.ts'
import { fitMessage, NO_NODES, refusedMessage } from './fit-message.ts'
import type { NodeSampler } from './node-sampler.ts'
import type { Rejection } from './plugin.ts'
import { type Scored, scoreNodes } from './score-nodes.ts'
import type { Cluster } from './state/cluster.ts'

// Source: kubernetes v1.37.2, schedulePod of pkg/scheduler/schedule_one.go with the default profile.

export interface JudgeOptions {
  /** Looks at some of the nodes; left out: at all. */
  readonly sampler?: NodeSampler
  /** Draws among the best nodes; left out: the first of them by name. Upstream leaves that to the order of arrival. */
  readonly ties?: RandomStream
}

/** What kube-scheduler says of a pending pod. */
export type Judgement = Gated | Unschedulable | Fits

/** The pod does not enter the queue. */
export interface Gated {
  readonly outcome: 'gated'
  readonly refusal: Rejection
}

export interface Unschedulable {
  readonly outcome: 'unschedulable'
  /** The pod was refused before any node was looked at; null: `rejections` say why, node by node. */
  readonly refusal: Rejection | null
  /** By node name. */
  readonly rejections: ReadonlyMap<string, Rejection>
  /** As in the pod's event, without what preemption adds. */
  readonly message: string
}

export interface Fits {
  readonly outcome: 'fits'
  readonly rejections: ReadonlyMap<string, Rejection>
  /** The score plugins that took part. */
  readonly scorers: readonly string[]
  /** By node name. */
  readonly scores: ReadonlyMap<string, NodeScore>
  /** Names of the nodes with the highest total, ascending. */
  readonly best: readonly string[]
  /** One of the best. */
  readonly node: string
}

export interface NodeScore {
  readonly total: number
  /** Weighted, in the order of the scorers. */
  readonly weighted: readonly number[]
}

/**
 * Judges a pod as kube-scheduler's default profile does: every filter and score that needs no volumes and no device
 * claims, without preemption. The cluster stays as it is; who takes the verdict up adds the pod to it.
 */
export function judgePod(cluster: Cluster, pod: KubePod, { sampler, ties }: JudgeOptions = {}): Judgement {
  const gates = gatedBy(pod)
  if (gates !== null) return { outcome: 'gated', refusal: gates }
  const none = new Map<string, Rejection>()
  if (cluster.nodes.length === 0) {
    return { outcome: 'unschedulable', refusal: null, rejections: none, message: NO_NODES }
  }
  const cycle = cycleOf(cluster, pod)
  const filtered = filterNodes(cycle, sampler ?? null)
  if ('reasons' in filtered) {
    const message = refusedMessage(cluster.nodes.length, filtered)
    return { outcome: 'unschedulable', refusal: filtered, rejections: none, message }
  }
  const rejections = new Map([...filtered.rejections].map(([{ node }, rejection]) => [node.name, rejection]))
  if (filtered.feasible.length === 0) {
    return { outcome: 'unschedulable', refusal: null, rejections, message: fitMessage([...rejections.values()]) }
  }
  return { outcome: 'fits', rejections, ...choiceOf(scoreNodes(cycle, filtered.feasible), ties) }
}

function choiceOf({ nodes, scorers, weighted, totals }: Scored, ties: RandomStream | undefined) {
  const highest = totals.reduce((a, b) => Math.max(a, b))
  const scores = new Map<string, NodeScore>()
  const best: string[] = []
  nodes.forEach(({ node: { name } }, i) => {
    scores.set(name, { total: totals[i], weighted: weighted.map((column) => column[i]) })
    if (totals[i] === highest) best.push(name)
  })
  best.sort(byCodeUnit)
  return { scorers, scores, best, node: best[ties === undefined ? 0 : ties.below(best.length)] }
}
