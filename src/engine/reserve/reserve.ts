import { assert } from '../../base/assert.ts'
import { sortFew } from '../../base/order.ts'
import { NUMA_NODES_MAX } from '../../model/fleet.ts'
import type { Holding } from '../../model/holding.ts'
import { chooseNumaNodes } from '../choose/numa.ts'
import { NUMA_MASK_SIZE } from '../choose/numa-masks.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { Kept } from '../state/kept.ts'
import { pickAddress } from './address.ts'
import { shareByRoom, shareByWeight } from './amounts.ts'
import { pickCpus } from './cpus.ts'
import { pickDisk } from './disk.ts'
import { pickGpus } from './gpus.ts'
import { pickNic } from './nic.ts'
import { cpuRoom, memoryRoom, spreadOver } from './spread-over.ts'
import { pickVf } from './vf.ts'
import { pickVolume } from './volume.ts'

/**
 * Everything a pod of the class gets on a host that is feasible for it. Does not book it.
 *
 * kept  what it brings along, or null
 */
export function reserve(hosts: HostTable, host: number, klass: PodClass, kept: Kept | null): Holding {
  const numaMask = chooseNumaNodes(hosts, host, klass)
  assert(numaMask !== 0, 'a chosen host can hold the pod')
  const { cpus, memoryMib } = pickCpusAndMemory(hosts, host, klass, numaMask)
  const vf = klass.takesVf ? pickVf(hosts, host, numaMask, klass) : -1
  assert(klass.takesVf === vf >= 0, 'a chosen NumaNode has the VF')
  const own = kept?.address ?? pickAddress(hosts, host, klass.addresses[0])
  const overlay = pickAddress(hosts, host, klass.addresses[1])
  const disk = pickDisk(hosts, host, klass)
  const nic = pickNic(hosts, host, klass, vf)
  assert(klass.sharesNic === nic >= 0, 'a chosen host has the NIC')
  const volume = pickVolume(hosts, host, klass, kept)
  const gpus = pickGpus(hosts, host, numaMask, klass.gpus)
  const { diskMib, ioKibps, network, nicMbps, nicKpps } = klass
  // Written out so that all holdings have one hidden shape, as all classes do.
  return {
    host,
    cpus,
    cpuMilli: klass.cpuMilli,
    memoryMib,
    disk,
    diskMib,
    ioKibps,
    network,
    vf,
    gpus,
    nic,
    nicMbps,
    nicKpps,
    pool: own.pool,
    ip: own.ip,
    overlayPool: overlay.pool,
    overlayIp: overlay.ip,
    volumePool: volume.pool,
    volumeMib: volume.mib,
  }
}

function pickCpusAndMemory(
  hosts: HostTable,
  host: number,
  klass: PodClass,
  numaMask: number,
): Pick<Holding, 'cpus' | 'memoryMib'> {
  const numaCount = hosts.numaCount(host)
  const picked: number[] = []
  if (klass.evenly) {
    const shares = spreadOver(hosts, host, klass)
    assert(shares !== null, 'a chosen host has a share of the pod on every NumaNode')
    shares.cpus.forEach((count, numa) => pickCpus(hosts, host, numa, count, klass.fullCores, picked))
    return { cpus: packed(picked), memoryMib: [...shares.memoryMib] }
  }
  if (NUMA_MASK_SIZE[numaMask] === 1) {
    const numa = 31 - Math.clz32(numaMask)
    pickCpus(hosts, host, numa, klass.cpus, klass.fullCores, picked)
    return { cpus: packed(picked), memoryMib: memoryOnOne(klass, numaCount, numa) }
  }
  const cpuShares = shareByRoom(klass.cpus, numaMask, cpuRoom(hosts, host, klass.fullCores))
  cpuShares.forEach((count, numa) => pickCpus(hosts, host, numa, count, klass.fullCores, picked))
  const memoryMib = shareByWeight(klass.memoryMib, numaMask, cpuShares, memoryRoom(hosts, host))
  return { cpus: packed(picked), memoryMib }
}

/** MiB by NumaNode of a pod on one of them: one list for all pods of the class there, as there are as many as pods. */
function memoryOnOne({ memoryMib, memoryOnOne: known }: PodClass, numaCount: number, numa: number): readonly number[] {
  const at = NUMA_NODES_MAX * numaCount + numa
  const list = known[at]
  if (list !== undefined) return list
  const fresh = NOTHING.slice(0, numaCount)
  fresh[numa] = memoryMib
  known[at] = fresh
  return fresh
}

/** Of each NumaNode nothing. */
const NOTHING: number[] = []
while (NOTHING.length < NUMA_NODES_MAX) NOTHING.push(0)

/** In order, without the room to grow that a list filled one by one has: there are as many as pods. */
function packed(picked: number[]): number[] {
  return sortFew(picked).slice()
}
