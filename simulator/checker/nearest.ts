import type { NearestChange } from '../../src/model/decision.ts'
import { FIRST_RESOURCE_FILTER, firstFailing, firstPool } from './fit.ts'
import { DISKS, NUMA } from './fleet-view.ts'
import { cpusOn, numaMaskOf } from './numa.ts'
import type { Ask, Held } from './pods.ts'
import type { State } from './state.ts'
import { bitCount } from './text.ts'

/** What refusing a pod means, by search over all hosts (docs/ARCHITECTURE.md "Refusals"). */

export const RESOURCES = ['cpus', 'memoryMib', 'diskMib', 'ioKibps', 'vf', 'ip'] as const

export interface Refusal {
  /** A host on which the pod fits after all, or -1. */
  readonly fits: number
  /** Hosts by first failing filter, in the order of FILTERS. */
  readonly hosts: readonly number[]
  readonly nearest: NearestChange | null
}

/** Searches every host for the pod. except: a host that does not count, -1 for none. */
export function searchAll(state: State, ask: Ask, except = -1): Refusal {
  const hosts = new Array<number>(10).fill(0)
  const shortages = new Shortages()
  let fits = -1
  for (let host = 0; host < state.view.hosts.length; host++) {
    if (host === except) continue
    const filter = firstFailing(state, ask, host)
    if (filter < 0) fits = fits < 0 ? host : fits
    else hosts[filter]++
    if (filter >= FIRST_RESOURCE_FILTER) addShortages(state, ask, host, shortages)
  }
  const { request } = ask.component
  return { fits, hosts, nearest: shortages.nearest([ask.cpus, ask.memoryMib, request.diskMib, request.ioKibps, 1, 1]) }
}

/** The smallest change that makes a resize fit on the pod's own host, one NumaNode under `single`. */
export function nearestResize(
  state: State,
  ask: Ask,
  held: Held,
  cpus: number,
  memoryMib: number,
): NearestChange | null {
  const { host } = held
  const shortages = new Shortages()
  const single = ask.component.request.numa === 'single'
  if (single && bitCount(numaMaskOf(state, held)) > 1) return null // One that was found so is never one change away.
  let home = 0
  while (single && home < NUMA - 1 && cpusOn(state, host, home, held.cpus) === 0) home++
  const freeCpus = single ? state.freeCpuNuma[host * NUMA + home] : state.freeCpuCount[host]
  const freeMemory = single ? state.freeMemoryNuma[host * NUMA + home] : state.freeMemory[host]
  const cpusShort = cpus - held.cpuCount - freeCpus
  const memoryShort = memoryMib - held.memoryMib - freeMemory
  if (cpusShort > 0 && memoryShort <= 0) shortages.add(0, cpusShort)
  if (memoryShort > 0 && cpusShort <= 0) shortages.add(1, memoryShort)
  return shortages.nearest([cpus, memoryMib, 1, 1, 1, 1])
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
  const pools = state.view.usablePools[request.network][host]
  const ipFree = firstPool(state, ask, host) >= 0
  const disk = diskShortages(state, ask, host)
  const diskFree = disk.fits
  const single = request.numa === 'single'
  const smallest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let numaFits = false
  for (let n = 0; n < (single ? state.view.numaCount[host] : 1); n++) {
    const at = host * NUMA + n
    const cpus = ask.cpus - (single ? state.freeCpuNuma[at] : state.freeCpuCount[host])
    const memory = ask.memoryMib - (single ? state.freeMemoryNuma[at] : state.freeMemory[host])
    const vf = request.network === 'sriov' && (single ? state.freeVfNuma[at] : state.freeVf[host]) <= 0
    numaFits ||= cpus <= 0 && memory <= 0 && !vf
    if (cpus > 0 && memory <= 0 && !vf) smallest[0] = Math.min(smallest[0], cpus)
    if (memory > 0 && cpus <= 0 && !vf) smallest[1] = Math.min(smallest[1], memory)
    if (vf && cpus <= 0 && memory <= 0 && hasNic(state, host, single ? n : -1)) smallest[2] = 1
  }
  if (diskFree && ipFree) {
    shortages.add(0, smallest[0])
    shortages.add(1, smallest[1])
    shortages.add(4, smallest[2])
  }
  if (numaFits && ipFree && !diskFree) {
    shortages.add(2, disk.capacity)
    shortages.add(3, disk.io)
  }
  if (numaFits && diskFree && !ipFree && pools.length > 0) shortages.add(5, 1)
}

/** Whether a PhysicalFunction lies at the NumaNode (or anywhere, -1), so that it could carry one VF more. */
function hasNic(state: State, host: number, numa: number): boolean {
  return state.view.hosts[host].nics.some((nic) => numa < 0 || nic.numa === numa)
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
