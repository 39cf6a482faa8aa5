import type { Event } from '../../src/model/event.ts'
import type { DemandScopes } from './demand-scopes.ts'

/** Most Cpus that pods which must lie in these IDCs are asked for at once, by stretch of time, and when first. */
export interface AskedCpus {
  readonly idcs: readonly string[]
  readonly peaks: readonly { readonly atUs: number; readonly cpus: number }[]
}

interface Wanted {
  readonly sets: readonly number[]
  milli: number
}

/** Follows what is asked for, whether it gets a place or not: in the whole fleet first, then by sets of IDCs. */
export class AskedCount {
  readonly #scopes: DemandScopes
  readonly #fromUs: readonly number[]
  /** By pod. */
  readonly #wanted = new Map<string, Wanted>()
  /** By set of IDCs. */
  readonly #milli: number[]
  readonly #peaks: { atUs: number; milli: number }[][]
  #stretch = 0

  /** fromUs: where stretches of time begin, ascending, the first at 0. */
  constructor(scopes: DemandScopes, fromUs: readonly number[]) {
    this.#scopes = scopes
    this.#fromUs = fromUs
    this.#milli = scopes.sets.map(() => 0)
    this.#peaks = scopes.sets.map(() => [{ atUs: 0, milli: 0 }])
  }

  observe(event: Event): void {
    const { kind } = event
    if (kind !== 'request' && kind !== 'resize' && kind !== 'release') return
    this.#goOnTo(event.atUs)
    if (kind === 'request') {
      const sets = this.#scopes.setsOf(`${event.game}/${event.component}`)
      this.#wanted.set(event.pod, { sets, milli: 0 })
    }
    const wanted = this.#wanted.get(event.pod)
    if (wanted === undefined) return
    const milli = kind === 'release' ? 0 : 1000 * event.cpus + (event.cpuMilli ?? 0)
    const more = milli - wanted.milli
    wanted.milli = milli
    if (kind === 'release') this.#wanted.delete(event.pod)
    for (const set of wanted.sets) {
      this.#milli[set] += more
      const peak = this.#peaks[set][this.#stretch]
      if (this.#milli[set] > peak.milli) [peak.atUs, peak.milli] = [event.atUs, this.#milli[set]]
    }
  }

  /** Call at the end. */
  finish(): readonly AskedCpus[] {
    this.#goOnTo(Infinity)
    return this.#scopes.sets.map((idcs, set) => {
      return { idcs, peaks: this.#peaks[set].map(({ atUs, milli }) => ({ atUs, cpus: milli / 1000 })) }
    })
  }

  /** What is asked for as a stretch begins is asked for in it. */
  #goOnTo(atUs: number): void {
    while (this.#stretch + 1 < this.#fromUs.length && this.#fromUs[this.#stretch + 1] <= atUs) {
      const fromUs = this.#fromUs[++this.#stretch]
      for (const [set, peaks] of this.#peaks.entries()) peaks.push({ atUs: fromUs, milli: this.#milli[set] })
    }
  }
}
