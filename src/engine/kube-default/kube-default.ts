import { assert } from '../../base/assert.ts'
import type { Baseline } from '../../model/baseline.ts'
import type { FailureReason, Reason } from '../../model/decision.ts'
import type { Event, PodRequested } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { BoundFailure, Decision, Holding } from '../../model/holding.ts'
import type { PodRequest } from '../../model/request.ts'
import { type PodSize, sizeOf } from '../../model/size.ts'
import { HostTable } from '../state/host-table.ts'
import { Kinds } from './kinds.ts'
import { Kubelets } from './kubelets.ts'
import { byName, looksAtOthers, type Pod } from './pod.ts'
import { Queue } from './queue.ts'
import { inOrder, type Resize } from './resizes.ts'
import { KubeScheduler } from './scheduler.ts'
import { type Explained, KubeWatch } from './watch.ts'

/** A controller makes a failed pod again after this, doubling up to BACKOFF_MAX_US, as a Job's does in v1.37. */
const BACKOFF_US = 10_000_000
const BACKOFF_MAX_US = 600_000_000

const ADMISSION: readonly Reason[] = [{ filter: 'Admission', hosts: 1 }]

/**
 * Stock Kubernetes over a fleet's hosts: kube-scheduler's default profile chooses by counts and labels, then the host's
 * kubelet admits the pod or fails it, then it starts or lacks an address, a disk or a NIC's share. A failed pod is made
 * again by its controller after a back-off; the scheduler, which learns nothing from it, may choose the same host.
 * Running pods are not resized: v1.37 refuses that under the static CPU manager.
 */
export class KubeDefault {
  readonly #name: string
  readonly #hosts: HostTable
  readonly #kubelets: Kubelets
  readonly #scheduler: KubeScheduler
  readonly #kinds = new Kinds()
  readonly #components = new Map<string, PodRequest>()
  readonly #pods = new Map<string, Pod>()
  readonly #queue = new Queue()
  /** Lost since the last round, though some may be back already. */
  readonly #lost = new Set<number>()
  readonly #down = new Set<string>()
  /** Their bind was refused. */
  readonly #forgotten = new Set<Pod>()
  readonly #cordoned = new Set<string>()
  readonly #releases = new Map<Pod, string>()
  readonly #resizes = new Map<Pod, Resize>()
  /** Admissions and starts that failed, by reason. */
  readonly failures = new Map<FailureReason, number>()
  #freed = 0
  /** Batch pods that hold something. */
  #batchHeld = 0
  #placed = 0
  #seq = 0

  constructor(fleet: Fleet, { name, kube }: Baseline) {
    this.#name = name
    this.#hosts = new HostTable(fleet)
    this.#kubelets = new Kubelets(this.#hosts, kube)
    this.#scheduler = new KubeScheduler(fleet, kube.sampling)
  }

