import type { ReleaseLine } from '../../../src/model/decision.ts'
import type { Watchers } from '../decisions.ts'
import { resizeWaiting } from '../events.ts'
import { firstFailing } from '../fit.ts'
import { hasOwnFilters, type Pod } from '../pods.ts'
import { isBatch, victimsFor } from '../preemption.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'

/**
 * Batch pods that give way: only to a game pod that fits nowhere, only those that the rule takes (L9), and right before
 * its place (L7). Whether one waits that batch pods would give way to, L12 sees.
 */
export class Preemption {
  readonly #state: State
  readonly #findings: Findings
  readonly #watchers: Pick<Watchers, 'round' | 'progress'>
  /** Releases read and not yet booked: who they are for, only the next line says. */
  #victims: Pod[] = []

  constructor(state: State, findings: Findings, watchers: Pick<Watchers, 'round' | 'progress'>) {
    this.#state = state
    this.#findings = findings
    this.#watchers = watchers
  }

  /** A release of cause `preempted`. */
  release(pod: Pod, line: ReleaseLine): void {
    const findings = this.#findings
    findings.checks.L6++
    if (pod.held === null || this.#victims.includes(pod)) {
      findings.violate('L6', 'release of a pod that holds nothing', pod.name, line.host)
      return
    }
    const host = this.#state.view.hosts[pod.held.host].name
    if (line.host !== host) findings.violate('L6', `released from ${line.host}, held on ${host}`, pod.name, line.host)
    if (!isBatch(pod)) findings.violate('L7', 'a game pod is preempted', pod.name, host)
    this.#victims.push(pod)
  }

  /** The next line is of another kind: the place of this pod, or none (null). Returns whether pods gave way to it. */
  settle(pod: Pod | null): boolean {
    if (this.#victims.length === 0) return false
    const victims = this.#victims
    this.#victims = []
    this.#findings.checks.L9++
    if (pod === null || isBatch(pod) || pod.held !== null) {
      this.#findings.violate('L7', 'preempted, but no place of a waiting game pod follows', victims[0].name)
    } else {
      this.#check(pod, victims)
    }
    for (const victim of victims) this.#end(victim)
    return true
  }

  #check(pod: Pod, victims: readonly Pod[]): void {
    if (hasOwnFilters(pod.component) || this.#findings.baseline !== null) return
    const state = this.#state
    const hosts = [...state.view.hosts.keys()]
    const fits = hosts.find((host) => firstFailing(state, pod, host) < 0)
    if (fits !== undefined) {
      const { name } = state.view.hosts[fits]
      this.#findings.violate('L7', `batch pods give way, but the pod fits on ${name}`, pod.name, name)
      return
    }
    const found = victims.map(({ name }) => name).join(', ')
    const expected = (victimsFor(state, pod, hosts) ?? []).map(({ name }) => name).join(', ')
    if (found !== expected) this.#findings.violate('L9', `preempts ${found}; the rule takes ${expected}`, pod.name)
  }

  /** The pod holds nothing and is wanted again, in this round. */
  #end(pod: Pod): void {
    const { round, progress } = this.#watchers
    if (pod.held === null) return
    progress.releasing(pod)
    this.#state.give(pod, pod.held)
    pod.refused = false
    pod.cause = 'recover'
    resizeWaiting(progress, pod, pod)
    round.ask(pod)
  }
}
