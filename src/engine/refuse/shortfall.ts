import { sumOf } from '../../base/sum.ts'
import { type NearestChange, SHORT_RESOURCES } from '../../model/decision.ts'
import type { PodClass } from '../pod-class.ts'
import { evenShortage } from '../reserve/even-shares.ts'
import { cpuRoom, memoryRoom } from '../reserve/spread-over.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * Smallest amount of one resource alone that a host misses, by position in SHORT_RESOURCES; Infinity where more than
 * one is missing.
 */
export type Shortfall = number[]

/** What is missing on one choice of NumaNode and disk, by position in SHORT_RESOURCES. */
type Missing = readonly number[]

/**
 * For each resource: how much richer in it alone the host would have to be to take the pod.
 * The host already passes HostUp, Where and all filters up to Apart.
 */
export function shortfallOf(hosts: HostTable, host: number, klass: PodClass): Shortfall {
  const best = SHORT_RESOURCES.map(() => Number.POSITIVE_INFINITY)
  const [ip, volumeAttach, volumeMib] = [missingIp(hosts, host, klass), ...missingVolume(hosts, host, klass)]
  for (const numa of klass.single ? numasOf(hosts, host) : [WHOLE_HOST]) {
    const [cpus, memoryMib, gpus] = missingOnNumaNode(hosts, host, klass, numa)
    for (const [diskMib, ioKibps] of missingOnDisks(hosts, host, klass)) {
      for (const [vf, nicMbps, nicKpps] of missingOnNics(hosts, host, klass, numa)) {
        keepIfAlone(best, [cpus, memoryMib, diskMib, ioKibps, vf, gpus, nicMbps, nicKpps, ip, volumeAttach, volumeMib])
      }
    }
  }
  return best
}

function keepIfAlone(best: number[], missing: Missing): void {
  const short = missing.findIndex((amount) => amount > 0)
  if (short < 0 || missing.some((amount, i) => i !== short && amount > 0)) return
  best[short] = Math.min(best[short], missing[short])
}

/** In place of a NumaNode: the host as a whole. */
const WHOLE_HOST = -1

function numasOf(hosts: HostTable, host: number): number[] {
  return Array.from({ length: hosts.numaCount(host) }, (_, numa) => numa)
}

/** Cpus, MiB and GPUs. */
function missingOnNumaNode(hosts: HostTable, host: number, klass: PodClass, numa: number): Missing {
  const isWhole = numa === WHOLE_HOST
  const freeGpus = isWhole ? hosts.gpus.free(host) : hosts.gpus.numaFree(host, numa)
  const gpus = Math.max(0, klass.gpus - freeGpus)
  if (klass.evenly) {
    const memoryMib = evenShortage(klass.memoryMib, 1, memoryRoom(hosts, host))
    return [missingCpus(hosts, host, klass, numa), memoryMib, gpus]
  }
  const freeMemoryMib = isWhole ? hosts.freeMemoryMib(host) : hosts.numaFreeMemoryMib(host, numa)
  return [missingCpus(hosts, host, klass, numa), Math.max(0, klass.memoryMib - freeMemoryMib), gpus]
}

/** Cpus, whole full cores where the pod takes nothing less; Infinity where no count of them would do. */
function missingCpus(hosts: HostTable, host: number, klass: PodClass, numa: number): number {
  const { cpus, fullCores } = klass
  const unit = fullCores ? hosts.cpus.threadsPerCore(host) : 1
  if (cpus % unit !== 0) return Number.POSITIVE_INFINITY
  const milliShort = Math.max(0, klass.allMilli - hosts.freeCpuMilli(host))
  const room = cpuRoom(hosts, host, fullCores)
  const short = klass.evenly ? evenShortage(cpus, unit, room) : cpus - (numa === WHOLE_HOST ? sumOf(room) : room[numa])
  return Math.max(0, short, unit * Math.ceil(milliShort / (1000 * unit)))
}

/** VFs, Mbit/s and kpps on each NIC that the pod may use. */
function missingOnNics(hosts: HostTable, host: number, klass: PodClass, numa: number): Missing[] {
  if (!klass.takesVf && !klass.sharesNic) return [[0, 0, 0]]
  const { nics } = hosts
  const usable = Array.from({ length: nics.count(host) }, (_, nic) => nic).filter(
    (nic) => !klass.takesVf || numa === WHOLE_HOST || nics.numaOf(host, nic) === numa,
  )
  return usable.map((nic) => [
    klass.takesVf && nics.freeVfs(host, nic) === 0 ? 1 : 0,
    Math.max(0, klass.nicMbps - nics.freeMbps(host, nic)),
    Math.max(0, klass.nicKpps - nics.freeKpps(host, nic)),
  ])
}

function missingOnDisks(hosts: HostTable, host: number, klass: PodClass): Missing[] {
  if (klass.diskMib === 0 && klass.ioKibps === 0) return [[0, 0]]
  return Array.from({ length: hosts.diskCount(host) }, (_, disk) => [
    Math.max(0, klass.diskMib - hosts.diskFreeMib(host, disk)),
    Math.max(0, klass.ioKibps - hosts.diskFreeIoKibps(host, disk)),
  ])
}

function missingIp(hosts: HostTable, host: number, klass: PodClass): number {
  const { keptPool, addresses } = klass
  if (keptPool >= 0 && !hosts.pools.reaches(keptPool, host)) return Number.POSITIVE_INFINITY
  const needed = keptPool < 0 ? addresses : addresses.slice(1)
  const dry = needed.filter((network) => hosts.pools.firstFreePool(host, network) < 0)
  if (dry.length === 0) return 0
  const isOneAway = dry.length === 1 && hosts.pools.usable(host, dry[0]).length > 0
  return isOneAway ? 1 : Number.POSITIVE_INFINITY
}

/** Attachments, and MiB of the pool that lacks least; Infinity where the host reaches none that may give the volume. */
function missingVolume(hosts: HostTable, host: number, klass: PodClass): readonly [number, number] {
  if (!klass.takesVolume) return [0, 0]
  const { volumes } = hosts
  let mib = Number.POSITIVE_INFINITY
  for (const pool of volumes.usable(host, klass.volumePool)) {
    mib = Math.min(mib, Math.max(0, klass.volumeMib - volumes.freeMib(pool)))
  }
  return [hosts.freeAttachments(host) > 0 ? 0 : 1, mib]
}

/** The nearest change over hosts: smallest amount per resource, then the resource whose amount ÷ asked is smallest. */
export class NearestSearch {
  readonly #amounts = SHORT_RESOURCES.map(() => Number.POSITIVE_INFINITY)
  readonly #hosts = SHORT_RESOURCES.map(() => 0)

  add(shortfall: Shortfall): void {
    shortfall.forEach((amount, i) => {
      if (amount === Number.POSITIVE_INFINITY || amount > this.#amounts[i]) return
      this.#hosts[i] = amount < this.#amounts[i] ? 1 : this.#hosts[i] + 1
      this.#amounts[i] = amount
    })
  }

  /** asked: what the pod asks for, by position in SHORT_RESOURCES. */
  nearest(asked: readonly number[]): NearestChange | null {
    let best = -1
    for (let i = 0; i < this.#amounts.length; i++) {
      if (this.#hosts[i] === 0) continue
      if (best < 0 || this.#amounts[i] / asked[i] < this.#amounts[best] / asked[best]) best = i
    }
    return best < 0 ? null : { resource: SHORT_RESOURCES[best], amount: this.#amounts[best], hosts: this.#hosts[best] }
  }
}
