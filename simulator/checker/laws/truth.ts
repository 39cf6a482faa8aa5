import type { RefuseLine } from '../../../src/model/decision.ts'
import { FILTERS } from '../fit.ts'
import { nearestResize, type Refusal, searchAll } from '../nearest.ts'
import { anySet, hasCpusFor, holdsResized } from '../numa.ts'
import { classKey, type Held, hasOwnFilters, type Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'

/** L8: a refusal is right, its counts are right, and its nearest change is the one a search over all hosts finds. */
export class Truth {
  readonly #state: State
  readonly #findings: Findings
  /** Searches of the present state by class; emptied when the state changes, so never more than the waiting classes. */
  readonly #searches = new Map<string, Refusal>()
  #version = -1
  /** Whether some pod was refused under filters that are code, of which no log tells. */
  hasUnjudged = false

  constructor(state: State, findings: Findings) {
    this.#state = state
    this.#findings = findings
  }

  /** A refused place, before or after others of its round: refusals change nothing. */
  place(pod: Pod, line: RefuseLine): void {
    if (this.#isUnjudged(pod)) return
    this.#findings.checks.L8++
    const truth = this.#search(pod)
    if (truth.fits >= 0) {
      const host = this.#state.view.hosts[truth.fits].name
      this.#findings.violate('L8', `refused, but the pod fits on ${host}`, pod.name, host)
      return
    }
    this.#compare(pod, line, truth)
  }

  /** A refused migrate: about all hosts but the pod's own, judged as if it held nothing. */
  migrate(pod: Pod, held: Held, line: RefuseLine): void {
    if (this.#isUnjudged(pod)) return
    this.#findings.checks.L8++
    const state = this.#state
    state.give(pod, held)
    const truth = searchAll(state, pod, held.host)
    state.take(pod, held)
    if (truth.fits >= 0) {
      const host = state.view.hosts[truth.fits].name
      this.#findings.violate('L8', `refused to move, but the pod fits on ${host}`, pod.name, host)
      return
    }
    this.#compare(pod, line, truth)
  }

  /** A refused resize: about the pod's own host only. */
  resize(pod: Pod, held: Held, line: RefuseLine): void {
    this.#findings.checks.L8++
    const state = this.#state
    const { host } = held
    const { cpus, cpuMilli = 0, memoryMib } = line
    const size = { cpus, cpuMilli, memoryMib }
    const nodes = state.view.numaCount[host]
    const holds = (mask: number): boolean => holdsResized(state, pod, held, size, mask)
    if (anySet(state, host, pod.component.request.numa === 'single' ? 1 : nodes, holds)) {
      this.#findings.violate(
        'L8',
        'refused, but the new size fits where the pod is',
        pod.name,
        state.view.hosts[host].name,
      )
      return
    }
    const cpusShort = !hasCpusFor(state, pod, held, size)
    const memoryShort = memoryMib - held.memoryMib > Math.max(0, state.freeMemory[host])
    const filter = cpusShort ? 'Cpus' : memoryShort ? 'Memory' : 'Numa'
    const hosts = FILTERS.map((name) => (name === filter ? 1 : 0))
    this.#compare(pod, line, { fits: -1, hosts, nearest: nearestResize(state, pod, held, size) })
  }

  #isUnjudged({ component }: Pod): boolean {
    const isUnjudged = hasOwnFilters(component)
    this.hasUnjudged ||= isUnjudged
    return isUnjudged
  }

  #search(pod: Pod): Refusal {
    if (this.#version !== this.#state.version) this.#searches.clear()
    this.#version = this.#state.version
    const key = classKey(pod, pod.zone)
    const known = this.#searches.get(key)
    if (known !== undefined) return known
    const found = searchAll(this.#state, pod)
    this.#searches.set(key, found)
    return found
  }

  #compare(pod: Pod, line: RefuseLine, truth: Refusal): void {
    const reasons = FILTERS.map((filter, i) => ({ filter, hosts: truth.hosts[i] })).filter((reason) => reason.hosts > 0)
    const expected = JSON.stringify(reasons)
    const found = JSON.stringify(line.reasons)
    if (found !== expected) this.#findings.violate('L8', `reasons ${found}, expected ${expected}`, pod.name)
    const nearest = JSON.stringify(truth.nearest)
    const stated = JSON.stringify(line.nearest ?? null)
    if (stated !== nearest) this.#findings.violate('L8', `nearest ${stated}, expected ${nearest}`, pod.name)
  }
}
