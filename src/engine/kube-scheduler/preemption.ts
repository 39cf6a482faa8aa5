import { byCodeUnit } from '../../base/order.ts'
import type { KubePod } from '../../model/kube/pod.ts'
import { cycleOf } from './cycle.ts'
import { fitsOn } from './filter-nodes.ts'
import type { Cycle, Rejection } from './plugin.ts'
import type { Cluster } from './state/cluster.ts'
import type { NodeState } from './state/node-state.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/preemption/preemption.go and util.go,
// plugins/defaultpreemption/default_preemption.go, util/utils.go under pkg/scheduler.

/** A node that a pod would fit on without some pods of lower priority, the most important first; at least one. */
export interface PreemptionCandidate {
  readonly node: string
  readonly victims: readonly KubePod[]
}

/** Of more nodes a tenth, at least as many. */
const CANDIDATES_MIN = 100
const CANDIDATES_PERCENT = 10
/** Makes priorities whole numbers above 0, so that more victims never sum up to less. */
const PRIORITY_OFFSET = 2_147_483_648

/**
 * The nodes where pods of lower priority could give way to one that fits nowhere, without disruption budgets, groups of
 * pods and extenders. Upstream dry-runs nodes side by side from a random one on, and stops a little late; this is what
 * it does with one worker. The cluster stays as it is.
 *
 * rejections  by node name, why the pod cannot go there
 * startAt     draws where to begin among so many nodes; left out: at the first
 */
export function preemptionCandidates(
  cluster: Cluster,
  pod: KubePod,
  rejections: ReadonlyMap<string, Rejection>,
  startAt: (nodeCount: number) => number = () => 0,
): readonly PreemptionCandidate[] {
  const nodes = cluster.nodes.filter(({ node }) => rejections.get(node.name)?.code === 'Unschedulable')
  if (nodes.length === 0) return []
  const first = startAt(nodes.length)
  const percent = Math.floor((nodes.length * CANDIDATES_PERCENT) / 100)
  const wanted = Math.min(nodes.length, Math.max(CANDIDATES_MIN, percent))
  const cycle = cycleOf(cluster, pod)
  const candidates: PreemptionCandidate[] = []
  for (let i = 0; i < nodes.length && candidates.length < wanted; i++) {
    const node = nodes[(first + i) % nodes.length]
    const victims = cluster.tentatively(node, () => victimsOn(cycle, node))
    if (victims.length > 0) candidates.push({ node: node.node.name, victims })
  }
  return candidates
}

/**
 * The candidates that are best: the lowest highest priority, then the lowest sum of priorities, then the fewest pods,
 * then the latest start of the first of those of the highest priority. Of several upstream takes any.
 */
export function bestCandidates(candidates: readonly PreemptionCandidate[]): readonly PreemptionCandidate[] {
  const measures = [highestPriority, sumOfPriorities, podCount, earliestStart]
  return measures.reduce<readonly PreemptionCandidate[]>((left, measure) => {
    const least = Math.min(...left.map(measure))
    return left.filter((candidate) => measure(candidate) === least)
  }, candidates)
}

/** Takes all pods of lower priority away, then gives back one by one those that need not go. Leaves all as it was. */
function victimsOn(cycle: Cycle, node: NodeState): readonly KubePod[] {
  const { cluster, pod } = cycle
  const { name } = node.node
  const lower = [...node.pods].filter((other) => priorityOf(other) < priorityOf(pod)).sort(byImportance)
  if (lower.length === 0) return []
  for (const each of lower) cluster.removePod(each.namespace, each.name)
  const gone = new Set(lower)
  const victims: KubePod[] = []
  if (fitsOn(cycle, node)) {
    for (const each of lower) {
      cluster.addPod(each, name)
      if (fitsOn(cycle, node)) {
        gone.delete(each)
        continue
      }
      cluster.removePod(each.namespace, each.name)
      victims.push(each)
    }
  }
  for (const each of gone) cluster.addPod(each, name)
  return victims
}

/** The higher priority first, then who started earlier; what upstream leaves open, by name. */
function byImportance(a: KubePod, b: KubePod): number {
  const byStart = (a.startedAtS ?? 0) - (b.startedAtS ?? 0)
  return priorityOf(b) - priorityOf(a) || byStart || byCodeUnit(a.namespace, b.namespace) || byCodeUnit(a.name, b.name)
}

function priorityOf({ priority = 0 }: KubePod): number {
  return priority
}

function highestPriority({ victims }: PreemptionCandidate): number {
  return priorityOf(victims[0])
}

function sumOfPriorities({ victims }: PreemptionCandidate): number {
  return victims.reduce((sum, victim) => sum + priorityOf(victim) + PRIORITY_OFFSET, 0)
}

function podCount({ victims }: PreemptionCandidate): number {
  return victims.length
}

/** Of the victims of the highest priority; the later the better, so its negative. */
function earliestStart({ victims }: PreemptionCandidate): number {
  const highest = priorityOf(victims[0])
  return -Math.min(...victims.filter((each) => priorityOf(each) === highest).map(({ startedAtS = 0 }) => startedAtS))
}