  observe(event: Event): void {
    switch (event.kind) {
      case 'component':
        this.#components.set(`${event.game}/${event.component}`, event.request)
        return
      case 'request':
        return this.#want(event)
      case 'release':
        this.#resizes.delete(this.#pod(event.pod))
        this.#releases.set(this.#pod(event.pod), event.cause)
        return
      case 'resize':
        this.#resizes.set(this.#pod(event.pod), { size: sizeOf(event), cause: event.cause })
        return
      case 'forget':
        if (this.#pod(event.pod).holding !== null) this.#forgotten.add(this.#pod(event.pod))
        return
      case 'host-lost':
        this.#lost.add(this.#hostNamed(event.host))
        this.#down.add(event.host)
        return
      case 'host-recovered':
        this.#down.delete(event.host)
        return this.#show(event.host)
      case 'cordon':
      case 'uncordon':
        if (event.kind === 'cordon') this.#cordoned.add(event.host)
        else this.#cordoned.delete(event.host)
        return this.#show(event.host)
      case 'ready':
      case 'confirm':
        return
      default:
        return assert(false, `${this.#name} takes no event ${event.kind}`)
    }
  }

  decide(nowUs: number): readonly Decision[] {
    return this.#decide(nowUs, null)
  }

  /**
   * Decides a round as `decide` does, and says how each place of one pod in it came about.
   *
   * listed  feasible hosts to list at most
   */
  decideAndExplain(nowUs: number, pod: string, listed: number): Explained {
    const watch = new KubeWatch(pod, listed, this.#name, this.#hosts.hostCount)
    return { decisions: this.#decide(nowUs, watch), explanations: watch.explanations }
  }

  #decide(nowUs: number, watch: KubeWatch | null): readonly Decision[] {
    const decisions: Decision[] = []
    this.#lose(nowUs, decisions)
    this.#forget(nowUs, decisions)
    this.#release(nowUs, decisions)
    this.#refuseResizes(nowUs, decisions)
    for (const pod of this.#queue.all())
      if (pod.notBeforeUs <= nowUs && pod.triedAt !== this.#changesFor(pod))
        this.#place(pod, nowUs, decisions, watch?.isAbout(pod.identity) === true ? watch : null)
    return decisions
  }

  holding(name: string): Holding | null {
    return this.#pods.get(name)?.holding ?? null
  }

  get pendingCount(): number {
    return this.#queue.size
  }

  readonly needsTurn = false

  #want(event: PodRequested): void {
    const { pod: name, game, zone, component, cause, atUs } = event
    const request = this.#components.get(`${game}/${component}`)
    assert(request !== undefined, `component ${game}/${component} is declared before its pods`)
    const pod: Pod = {
      identity: { name, game, zone, component },
      request,
      askedAtUs: atUs,
      size: sizeOf(event),
      cause,
      holding: null,
      startedAtUs: 0,
      volume: null,
      isRefused: false,
      triedAt: -1,
      notBeforeUs: 0,
      failures: 0,
    }
    this.#pods.set(name, pod)
    this.#queue.add(pod)
  }

  #lose(nowUs: number, decisions: Decision[]): void {
    if (this.#lost.size === 0) return
    for (const pod of this.#byName(this.#pods.values())) {
      if (pod.holding === null || !this.#lost.has(pod.holding.host) || this.#forgotten.has(pod)) continue
      this.#endAndWantAgain(pod, 'host-lost', nowUs, decisions)
    }
  }

  /** Then taints the Nodes of lost hosts, which hold nothing any more. */
  #forget(nowUs: number, decisions: Decision[]): void {
    for (const pod of this.#byName(this.#forgotten)) {
      this.#endAndWantAgain(pod, 'bind-failed', nowUs, decisions)
    }
    this.#forgotten.clear()
    for (const host of this.#lost) {
      const machine = this.#hosts.fleet.hosts[host]
      if (this.#down.has(machine.name)) this.#scheduler.show(machine, this.#cordoned.has(machine.name), true)
    }
    this.#lost.clear()
  }

  #release(nowUs: number, decisions: Decision[]): void {
    for (const pod of this.#byName(this.#releases.keys())) {
      if (pod.holding === null) this.#queue.delete(pod)
      else this.#end(pod, this.#releases.get(pod) ?? '', nowUs, decisions)
      if (pod.volume !== null) this.#hosts.moveVolume(pod.volume, 1)
      this.#pods.delete(pod.identity.name)
    }
    this.#releases.clear()
  }

  /** Those that take no more of anything come first, as in a round of the engine. */
  #refuseResizes(nowUs: number, decisions: Decision[]): void {
    for (const each of inOrder(this.#resizes)) {
      const { pod, size, cause } = each
      if (pod.holding === null) Object.assign(pod, { size, triedAt: -1 })
      else this.#refuse(pod, 'resize', cause, size, ADMISSION, nowUs, decisions)
    }
    this.#resizes.clear()
  }

  /** Counts what may make room for a pod: what is freed; for one that goes by where others are each placement too. */
  #changesFor({ request }: Pod): number {
    return this.#freed + (looksAtOthers(request) ? this.#placed : 0)
  }

  #place(pod: Pod, nowUs: number, decisions: Decision[], watch: KubeWatch | null): void {
    const { identity, size, cause } = pod
    const kind = this.#kinds.of(pod)
    const judged = watch?.choose(nowUs, pod, this.#scheduler) ?? null
    const chosen = judged === null ? this.#scheduler.choose(pod, kind) : judged.node
    const preempted = chosen === null ? this.#preempt(pod, nowUs, decisions) : null
    const node = chosen ?? preempted?.node ?? null
    if (node === null) {
      pod.triedAt = this.#changesFor(pod)
      if (pod.isRefused) return
      if (judged !== null) watch?.add(this.#seq + 1, judged, null, null, null)
      pod.isRefused = true
      return this.#refuse(pod, 'place', cause, size, this.#scheduler.reasons(pod, this.#down), nowUs, decisions)
    }
    const host = this.#hostNamed(node)
    const admission = watch === null ? null : this.#kubelets.explain(host, identity, kind)
    const started = this.#kubelets.start(host, pod, kind)
    if (judged !== null)
      watch?.add(this.#seq + 1, judged, preempted, admission, typeof started === 'string' ? started : null)
    if (typeof started === 'string') {
      this.failures.set(started, (this.failures.get(started) ?? 0) + 1)
      pod.notBeforeUs = nowUs + Math.min(BACKOFF_US * (1 << Math.min(pod.failures++, 5)), BACKOFF_MAX_US)
      return this.#refuse(pod, 'place', cause, size, ADMISSION, nowUs, decisions, { host, reason: started })
    }
    pod.startedAtUs = nowUs
    if (pod.request.batch === true) this.#batchHeld++
    this.#scheduler.add(pod, node)
    this.#placed++
    this.#queue.delete(pod)
    Object.assign(pod, { holding: started, failures: 0 })
    const head = { seq: ++this.#seq, atUs: nowUs, pod: identity, profile: this.#name }
    decisions.push({ ...head, kind: 'place', cause, holding: started })
  }

  /** Ends batch pods that give way to one that fits nowhere, at once; their controllers make them again. */
  #preempt(pod: Pod, nowUs: number, decisions: Decision[]): ReturnType<KubeScheduler['preempt']> {
    if (pod.request.batch === true || this.#batchHeld === 0) return null
    const found = this.#scheduler.preempt(pod)
    for (const name of found?.victims ?? []) this.#endAndWantAgain(this.#pod(name), 'preempted', nowUs, decisions)
    return found
  }

  #endAndWantAgain(pod: Pod, cause: string, nowUs: number, decisions: Decision[]): void {
    this.#end(pod, cause, nowUs, decisions)
    Object.assign(pod, { cause: 'recover', isRefused: false, notBeforeUs: 0 })
    this.#queue.add(pod)
  }

  #end(pod: Pod, cause: string, nowUs: number, decisions: Decision[]): void {
    const { identity, holding } = pod
    assert(holding !== null, `${identity.name} holds something`)
    this.#kubelets.end(identity, holding)
    if (pod.request.batch === true) this.#batchHeld--
    this.#scheduler.remove(pod)
    this.#freed++
    Object.assign(pod, { holding: null, triedAt: -1 })
    const head = { seq: ++this.#seq, atUs: nowUs, pod: identity, profile: this.#name }
    decisions.push({ ...head, kind: 'release', cause, holding })
  }

  #refuse(
    { identity }: Pod,
    action: 'place' | 'resize',
    cause: string,
    size: PodSize,
    reasons: readonly Reason[],
    nowUs: number,
    decisions: Decision[],
    failure?: BoundFailure,
  ): void {
    const head = { seq: ++this.#seq, atUs: nowUs, pod: identity, profile: this.#name, cause }
    const why = { reasons, ...(failure === undefined ? {} : { failure }), nearest: null }
    decisions.push({ ...head, kind: 'refuse', action, ...size, ...why })
  }

  /** Puts a host that is up in the cluster as it is now. */
  #show(name: string): void {
    if (this.#down.has(name)) return
    this.#scheduler.show(this.#hosts.fleet.hosts[this.#hostNamed(name)], this.#cordoned.has(name), false)
    this.#freed++
  }

  #byName(pods: Iterable<Pod>): Pod[] {
    return [...pods].sort(byName)
  }

  #pod(name: string): Pod {
    const pod = this.#pods.get(name)
    assert(pod !== undefined, `pod ${name} is known`)
    return pod
  }

  #hostNamed(name: string): number {
    const host = this.#hosts.domains.host.byName.get(name)
    assert(host !== undefined, `host ${name} is in the fleet`)
    return host
  }
}
