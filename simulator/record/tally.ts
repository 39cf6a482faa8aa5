import type { FilterName } from '../../src/model/decision.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import type { RunCounts } from '../../src/model/run.ts'
import { NumberList } from './number-list.ts'

/**
 * What became of the data of pods that got a place again after their host was lost; one may count under both.
 *
 * volumesKept  had a network volume and have it still
 * pathsLost    had data on a path of the host
 */
export interface AfterHostLoss {
  readonly volumesKept: number
  readonly pathsLost: number
}

/** Counts what a run did, as it does it. */
export class Tally {
  readonly counts: { -readonly [K in keyof RunCounts]: number } = {
    events: 0,
    decisions: 0,
    place: 0,
    resize: 0,
    migrate: 0,
    release: 0,
    refuse: 0,
  }
  readonly resizes = { grow: 0, shrink: 0, refused: 0 }
  readonly placesByCause = new Map<string, number>()
  readonly releasesByCause = new Map<string, number>()
  /** Refusals that name a filter, and hosts it refused in them. */
  readonly refusalsByFilter = new Map<FilterName, { refusals: number; hosts: number }>()
  /** From when a pod was wanted (or wanted again) to its place, and to its readiness. */
  readonly waitsUs = new NumberList()
  readonly startsUs = new NumberList()

  readonly #afterHostLoss = { volumesKept: 0, pathsLost: 0 }
  #hasVolumes = false
  /** What pods that wait again held on the hosts that they lost. */
  readonly #lost = new Map<string, Holding>()

  /** Null where no pod had a volume. */
  get afterHostLoss(): AfterHostLoss | null {
    return this.#hasVolumes ? { ...this.#afterHostLoss } : null
  }

  notePlaced(waitUs: number): void {
    this.waitsUs.push(waitUs)
  }

  noteReady(sinceAskedUs: number): void {
    this.startsUs.push(sinceAskedUs)
  }

  note(decision: Decision): void {
    this.counts.decisions++
    this.counts[decision.kind]++
    if (decision.kind === 'place') this.#notePlace(decision)
    else if (decision.kind === 'release') this.#noteRelease(decision)
    else if (decision.kind === 'resize') this.#noteResize(decision)
    else if (decision.kind === 'refuse') this.#noteRefusal(decision)
  }

  #notePlace({ cause, pod, holding }: Extract<Decision, { kind: 'place' }>): void {
    add(this.placesByCause, cause)
    if (holding.volumePool >= 0) this.#hasVolumes = true
    const before = cause === 'recover' ? this.#lost.get(pod.name) : undefined
    if (before === undefined) return
    this.#lost.delete(pod.name)
    if (before.volumePool >= 0 && before.volumePool === holding.volumePool) this.#afterHostLoss.volumesKept++
    if (before.diskMib > 0) this.#afterHostLoss.pathsLost++
  }

  #noteRelease({ cause, pod, holding }: Extract<Decision, { kind: 'release' }>): void {
    add(this.releasesByCause, cause)
    if (cause === 'host-lost') this.#lost.set(pod.name, holding)
    else this.#lost.delete(pod.name)
  }

  /** One that changes no Cpus is told by its memory. */
  #noteResize({ holding, before }: Extract<Decision, { kind: 'resize' }>): void {
    let change = holding.cpus.length - before.cpus.length
    if (change === 0)
      for (let i = 0; i < before.memoryMib.length; i++) change += holding.memoryMib[i] - before.memoryMib[i]
    if (change >= 0) this.resizes.grow++
    else this.resizes.shrink++
  }

  #noteRefusal({ action, reasons }: Extract<Decision, { kind: 'refuse' }>): void {
    if (action === 'resize') this.resizes.refused++
    for (const { filter, hosts } of reasons) {
      const seen = this.refusalsByFilter.get(filter) ?? { refusals: 0, hosts: 0 }
      seen.refusals++
      seen.hosts += hosts
      this.refusalsByFilter.set(filter, seen)
    }
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
