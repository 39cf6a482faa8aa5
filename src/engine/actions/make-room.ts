import { sumOf } from '../../base/sum.ts'
import type { Holding } from '../../model/holding.ts'
import { firstFailing } from '../refuse/refuse-place.ts'
import { rulesFor } from '../round/rules-for.ts'
import type { Belief } from '../state/belief.ts'
import type { PodRecord } from '../state/pods.ts'
import { wishToMove } from './wish-to-move.ts'

/** Pods that would leave a host so that another fits there. */
export interface Leaving {
  readonly pods: readonly PodRecord[]
  readonly host: number
  /** How good the profiles find it that they move (`wishToMove`), above 0. */
  readonly wish: number
  /** What moving them costs: their Cpus in thousandths, then their MiB. */
  readonly milli: number
  readonly memoryMib: number
}

/**
 * Every set of so many pods of one host without which a waiting pod fits on that host and which their profiles let
 * move. First those that these would rather move, then the cheapest: fewest thousandths of Cpus, then fewest MiB, then
 * the lowest rank of the host, then by names. Whether those that leave find room elsewhere is for the caller to try.
 * O(hosts × pods a host to the power of count).
 */
export function leavingSets(belief: Belief, pod: PodRecord, count: number): readonly Leaving[] {
  const found: Leaving[] = []
  for (const [host, pods] of podsByHost(belief)) new HostSearch(belief, pod, host, pods, found).leave(count, 0, [])
  return found.sort((a, b) => b.wish - a.wish || a.milli - b.milli || a.memoryMib - b.memoryMib || a.host - b.host)
}

/** Pods that hold something by their host, those of each by name. */
export function podsByHost(belief: Belief): ReadonlyMap<number, readonly PodRecord[]> {
  const all = new Set(Array.from({ length: belief.hosts.hostCount }, (_, host) => host))
  const byHost = new Map<number, PodRecord[]>()
  for (const pod of belief.podsOn(all)) {
    const { host } = pod.holding as Holding
    const own = byHost.get(host)
    if (own === undefined) byHost.set(host, [pod])
    else own.push(pod)
  }
  return byHost
}

class HostSearch {
  readonly #belief: Belief
  readonly #pod: PodRecord
  readonly #host: number
  readonly #pods: readonly PodRecord[]
  readonly #holdings: readonly Holding[]
  readonly #found: Leaving[]

  constructor(belief: Belief, pod: PodRecord, host: number, pods: readonly PodRecord[], found: Leaving[]) {
    this.#belief = belief
    this.#pod = pod
    this.#host = host
    this.#pods = pods
    this.#holdings = pods.map(({ holding }) => holding as Holding)
    this.#found = found
  }

  /** Takes `count` more pods away, those from `from` on, beside the ones chosen, and notes the sets that make room. */
  leave(count: number, from: number, chosen: readonly number[]): void {
    if (count === 0) {
      if (this.#fits()) this.#note(chosen)
      return
    }
    const { ledger } = this.#belief
    for (let i = from; i <= this.#pods.length - count; i++) {
      ledger.fork(() => {
        ledger.change(this.#pods[i], null)
        this.leave(count - 1, i + 1, [...chosen, i])
      })
    }
  }

  #fits(): boolean {
    const { hosts, classes } = this.#belief
    const { component, size, kept } = this.#pod
    const { klass } = classes.of(component, size, kept)
    const { range, rules } = rulesFor(this.#belief, this.#pod)
    return firstFailing(hosts, this.#host, klass, range, rules) === null
  }

  #note(chosen: readonly number[]): void {
    const holdings = chosen.map((i) => this.#holdings[i])
    const pods = chosen.map((i) => this.#pods[i])
    const wish = wishToMove(this.#belief, this.#host, pods)
    if (wish === 0) return
    this.#found.push({
      pods,
      host: this.#host,
      wish,
      milli: sumOf(holdings.map(({ cpus, cpuMilli }) => 1000 * cpus.length + cpuMilli)),
      memoryMib: sumOf(holdings.map(({ memoryMib }) => sumOf(memoryMib))),
    })
  }
}
