import { byCodeUnit } from '../../base/order.ts'
import type { FailureReason } from '../../model/decision.ts'
import type { ExplainedAdmission, Explanation, RankedHost, RefusedHosts } from '../../model/explanation.ts'
import type { Decision, PodIdentity } from '../../model/holding.ts'
import type { Fits, Unschedulable } from '../kube-scheduler/judge-pod.ts'
import { SCORES } from '../kube-scheduler/profile.ts'
import type { Kubelets } from './kubelets.ts'
import type { Pod } from './pod.ts'
import type { KubeScheduler } from './scheduler.ts'

const WEIGHTS: ReadonlyMap<string, number> = new Map(SCORES.map(({ name, weight }) => [name, weight]))

/** A round, and how places of one pod in it came about. */
export interface Explained {
  readonly decisions: readonly Decision[]
  readonly explanations: readonly Explanation[]
}

/** What is known of a place before the kubelet is asked. */
export interface Judged {
  readonly node: string | null
  readonly explanation: Explanation
}

/** Looks at the places of one pod in a round of stock Kubernetes, and writes down how each came about. */
export class KubeWatch {
  readonly explanations: Explanation[] = []
  readonly #pod: string
  readonly #listed: number
  readonly #profile: string
  readonly #hostCount: number

  /** listed: feasible hosts to list at most. */
  constructor(pod: string, listed: number, profile: string, hostCount: number) {
    this.#pod = pod
    this.#listed = listed
    this.#profile = profile
    this.#hostCount = hostCount
  }

  isAbout({ name }: PodIdentity): boolean {
    return name === this.#pod
  }

  /** Chooses the node of a pod as the scheduler does, and says why, at the time of the decision to come. */
  choose(atUs: number, pod: Pod, scheduler: KubeScheduler): Judged {
    const { judgement, nodeCount, tie } = scheduler.judge(pod)
    const refused: RefusedHosts[] = []
    const head = { seq: 0, atUs, action: 'place', pod: pod.identity.name, profile: this.#profile, ...pod.size } as const
    const rest = { hosts: this.#hostCount, nearest: null, inPlace: null } as const
    if (judgement.outcome === 'fits') {
      refused.push(...refusedBy(judgement.rejections))
      const unseen = nodeCount - judgement.rejections.size - judgement.scores.size
      const kube = { unseen, node: judgement.node, victims: [], tie, message: '', admission: null }
      const ranking = rankingOf(judgement).slice(0, this.#listed)
      const [feasible, tied] = [judgement.scores.size, judgement.best.length]
      return { node: judgement.node, explanation: { ...head, ...rest, refused, feasible, ranking, tied, kube } }
    }
    const { refusal } = judgement
    if (judgement.outcome === 'unschedulable') refused.push(...refusedBy(judgement.rejections))
    if (refusal !== null) {
      const words = refusal.reasons.map((text) => ({ text, hosts: nodeCount }))
      refused.push({ filter: refusal.plugin, hosts: nodeCount, words })
    }
    const message = judgement.outcome === 'unschedulable' ? judgement.message : ''
    const kube = { unseen: 0, node: null, victims: [], tie, message, admission: null }
    return { node: null, explanation: { ...head, ...rest, refused, feasible: 0, ranking: [], tied: 0, kube } }
  }

  /** Writes down a place. preempted: who gave way. admission: of a bound pod. failure: why it did not start. */
  add(
    seq: number,
    { explanation }: Judged,
    preempted: ReturnType<KubeScheduler['preempt']>,
    admission: ReturnType<Kubelets['explain']> | null,
    failure: FailureReason | null,
  ): void {
    if (explanation.kube === undefined) return
    const kube = preempted === null ? explanation.kube : { ...explanation.kube, ...preempted }
    if (admission === null) {
      this.explanations.push({ ...explanation, seq, kube })
      return
    }
    const { message, ...asked } = admission
    const ended: ExplainedAdmission = { ...asked, failure: failure === null ? null : { reason: failure, message } }
    this.explanations.push({ ...explanation, seq, kube: { ...kube, admission: ended } })
  }
}

/** By plug-in, in the order in which the first node of each is refused. */
function refusedBy(rejections: Unschedulable['rejections']): RefusedHosts[] {
  const plugins = new Map<string, { hosts: number; readonly words: Map<string, number> }>()
  for (const { plugin, reasons } of rejections.values()) {
    const seen = plugins.get(plugin) ?? { hosts: 0, words: new Map<string, number>() }
    plugins.set(plugin, seen)
    seen.hosts++
    for (const text of reasons) seen.words.set(text, (seen.words.get(text) ?? 0) + 1)
  }
  return [...plugins].map(([filter, { hosts, words }]) => ({
    filter,
    hosts,
    words: [...words].map(([text, count]) => ({ text, hosts: count })),
  }))
}

/** All feasible nodes, the highest total first, ties by name. */
function rankingOf({ scores, scorers }: Fits): readonly RankedHost[] {
  return [...scores]
    .map(([host, { total, weighted }]) => {
      const each = scorers.map((plugin, i) => {
        const weight = WEIGHTS.get(plugin) ?? 1
        return { plugin, score: weighted[i] / weight, weight }
      })
      return { host, total, numaNodes: [], scores: each, rules: [] }
    })
    .sort((a, b) => b.total - a.total || byCodeUnit(a.host, b.host))
}
