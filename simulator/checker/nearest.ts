import type { NearestChange } from '../../src/model/decision.ts'
import type { PodSize } from '../../src/model/size.ts'
import { sharesNic } from './devices.ts'
import { dryNetworks, FILTERS, FIRST_RESOURCE_FILTER, firstFailing, keptReaches } from './fit.ts'
import { DISKS, NUMA } from './fleet-view.ts'
import { takesVf } from './modes.ts'
import { keepsFullCores, numaMaskOf } from './numa.ts'
import type { Ask, Held } from './pods.ts'
import { lackingEvenly, milliOf, roomsOf, threadsOf, unitOf } from './shares.ts'
import type { State } from './state.ts'
import { bitCount } from './text.ts'

/** What refusing a pod means, by search over all hosts (docs/ARCHITECTURE.md "Refusals"). */

const ON_HOST = ['cpus', 'memoryMib', 'diskMib', 'ioKibps', 'vf', 'gpu', 'nicMbps', 'nicKpps', 'ip'] as const
export const RESOURCES = [...ON_HOST, 'volumeAttach', 'volumeMib'] as const

export interface Refusal {
  /** A host on which the pod fits after all, or -1. */
  readonly fits: number
  /** Hosts by first failing filter, in the order of FILTERS. */
  readonly hosts: readonly number[]
  readonly nearest: NearestChange | null
}

/** Searches every host for the pod. except: a host that does not count, -1 for none. */
export function searchAll(state: State, ask: Ask, except = -1): Refusal {
  const hosts = new Array<number>(FILTERS.length).fill(0)
  const shortages = new Shortages()
  let fits = -1
  for (let host = 0; host < state.view.hosts.length; host++) {
    if (host === except) continue
    const filter = firstFailing(state, ask, host)
    if (filter < 0) fits = fits < 0 ? host : fits
    else hosts[filter]++
    if (filter >= FIRST_RESOURCE_FILTER) addShortages(state, ask, host, shortages)
  }
  const { diskMib, ioKibps, gpus = 0, nicMbps = 0, nicKpps = 0, volumeMib = 0 } = ask.component.request
  const cpus = Math.ceil(milliOf(ask) / 1000)
  const asked = [cpus, ask.memoryMib, diskMib, ioKibps, 1, gpus, nicMbps, nicKpps, 1, 1, volumeMib]
  return { fits, hosts, nearest: shortages.nearest(asked) }
}

/** The smallest change that makes a resize fit on the pod's own host, one NumaNode under `single`. */
export function nearestResize(state: State, ask: Ask, held: Held, size: PodSize): NearestChange | null {
  const { host } = held
  const { numa } = ask.component.request
  const fullCores = keepsFullCores(state, ask, held)
  const unit = fullCores ? threadsOf(state, host) : 1
  const more = size.cpus - held.cpuCount
  if (numa === 'spread' || more % unit !== 0) return null
  const standsOn = numaMaskOf(state, held)
  if (numa === 'single' && bitCount(standsOn) > 1) return null // One that was found so is never one change away.
  const room = roomsOf(state, fullCores, host)
  const milli = milliOf(size) - milliOf({ cpus: held.cpuCount, cpuMilli: held.cpuMilli })
  const shared = milli > 0 ? Math.ceil((milli - state.freeMilli[host]) / (1000 * unit)) * unit : 0
  const cpusAlone: number[] = []
  const memoryAlone: number[] = []
  const judge = (freeCpus: number, freeMemory: number): void => {
    const cpusShort = Math.max(more - freeCpus, shared)
    const memoryShort = size.memoryMib - held.memoryMib - freeMemory
    if (cpusShort > 0 && memoryShort <= 0) cpusAlone.push(cpusShort)
    if (memoryShort > 0 && cpusShort <= 0) memoryAlone.push(memoryShort)
  }
  room.forEach((cpus, n) => {
    if (numa === 'single' && (standsOn === 0 || standsOn === 1 << n)) judge(cpus, state.freeMemoryNuma[host * NUMA + n])
  })
  const sum = room.reduce((all, cpus) => all + cpus, 0)
  if (numa !== 'single') judge(sum, state.freeMemory[host])
  if (cpusAlone.length > 0) return { resource: 'cpus', amount: Math.min(...cpusAlone), hosts: 1 }
  if (memoryAlone.length > 0) return { resource: 'memoryMib', amount: Math.min(...memoryAlone), hosts: 1 }
  return null
}

/** By resource: the smallest shortage of a host that is short of nothing else, and how many hosts have it. */
class Shortages {
  readonly #amount = new Array<number>(RESOURCES.length).fill(Number.POSITIVE_INFINITY)
  readonly #hosts = new Array<number>(RESOURCES.length).fill(0)

