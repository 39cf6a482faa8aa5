import type { PodSize } from '../../src/model/size.ts'
import { NUMA } from './fleet-view.ts'
import { takesVf } from './modes.ts'
import type { Ask, Held } from './pods.ts'
import { areFullCores, goesEvenly, milliOf, roomOn, roomsOf, threadsOf, unitOf } from './shares.ts'
import type { State } from './state.ts'
import { bitCount } from './text.ts'

/** Brute force over sets of NumaNodes; bit n of a mask is NumaNode n. */

/** Masks of each size, ascending. */
const MASKS: readonly (readonly number[])[] = Array.from({ length: NUMA + 1 }, (_, size) => {
  return Array.from({ length: 1 << NUMA }, (_, mask) => mask).filter((mask) => bitCount(mask) === size)
})

/** Whether a new pod fits into the NumaNodes of the mask. */
export function holdsNew(state: State, ask: Ask, host: number, mask: number): boolean {
  const { network, numa, fullCores = false } = ask.component.request
  if (numa === 'spread' && !goesEvenlyNew(state, ask, host)) return false
  let cpus = 0
  let memory = 0
  let vfs = 0
  for (let n = 0, bits = mask; bits !== 0; n++, bits >>>= 1) {
    if ((bits & 1) === 0) continue
    cpus += roomOn(state, fullCores, host, n)
    memory += state.freeMemoryNuma[host * NUMA + n]
    vfs += state.freeVfNuma[host * NUMA + n]
  }
  if (takesVf(network) && vfs <= 0) return false
  return cpus >= ask.cpus && memory >= ask.memoryMib && state.devices.suffice(ask, host, mask)
}

function goesEvenlyNew(state: State, ask: Ask, host: number): boolean {
  const numas = Array.from({ length: state.view.numaCount[host] }, (_, n) => n)
  const least = numas.map(() => 0)
  const cpus = roomsOf(state, ask.component.request.fullCores === true, host)
  const memory = numas.map((n) => state.freeMemoryNuma[host * NUMA + n])
  const unit = unitOf(state, ask, host)
  return goesEvenly(ask.cpus, unit, { least, most: cpus }) && goesEvenly(ask.memoryMib, 1, { least, most: memory })
}

/** Whether any set of exactly `size` NumaNodes of the host passes. Holding is monotone: a size speaks for all below. */
export function anySet(state: State, host: number, size: number, holds: (mask: number) => boolean): boolean {
  const all = (1 << state.view.numaCount[host]) - 1
  for (const mask of MASKS[size]) {
    if (mask > all) break
    if (holds(mask)) return true
  }
  return false
}

/**
 * The set the documented rule takes for a new pod: of the smallest that can hold it the one with the fewest free Cpus
 * (`pack`) or the most (`spread`), then the lowest mask. 0 when the policy allows none.
 */
export function chosenSet(state: State, ask: Ask, host: number): number {
  const { numa } = ask.component.request
  const all = (1 << state.view.numaCount[host]) - 1
  if (numa === 'spread') return holdsNew(state, ask, host, all) ? all : 0
  const sizeMax = numa === 'single' ? 1 : state.view.numaCount[host]
  const sign = ask.component.profile.packs ? -1 : 1
  for (let size = 1; size <= sizeMax; size++) {
    let best = 0
    let bestFree = Number.NEGATIVE_INFINITY
    for (const mask of MASKS[size]) {
      if (mask > all) break
      if (!holdsNew(state, ask, host, mask)) continue
      const free = sign * freeIn(state, host, mask)
      if (free <= bestFree) continue
      best = mask
      bestFree = free
    }
    if (best !== 0) return best
  }
  return 0
}

/** Free Cpus in the NumaNodes of the mask. */
export function freeIn(state: State, host: number, mask: number): number {
  let cpus = 0
  for (let n = 0, bits = mask; bits !== 0; n++, bits >>>= 1) if (bits & 1) cpus += state.freeCpuNuma[host * NUMA + n]
  return cpus
}

/** Usable Cpus of a set that lie on one NumaNode. */
export function cpusOn(state: State, host: number, numa: number, cpus: Int32Array): number {
  const { words, numaCpus } = state.view
  let count = 0
  for (let w = 0; w < words; w++)
    if (cpus[w] !== 0) count += bitCount(cpus[w] & numaCpus[(host * NUMA + numa) * words + w])
  return count
}

