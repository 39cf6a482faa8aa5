import type { Holding } from '../../model/holding.ts'
import type { HostTable } from './host-table.ts'
import type { PodRecord } from './pods.ts'
import type { TogetherGroups } from './together-groups.ts'

type Entry =
  | {
      readonly kind: 'holding'
      readonly pod: PodRecord
      readonly before: Holding | null
      readonly after: Holding | null
    }
  | { readonly kind: 'up'; readonly host: number; readonly before: boolean }

/** The one place where holdings change: host columns and group counts move together, and a fork can undo them. */
export class Ledger {
  readonly #hosts: HostTable
  readonly #together: TogetherGroups
  #undo: Entry[] | null = null

  constructor(hosts: HostTable, together: TogetherGroups) {
    this.#hosts = hosts
    this.#together = together
  }

  /** Gives a pod a first holding, another one in place, or none. */
  change(pod: PodRecord, after: Holding | null): void {
    const before = pod.holding
    if (before !== null && after !== null) {
      this.#hosts.replace(before, after)
    } else if (after !== null) {
      this.#hosts.take(after)
      this.#count(pod, after.host, 1)
    } else if (before !== null) {
      this.#hosts.give(before)
      this.#count(pod, before.host, -1)
    }
    pod.holding = after
    this.#undo?.push({ kind: 'holding', pod, before, after })
  }

  setUp(host: number, up: boolean): void {
    this.#undo?.push({ kind: 'up', host, before: this.#hosts.isUp(host) })
    this.#hosts.setUp(host, up)
  }

  /** Runs `fn`, then takes back every change it made, last first. Forks nest. */
  fork<T>(fn: () => T): T {
    const outer = this.#undo
    const own: Entry[] = []
    this.#undo = own
    try {
      return fn()
    } finally {
      this.#undo = null
      for (let i = own.length - 1; i >= 0; i--) this.#revert(own[i])
      this.#undo = outer
    }
  }

  #revert(entry: Entry): void {
    if (entry.kind === 'up') this.#hosts.setUp(entry.host, entry.before)
    else this.change(entry.pod, entry.before)
  }

  #count(pod: PodRecord, host: number, sign: 1 | -1): void {
    const { groups, request } = pod.component
    groups.count(pod.identity, host, sign)
    if (request.together !== undefined) this.#together.move(request.together, pod.identity, host, sign)
  }
}
