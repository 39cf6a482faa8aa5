import { assert } from '../../base/assert.ts'
import { byCodeUnit } from '../../base/order.ts'
import { type RandomStream, randomStream } from '../../base/random.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import type { Sampling } from '../../model/baseline.ts'
import type { Reason } from '../../model/decision.ts'
import type { Fleet, Host } from '../../model/fleet.ts'
import type { KubePod } from '../../model/kube/pod.ts'
import { type Judgement, type JudgeOptions, judgePod } from '../kube-scheduler/judge-pod.ts'
import { NodeChooser } from '../kube-scheduler/node-chooser.ts'
import { NodeSampler } from '../kube-scheduler/node-sampler.ts'
import { bestCandidates, preemptionCandidates } from '../kube-scheduler/preemption.ts'
import { Cluster } from '../kube-scheduler/state/cluster.ts'
import type { Kind } from './kinds.ts'
import { nodeOf } from './node-of.ts'
import type { Pod } from './pod.ts'
import { podOf } from './pod-of.ts'
import { reasonsOf } from './reasons.ts'

/** kube-scheduler over a fleet: hosts as nodes, and where it sends pods. */
export class KubeScheduler {
  readonly #cluster = new Cluster()
  /** Of one that samples, which says something else each time. */
  readonly #options: JudgeOptions | null
  /** Of one that samples: where preemption begins, and which of its best nodes it takes. */
  readonly #offsets: RandomStream | null
  readonly #chooser = new NodeChooser(this.#cluster)

  constructor(fleet: Fleet, sampling: Sampling | null) {
    this.#options =
      sampling === null
        ? null
        : {
            sampler: new NodeSampler(sampling.percentageOfNodesToScore),
            ties: randomStream(sampling.seed, 'kube-scheduler/ties'),
          }
    this.#offsets = sampling === null ? null : randomStream(sampling.seed, 'kube-scheduler/preemption')
    for (const host of fleet.hosts) this.show(host, false, false)
  }

  /** Name of the node that a pod goes to; null: none. Without sampling it says the same while nothing changes. */
  choose(pod: Pod, kind: Kind): string | null {
    if (this.#options !== null) return this.#chooser.choose(kubePodOf(pod), kind, this.#options)
    const { changes } = this.#cluster
    const known = kind.chosen.get(pod.identity.zone)
    if (known?.at === changes) return known.value
    const node = this.#chooser.choose(kubePodOf(pod), kind)
    kind.chosen.set(pod.identity.zone, { at: changes, value: node })
    return node
  }

  /** What `choose` goes by, in place of it: where nodes are sampled, each is a draw of its own. */
  judge(pod: Pod): { readonly judgement: Judgement; readonly nodeCount: number; readonly tie: 'name' | 'draw' } {
    const judgement = judgePod(this.#cluster, kubePodOf(pod), this.#options ?? {})
    return { judgement, nodeCount: this.#cluster.nodes.length, tie: this.#options === null ? 'name' : 'draw' }
  }

  /** Why a pod fits on no node, by the filters that refuse. lost: names of the nodes whose hosts are lost. */
  reasons(pod: Pod, lost: ReadonlySet<string>): readonly Reason[] {
    const judgement = judgePod(this.#cluster, kubePodOf(pod))
    assert(judgement.outcome === 'unschedulable', `${pod.identity.name} fits nowhere`)
    return reasonsOf(judgement, pod.request, lost, this.#cluster.nodes.length)
  }

  /**
   * Where pods of lower priority would give way to one that fits nowhere, and their names; null: nowhere. Of several
   * best nodes the first by name, or drawn where nodes are sampled.
   */
  preempt(pod: Pod): { readonly node: string; readonly victims: readonly string[] } | null {
    const kubePod = kubePodOf(pod)
    const judgement = judgePod(this.#cluster, kubePod)
    if (judgement.outcome !== 'unschedulable') return null
    const offsets = this.#offsets
    const startAt = offsets === null ? undefined : (nodeCount: number): number => offsets.below(nodeCount)
    const candidates = preemptionCandidates(this.#cluster, kubePod, judgement.rejections, startAt)
    const best = [...bestCandidates(candidates)].sort((a, b) => byCodeUnit(a.node, b.node))
    if (best.length === 0) return null
    const { node, victims } = best[offsets === null ? 0 : offsets.below(best.length)]
    return { node, victims: victims.map(({ name }) => name).sort(byCodeUnit) }
  }

  add(pod: Pod, node: string): void {
    const startedAtS = Math.floor(pod.startedAtUs / US_PER_SECOND)
    this.#cluster.addPod({ ...kubePodOf(pod), startedAtS }, node)
  }

  remove({ identity }: Pod): void {
    this.#cluster.removePod('default', identity.name)
  }

  /** Puts a host in the cluster as it is now. isLost: nothing goes there, though it counts where pods are spread. */
  show(host: Host, isCordoned: boolean, isLost: boolean): void {
    const node = nodeOf(host, isCordoned, isLost)
    if (this.#cluster.node(host.name) === undefined) this.#cluster.addNode(node)
    else this.#cluster.updateNode(node)
  }
}

function kubePodOf({ identity, request, size }: Pod): KubePod {
  return podOf(identity, request, size)
}