/** The NumaNodes of a holding: of its Cpus, of its memory and of its devices. */
export function numaMaskOf(state: State, held: Held): number {
  const { view } = state
  let mask = deviceMaskOf(state, held)
  for (let n = 0; n < view.numaCount[held.host]; n++) {
    if (held.memory[n] > 0 || cpusOn(state, held.host, n, held.cpus) > 0) mask |= 1 << n
  }
  return mask
}

function deviceMaskOf({ view }: State, { host, vf, gpus }: Held): number {
  const near = vf < 0 ? 0 : 1 << view.vfNuma[host][vf]
  return gpus.reduce((mask, gpu) => mask | (1 << (view.hosts[host].gpus?.[gpu].numa ?? 0)), near)
}

/** Whether the pod's host, its NumaNodes aside, has the Cpus for a new size. */
export function hasCpusFor(state: State, ask: Ask, held: Held, size: PodSize): boolean {
  const moreMilli = milliOf(size) - milliOf({ cpus: held.cpuCount, cpuMilli: held.cpuMilli })
  if (moreMilli > Math.max(0, state.freeMilli[held.host])) return false
  if (!keepsFullCores(state, ask, held)) return true
  const more = size.cpus - held.cpuCount
  const room = roomsOf(state, true, held.host).reduce((sum, cpus) => sum + cpus, 0)
  return more % threadsOf(state, held.host) === 0 && more <= room
}

/** Whether a resize deals in full cores: as asked, and as it is. */
export function keepsFullCores(state: State, ask: Ask, held: Held): boolean {
  return ask.component.request.fullCores === true && areFullCores(state, held)
}

/** Whether the NumaNodes of the mask can hold the pod at its new size, given what a resize must retain. */
export function holdsResized(state: State, ask: Ask, held: Held, size: PodSize, mask: number): boolean {
  const { host } = held
  if (!hasCpusFor(state, ask, held, size)) return false
  if (ask.component.request.numa === 'spread') return holdsEvenly(state, ask, held, size)
  if ((deviceMaskOf(state, held) & ~mask) !== 0) return false
  const fullCores = keepsFullCores(state, ask, held)
  let cpusInside = 0
  let memoryInside = 0
  for (let n = 0; n < state.view.numaCount[host]; n++) {
    const cpusHere = cpusOn(state, host, n, held.cpus)
    const memoryHere = held.memory[n]
    if ((mask >>> n) & 1) {
      cpusInside += cpusHere + (size.cpus >= held.cpuCount ? roomOn(state, fullCores, host, n) : 0)
      memoryInside += memoryHere + (size.memoryMib >= held.memoryMib ? state.freeMemoryNuma[host * NUMA + n] : 0)
    } else if ((size.cpus >= held.cpuCount && cpusHere > 0) || (size.memoryMib >= held.memoryMib && memoryHere > 0)) {
      return false
    }
  }
  return cpusInside >= size.cpus && memoryInside >= size.memoryMib
}

function holdsEvenly(state: State, ask: Ask, held: Held, size: PodSize): boolean {
  const { host } = held
  const fullCores = keepsFullCores(state, ask, held)
  const numas = Array.from({ length: state.view.numaCount[host] }, (_, n) => n)
  const none = numas.map(() => 0)
  const goes = (now: number, then: number, unit: number, own: readonly number[], room: readonly number[]): boolean => {
    if (now === then) return true
    if (then < now) return goesEvenly(then, unit, { least: none, most: own })
    return goesEvenly(then, unit, { least: own, most: own.map((part, n) => part + room[n]) })
  }
  const cpus = numas.map((n) => cpusOn(state, host, n, held.cpus))
  const memory = numas.map((n) => held.memory[n])
  const freeMemory = numas.map((n) => state.freeMemoryNuma[host * NUMA + n])
  const unit = fullCores ? threadsOf(state, host) : 1
  return (
    goes(held.cpuCount, size.cpus, unit, cpus, roomsOf(state, fullCores, host)) &&
    goes(held.memoryMib, size.memoryMib, 1, memory, freeMemory)
  )
}
