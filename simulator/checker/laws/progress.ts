import { firstFailing } from '../fit.ts'
import { classKey, hasOwnFilters, type Pod } from '../pods.ts'
import { isBatch, victimsFor } from '../preemption.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import type { Groups } from './groups.ts'

interface WaitingClass {
  readonly key: string
  readonly pods: Set<Pod>
  /** Whether all hosts have been searched since the class began to wait. */
  searched: boolean
}

/**
 * L12: after the last decision of an instant no waiting pod fits anywhere.
 *
 * A class that fitted nowhere can only fit where something was freed since, so after its first search over all hosts
 * only those hosts are tried. A pool that was empty, or a rule that reaches beyond a host, opens more than one host:
 * then all are tried again.
 */
export class Progress {
  readonly #state: State
  readonly #findings: Findings
  readonly #classes = new Map<string, WaitingClass>()
  readonly #freedHosts = new Set<number>()
  readonly #freedGames = new Set<string>()
  #freedAll = false
  readonly #groups: Groups
  #podCount = 0

  constructor(state: State, findings: Findings, groups: Groups) {
    this.#groups = groups
    this.#state = state
    this.#findings = findings
  }

  get podCount(): number {
    return this.#podCount
  }

  wait(pod: Pod): void {
    this.#podCount++
    if (pod.group !== null) {
      pod.waiting = pod.group
      this.#groups.changed(pod.group)
      return
    }
    const key = classKey(pod, pod.zone)
    const waiting = this.#classes.get(key) ?? { key, pods: new Set<Pod>(), searched: false }
    waiting.pods.add(pod)
    this.#classes.set(key, waiting)
    pod.waiting = key
  }

  /** The pod waits no more: placed, released, or asked for at another size. */
  leave(pod: Pod): void {
    if (pod.waiting === null) return
    const waiting = pod.group === null ? this.#classes.get(pod.waiting) : undefined
    pod.waiting = null
    this.#podCount--
    if (waiting === undefined) return
    waiting.pods.delete(pod)
    if (waiting.pods.size === 0) this.#classes.delete(waiting.key)
  }

  /** Something became free on the host, or it came up. */
  freed(host: number): void {
    this.#freedHosts.add(host)
  }

  /** A pod let go of its place: its address and what its rules count are free too. Call before it is booked. */
  releasing(pod: Pod): void {
    if (pod.held === null) return
    this.freed(pod.held.host)
    this.moved(pod)
    if (pod.held.addresses.some(({ pool }) => this.#state.addresses.free[pool] === 0)) this.#freedAll = true
  }

  /** A pod ends: the address it kept and the room of its volume are free. Call before it is forgotten. */
  ending(pod: Pod): void {
    if (pod.volume !== null) this.#freedAll = true
    if (pod.kept !== null && this.#state.addresses.free[pod.kept.pool] === 0) this.#freedAll = true
  }

  /** A pod is where it was not: rules wider than a host, or between components, may open other hosts to its game. */
  moved(pod: Pod): void {
    if (pod.component.wide || this.#state.peered.has(pod.component.game)) this.#freedGames.add(pod.component.game)
  }

  /** A pod was placed: others of its game may be near it now. */
  placed({ component: { game } }: Pod): void {
    if (this.#state.peered.has(game)) this.#freedGames.add(game)
  }

  /** After the last decision of an instant. */
  endInstant(): void {
    for (const waiting of this.#classes.values()) {
      const [pod] = waiting.pods
      if (hasOwnFilters(pod.component)) continue
      this.#findings.checks.L12++
      const all = !waiting.searched || this.#freedAll || this.#freedGames.has(pod.component.game)
      const hosts = all ? [...this.#state.view.hosts.keys()] : [...this.#freedHosts]
      const host = this.#firstFit(pod, hosts)
      waiting.searched = true
      if (host < 0) {
        this.#mayPreempt(pod, hosts)
        continue
      }
      const { name } = this.#state.view.hosts[host]
      const wait = waiting.pods.size === 1 ? '1 pod waits' : `${waiting.pods.size} pods wait`
      this.#findings.violate('L12', `${wait} though ${pod.name} fits on ${name}`, pod.name, name)
    }
    this.#groups.endInstant(this.#freedAll || this.#freedHosts.size > 0 || this.#freedGames.size > 0)
    this.#freedHosts.clear()
    this.#freedGames.clear()
    this.#freedAll = false
  }

  #mayPreempt(pod: Pod, hosts: readonly number[]): void {
    const victims = isBatch(pod) ? null : victimsFor(this.#state, pod, hosts)
    if (victims === null) return
    const names = victims.map(({ name }) => name).join(', ')
    this.#findings.violate('L12', `waits though batch pods would give way to it: ${names}`, pod.name)
  }

  #firstFit(pod: Pod, hosts: Iterable<number>): number {
    for (const host of hosts) if (firstFailing(this.#state, pod, host) < 0) return host
    return -1
  }
}