  /** One host's shortage; Infinity when more of the resource alone would not help. */
  add(resource: number, amount: number): void {
    if (amount === Number.POSITIVE_INFINITY || amount > this.#amount[resource]) return
    if (amount < this.#amount[resource]) this.#hosts[resource] = 0
    this.#amount[resource] = amount
    this.#hosts[resource]++
  }

  /** The smallest shortage relative to what is asked, ties in the order of RESOURCES. asked: by resource. */
  nearest(asked: readonly number[]): NearestChange | null {
    let best = -1
    for (let r = 0; r < RESOURCES.length; r++) {
      if (this.#hosts[r] === 0) continue
      if (best < 0 || this.#amount[r] / asked[r] < this.#amount[best] / asked[best]) best = r
    }
    return best < 0 ? null : { resource: RESOURCES[best], amount: this.#amount[best], hosts: this.#hosts[best] }
  }
}

/** Tries each resource alone: by how much more of it the pod would fit on the host, everything else as it is. */
function addShortages(state: State, ask: Ask, host: number, shortages: Shortages): void {
  const { request } = ask.component
  const dry = dryNetworks(state, ask, host)
  const reaches = keptReaches(state, ask, host)
  const ipFree = reaches && dry.length === 0
  const oneDry = reaches && dry.length === 1 && state.view.usablePools[dry[0]][host].length > 0
  const disk = diskShortages(state, ask, host)
  const diskFree = disk.fits
  const volume = state.volumes.lacking(ask, host)
  const volumeFree = volume.attach === 0 && volume.mib === 0
  const single = request.numa === 'single'
  /** Cpus, MiB, VFs, GPUs, Mbit/s, kpps: the smallest shortage of a place that is short of that alone. */
  const smallest = new Array<number>(6).fill(Number.POSITIVE_INFINITY)
  let numaFits = false
  for (let n = 0; n < (single ? state.view.numaCount[host] : 1); n++) {
    for (const short of placeShortages(state, ask, host, single ? n : -1)) {
      const lacking = short.flatMap((amount, i) => (amount > 0 ? [i] : []))
      if (lacking.length === 0) numaFits = true
      if (lacking.length === 1) smallest[lacking[0]] = Math.min(smallest[lacking[0]], short[lacking[0]])
    }
  }
  if (diskFree && ipFree && volumeFree)
    [0, 1, 4, 5, 6, 7].forEach((resource, i) => shortages.add(resource, smallest[i]))
  if (numaFits && ipFree && volumeFree && !diskFree) {
    shortages.add(2, disk.capacity)
    shortages.add(3, disk.io)
  }
  if (numaFits && diskFree && volumeFree && oneDry) shortages.add(8, 1)
  if (!numaFits || !diskFree || !ipFree) return
  if (volume.attach > 0 && volume.mib === 0) shortages.add(9, volume.attach)
  if (volume.mib > 0 && volume.attach === 0) shortages.add(10, volume.mib)
}

/**
 * What a NumaNode (-1: the host as a whole) lacks, once for each NIC the pod could have its VF or its shares on:
 * Cpus, MiB, VFs, GPUs, Mbit/s, kpps; at or below 0 where there is enough.
 */
function placeShortages(state: State, ask: Ask, host: number, numa: number): number[][] {
  const { network, gpus = 0, nicMbps = 0, nicKpps = 0 } = ask.component.request
  const at = host * NUMA + numa
  const isEven = ask.component.request.numa === 'spread'
  const cpus = cpusLacking(state, ask, host, numa)
  const freeMemory = numa >= 0 ? state.freeMemoryNuma[at] : state.freeMemory[host]
  const memory = isEven ? lackingEvenly(ask.memoryMib, 1, memoryOf(state, host)) : ask.memoryMib - freeMemory
  const gpu = gpus - state.devices.freeGpus(host, numa >= 0 ? 1 << numa : -1)
  const sriov = takesVf(network)
  if (!sriov && !sharesNic(ask)) return [[cpus, memory, 0, gpu, 0, 0]]
  return state.view.hosts[host].nics.flatMap((nic, i) => {
    if (sriov && numa >= 0 && nic.numa !== numa) return []
    const { freeMbps, freeKpps, freeVfs } = state.devices.nic(host, i)
    return [[cpus, memory, sriov && freeVfs <= 0 ? 1 : 0, gpu, nicMbps - freeMbps, nicKpps - freeKpps]]
  })
}

/** Cpus that are missing; Infinity when no number of full cores is what is asked for. */
function cpusLacking(state: State, ask: Ask, host: number, numa: number): number {
  const unit = unitOf(state, ask, host)
  if (ask.cpus % unit !== 0) return Number.POSITIVE_INFINITY
  const room = roomsOf(state, ask.component.request.fullCores === true, host)
  const free = numa >= 0 ? room[numa] : room.reduce((sum, cpus) => sum + cpus, 0)
  const own = ask.component.request.numa === 'spread' ? lackingEvenly(ask.cpus, unit, room) : ask.cpus - free
  return Math.max(own, unit * Math.ceil((milliOf(ask) - state.freeMilli[host]) / (1000 * unit)))
}

function memoryOf(state: State, host: number): number[] {
  return Array.from({ length: state.view.numaCount[host] }, (_, n) => state.freeMemoryNuma[host * NUMA + n])
}

/** fits: whether some disk does; capacity and io: the smallest shortage of a disk that lacks that alone. */
function diskShortages(state: State, ask: Ask, host: number): { fits: boolean; capacity: number; io: number } {
  const { diskMib, ioKibps } = ask.component.request
  let fits = diskMib === 0 && ioKibps === 0
  let capacity = Number.POSITIVE_INFINITY
  let io = Number.POSITIVE_INFINITY
  for (let d = 0; d < state.view.hosts[host].disks.length; d++) {
    const mibShort = diskMib - state.freeDisk[host * DISKS + d]
    const ioShort = ioKibps - state.freeIo[host * DISKS + d]
    fits ||= mibShort <= 0 && ioShort <= 0
    if (mibShort > 0 && ioShort <= 0) capacity = Math.min(capacity, mibShort)
    if (ioShort > 0 && mibShort <= 0) io = Math.min(io, ioShort)
  }
  return { fits, capacity, io }
}
