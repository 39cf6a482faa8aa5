import type { ForeignUse, Holding } from '../../model/holding.ts'
import type { Taint } from '../../model/kube/node.ts'
import type { BatchPods } from './batch-pods.ts'
import { IS_CORDONED, IS_UP } from './host-row.ts'
import type { HostTable } from './host-table.ts'
import { type Kept, keptWith } from './kept.ts'
import type { PeerGroups } from './peer-groups.ts'
import type { PodRecord } from './pods.ts'
import type { TogetherGroups } from './together-groups.ts'

type Entry =
  | {
      readonly kind: 'holding'
      readonly pod: PodRecord
      readonly before: Holding | null
      readonly after: Holding | null
    }
  | { readonly kind: 'kept'; readonly pod: PodRecord; readonly before: Kept | null }
  | { readonly kind: 'state'; readonly host: number; readonly before: number }
  | { readonly kind: 'taints'; readonly host: number; readonly before: readonly Taint[] }
  | { readonly kind: 'foreign'; readonly host: number; readonly before: ForeignUse | null }

/**
 * The one place where holdings, the states of hosts and the use of others change: host columns and group counts move
 * together, and a fork can undo them.
 */
export class Ledger {
  readonly #hosts: HostTable
  readonly #together: TogetherGroups
  readonly #peers: PeerGroups
  readonly #batch: BatchPods
  /** What others use, by host; hosts of which they use nothing are absent. */
  readonly #foreign = new Map<number, ForeignUse>()
  #undo: Entry[] | null = null

  constructor(hosts: HostTable, together: TogetherGroups, peers: PeerGroups, batch: BatchPods) {
    this.#hosts = hosts
    this.#together = together
    this.#peers = peers
    this.#batch = batch
  }

  /** Gives a pod a first holding, another one in place, or none. */
  change(pod: PodRecord, after: Holding | null): void {
    const before = pod.holding
    if (before !== null && after !== null) {
      this.#hosts.replace(before, after)
    } else if (after !== null) {
      const kept = keptWith(pod.kept, pod.component.request, after)
      if (kept !== pod.kept) this.#setKept(pod, kept)
      this.#hosts.take(after, !keepsAddress(pod))
      this.#count(pod, after.host, 1)
    } else if (before !== null) {
      this.#hosts.give(before, !keepsAddress(pod))
      this.#count(pod, before.host, -1)
    }
    pod.holding = after
    this.#undo?.push({ kind: 'holding', pod, before, after })
  }

  /** Gives back what a pod keeps while it holds nothing. */
  letGo(pod: PodRecord): void {
    if (pod.kept !== null) this.#setKept(pod, null)
  }

  #setKept(pod: PodRecord, after: Kept | null): void {
    const before = pod.kept
    if (before !== null) {
      this.#moveKept(before, 1)
      this.#hosts.journal.noteFreed() // One more address may be what a group lacks, also where there was one.
    }
    if (after !== null) this.#moveKept(after, -1)
    pod.kept = after
    this.#undo?.push({ kind: 'kept', pod, before })
  }

  #moveKept({ address, volume }: Kept, sign: 1 | -1): void {
    if (address !== null) this.#hosts.moveAddress(address.pool, address.ip, sign)
    if (volume !== null) this.#hosts.moveVolume(volume, sign)
  }

  setUp(host: number, up: boolean): void {
    const state = this.#hosts.state(host)
    this.#setState(host, up ? state | IS_UP : state & ~IS_UP)
  }

  setCordoned(host: number, cordoned: boolean): void {
    const state = this.#hosts.state(host)
    this.#setState(host, cordoned ? state | IS_CORDONED : state & ~IS_CORDONED)
  }

  /** Puts taints of a host in place of all before. */
  setTaints(host: number, after: readonly Taint[]): void {
    const { taints, journal } = this.#hosts
    this.#undo?.push({ kind: 'taints', host, before: taints.lists[taints.of(host)] })
    taints.set(host, after)
    journal.note(host, true)
  }

  /** What others use on a host, null for nothing. */
  foreign(host: number): ForeignUse | null {
    return this.#foreign.get(host) ?? null
  }

  /** Puts what others use on a host in place of what was said before; null for nothing. */
  setForeign(host: number, after: ForeignUse | null): void {
    const before = this.foreign(host)
    if (before !== null) this.#hosts.moveForeign(before, 1)
    if (after !== null) this.#hosts.moveForeign(after, -1)
    if (after !== null) this.#foreign.set(host, after)
    else this.#foreign.delete(host)
    this.#undo?.push({ kind: 'foreign', host, before })
  }

  /** Runs `fn`, then takes back every change it made, last first. Forks nest. */
  fork<T>(fn: () => T): T {
    return this.#tried(fn, () => false)
  }

  /** Runs `fn` and takes back every change it made unless it returns true. */
  attempt(fn: () => boolean): boolean {
    return this.#tried(fn, (succeeded) => succeeded)
  }

  #tried<T>(fn: () => T, keeps: (result: T) => boolean): T {
    const outer = this.#undo
    const own: Entry[] = []
    let kept = false
    this.#undo = own
    try {
      const result = fn()
      kept = keeps(result)
      return result
    } finally {
      this.#undo = null
      if (kept) outer?.push(...own)
      else for (let i = own.length - 1; i >= 0; i--) this.#revert(own[i])
      this.#undo = outer
    }
  }

  #revert(entry: Entry): void {
    if (entry.kind === 'state') this.#hosts.setState(entry.host, entry.before)
    else if (entry.kind === 'foreign') this.setForeign(entry.host, entry.before)
    else if (entry.kind === 'taints') this.setTaints(entry.host, entry.before)
    else if (entry.kind === 'kept') this.#setKept(entry.pod, entry.before)
    else this.change(entry.pod, entry.before)
  }

  #setState(host: number, state: number): void {
    this.#undo?.push({ kind: 'state', host, before: this.#hosts.state(host) })
    this.#hosts.setState(host, state)
  }

  #count(pod: PodRecord, host: number, sign: 1 | -1): void {
    const { groups, seat, request } = pod.component
    groups.count(pod.identity, host, sign)
    this.#peers.count(seat, pod.identity, host, sign)
    if (request.together !== undefined) this.#together.move(request.together, pod.identity, host, sign)
    if (request.batch === true) this.#batch.move(pod, host, sign)
  }
}

/** Whether its own address is no part of what a pod holds. */
function keepsAddress({ kept }: PodRecord): boolean {
  return kept !== null && kept.address !== null
}
