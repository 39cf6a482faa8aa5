import type { DecisionLine, PlaceLine, RefuseLine } from '../../../src/model/decision.ts'
import { firstFailing } from '../fit.ts'
import { networksOf } from '../modes.ts'
import { follows, wayOf } from '../peers.ts'
import { type Component, hasOwnFilters, type Pod } from '../pods.ts'
import { isBatch } from '../preemption.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import { takesVolume } from '../volumes.ts'

interface WaitingGroup {
  /** By name. */
  readonly pods: Pod[]
  /** Whether it was found to wait rightly since it last changed. */
  searched: boolean
}

/**
 * Groups placed all or nothing (docs/ARCHITECTURE.md "Groups"): the places of one stand together in their order and
 * none is missing (L7), its refusal names the pods tried before (L7), and none waits that would surely be placed
 * (L12).
 */
export class Groups {
  readonly #state: State
  readonly #findings: Findings
  readonly #waiting = new Map<string, WaitingGroup>()
  /** Pods still to be placed of the group whose places have begun, and its name. */
  #rest: Pod[] = []
  #open = ''

  constructor(state: State, findings: Findings) {
    this.#state = state
    this.#findings = findings
  }

  /** Stock Kubernetes knows no groups: each pod of a baseline is on its own. */
  join(pod: Pod, name: string): void {
    if (this.#findings.baseline !== null) return
    const group = this.#waiting.get(name) ?? { pods: [], searched: false }
    if (isBatch(pod)) this.#findings.violate('format', `a batch pod of group ${name}`, pod.name)
    const [first] = group.pods
    if (first !== undefined && first.askedAtUs !== pod.askedAtUs) {
      this.#findings.violate('format', `group ${name} waits since ${first.askedAtUs}`, pod.name)
      return
    }
    this.#waiting.set(name, group)
    group.pods.push(pod)
    group.pods.sort((a, b) => (a.name < b.name ? -1 : 1))
    pod.group = name
  }

  /** The pod is wanted no more. */
  part(pod: Pod): void {
    const group = pod.group === null ? undefined : this.#waiting.get(pod.group)
    if (pod.group === null || group === undefined) return
    group.pods.splice(group.pods.indexOf(pod), 1)
    group.searched = false
    if (group.pods.length === 0) this.#waiting.delete(pod.group)
  }

  /** Something else is asked for by a pod of it. */
  changed(name: string): void {
    const group = this.#waiting.get(name)
    if (group !== undefined) group.searched = false
  }

  /** The pod in whose turn this one is tried: the first of its group, or itself. */
  firstOf(pod: Pod): Pod {
    return (pod.group === null ? undefined : this.#waiting.get(pod.group)?.pods[0]) ?? pod
  }

  /** Whether it comes among those that must be near others: it must, or one of its group. */
  follows(pod: Pod): boolean {
    if (this.#findings.baseline !== null) return false
    const group = pod.group === null ? undefined : this.#waiting.get(pod.group)
    return (group?.pods ?? [pod]).some(({ component }) => follows(component))
  }

  /** The pods of a waiting group in the order in which they are placed. */
  #inOrder(name: string): readonly Pod[] {
    const pods = this.#waiting.get(name)?.pods ?? []
    const ways = new Map(pods.map((pod) => [pod, wayOf(this.#state, pod.component)]))
    return [...pods].sort((a, b) => (ways.get(a) ?? 0) - (ways.get(b) ?? 0) || (a.name < b.name ? -1 : 1))
  }

  /** Sees each line but those of pods that give way, before it is judged; null: the instant ends. */
  next(line: DecisionLine | null): void {
    const [missing] = this.#rest
    if (missing === undefined || (line?.kind === 'place' && line.pod === missing.name)) return
    this.#findings.violate('L7', `group ${this.#open} is placed in part: ${missing.name} has no place`, missing.name)
    this.#rest = []
  }

  /** Whether a place is the first of a group's, or of a pod on its own; after `next`, before it is booked. */
  begins(pod: Pod, line: PlaceLine): boolean {
    const findings = this.#findings
    findings.checks.L7++
    if ((line.group ?? null) !== pod.group) {
      findings.violate('L7', `placed in group ${line.group ?? 'none'}, asked for in ${pod.group ?? 'none'}`, pod.name)
    }
    if (this.#rest[0] === pod) return false
    const first = (pod.group === null ? undefined : this.#inOrder(pod.group)[0]) ?? pod
    if (first !== pod) findings.violate('L7', `group ${pod.group} begins with ${pod.name}, not ${first.name}`, pod.name)
    return true
  }

  /** A place was booked. */
  placed(pod: Pod): void {
    if (pod.group === null) return
    if (this.#rest[0] === pod) {
      this.#rest.shift()
    } else {
      this.#rest = this.#inOrder(pod.group).filter((other) => other !== pod)
      this.#open = pod.group
      this.#waiting.delete(pod.group)
    }
    pod.group = null
  }

  /**
   * A refused place: the pods before it in its group, whose holdings the line tells. All of the group are told by this
   * one line.
   */
  refused(pod: Pod, line: RefuseLine): readonly Pod[] {
    const findings = this.#findings
    findings.checks.L7++
    const { group = null, beside = [] } = line
    if (group !== pod.group) {
      findings.violate('L7', `refused in group ${group ?? 'none'}, asked for in ${pod.group ?? 'none'}`, pod.name)
      return []
    }
    const pods = group === null ? [pod] : this.#inOrder(group)
    for (const other of pods) if (other !== pod) other.refused = true
    const before = pods.slice(0, pods.indexOf(pod))
    const expected = before.map(({ name }) => name).join(', ')
    const found = beside.map(({ pod: name }) => name).join(', ')
    if (found === expected) return before
    findings.violate('L7', `refused beside ${found || 'none'}, before it come ${expected || 'none'}`, pod.name)
    return []
  }

  /** After the last decision of an instant. freed: whether something was freed in it. */
  endInstant(freed: boolean): void {
    for (const [name, group] of this.#waiting) {
      if (group.searched && !freed) continue
      group.searched = true
      const { pods } = group
      if (pods.some(({ component }) => hasOwnFilters(component) || (pods.length > 1 && this.#isTied(component))))
        continue
      this.#findings.checks.L12++
      const volumesMib = pods.reduce((sum, pod) => sum + this.#state.volumes.needed(pod), 0)
      if (!pods.every((pod, i) => this.#fitsOnMoreThan(pod, i, pods.length, volumesMib))) continue
      const message = `group ${name} waits though each of its pods fits on more hosts than those before it can take`
      this.#findings.violate('L12', message, pods[0].name)
    }
  }

  /**
   * Whether a pod has more hosts than the pods before it can take from it, whichever they choose: each changes one
   * host, and of a pool takes two addresses at most. volumesMib: of all volumes that the group takes.
   */
  #fitsOnMoreThan(pod: Pod, others: number, groupSize: number, volumesMib: number): boolean {
    const state = this.#state
    const spare = groupSize === 1 ? 1 : 2 * groupSize
    const networks = networksOf(pod.component.request.network)
    let count = 0
    for (let host = 0; host < state.view.hosts.length && count <= others; host++) {
      const hasAddresses = networks.every((network) =>
        state.view.usablePools[network][host].some((pool) => state.addresses.free[pool] >= spare),
      )
      if (hasAddresses && this.#hasVolumes(pod, host, volumesMib) && firstFailing(state, pod, host) < 0) count++
    }
    return count > others
  }

  #hasVolumes(pod: Pod, host: number, volumesMib: number): boolean {
    const { volumes } = this.#state
    return !takesVolume(pod) || volumes.usable(pod, host).some((pool) => volumes.freeMib[pool] >= volumesMib)
  }

  /** Whether where one of its pods goes closes or opens several hosts to others: hard rules over more than a host. */
  #isTied({ game, request: { together, spread } }: Component): boolean {
    const isTogether = together !== undefined && together.weight === undefined
    const isSpread = spread.some(({ limit, domain }) => limit !== undefined && domain !== 'host')
    return isTogether || isSpread || this.#state.peered.has(game)
  }
}
