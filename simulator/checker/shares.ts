import type { PodSize } from '../../src/model/size.ts'
import { NUMA } from './fleet-view.ts'
import type { Ask, Held } from './pods.ts'
import type { State } from './state.ts'
import { bitCount } from './text.ts'

/** Shared Cpus, full cores and even shares by plain counting (docs/ARCHITECTURE.md "What a placement obeys"). */

/** Thousandths of a Cpu that a size takes in all. */
export function milliOf({ cpus, cpuMilli }: Pick<PodSize, 'cpus' | 'cpuMilli'>): number {
  return 1000 * cpus + cpuMilli
}

/** Threads of the host's largest core. */
export function threadsOf(state: State, host: number): number {
  return Math.max(...state.view.hosts[host].numaNodes.flatMap(({ cores }) => cores.map((core) => core.length)), 1)
}

/** What Cpus are counted in: one, or a full core of the host. */
export function unitOf(state: State, ask: Ask, host: number): number {
  return ask.component.request.fullCores === true ? threadsOf(state, host) : 1
}

/** Free Cpus of a NumaNode that the pod may take: any, or those of full cores with all threads free. */
export function roomOn(state: State, fullCores: boolean, host: number, numa: number): number {
  if (!fullCores) return state.freeCpuNuma[host * NUMA + numa]
  const threads = threadsOf(state, host)
  const isFree = (cpu: number): boolean => isIn(state.freeCpus, host * state.view.words, cpu)
  const { cores } = state.view.hosts[host].numaNodes[numa]
  return threads * cores.filter((core) => core.length === threads && core.every(isFree)).length
}

/** `roomOn` of every NumaNode. */
export function roomsOf(state: State, fullCores: boolean, host: number): number[] {
  return Array.from({ length: state.view.numaCount[host] }, (_, numa) => roomOn(state, fullCores, host, numa))
}

/** Whether a set of Cpus is full cores with all their threads. */
export function areFullCores(state: State, { host, cpus }: Held): boolean {
  const threads = threadsOf(state, host)
  const cores = state.view.hosts[host].numaNodes.flatMap((numa) => numa.cores)
  return cores.every((core) => {
    const held = core.filter((cpu) => isIn(cpus, 0, cpu)).length
    return held === 0 || held === threads
  })
}

/** What parts may be: no fewer than `least` of any, no more than `most`. */
export interface Bounds {
  readonly least: readonly number[]
  readonly most: readonly number[]
}

/** Whether an amount goes into parts that are as equal as units allow, within bounds: by trying who gets one more. */
export function goesEvenly(amount: number, unit: number, { least, most }: Bounds): boolean {
  return someEven(amount, unit, most.length, (shares) => {
    return shares.every((share, i) => share >= least[i] && share <= most[i])
  })
}

/** The least that the parts, which can take `room`, lack in sum for an even amount. */
export function lackingEvenly(amount: number, unit: number, room: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY
  someEven(amount, unit, room.length, (shares) => {
    best = Math.min(
      best,
      shares.reduce((sum, share, i) => sum + Math.max(0, share - room[i]), 0),
    )
    return false
  })
  return best
}

/** The shares of a new pod: one unit more where most room is, ties to the lowest NumaNodes. */
export function chosenShares(amount: number, unit: number, room: readonly number[]): readonly number[] {
  let best: readonly number[] = []
  let bestKey = Number.NEGATIVE_INFINITY
  someEven(amount, unit, room.length, (shares) => {
    // Of the shares that are within the room, those that weigh most where the room is large.
    const key = shares.reduce((sum, share, i) => sum + share * room[i], 0)
    if (key <= bestKey || shares.some((share, i) => share > room[i])) return false
    best = shares
    bestKey = key
    return false
  })
  return best
}

function someEven(amount: number, unit: number, parts: number, test: (shares: readonly number[]) => boolean): boolean {
  if (amount % unit !== 0) return false
  const extra = (amount / unit) % parts
  const low = (amount - extra * unit) / parts
  for (let mask = 0; mask < 1 << parts; mask++) {
    if (bitCount(mask) !== extra) continue
    if (test(Array.from({ length: parts }, (_, i) => low + ((mask >>> i) & 1) * unit))) return true
  }
  return false
}

function isIn(words: Int32Array, from: number, cpu: number): boolean {
  return ((words[from + (cpu >>> 5)] >>> (cpu & 31)) & 1) === 1
}
