import { keepFeasible } from '../choose/keep-feasible.ts'
import { createScoreBatch } from '../choose/score-batch.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/**
 * Whether a host's room for a class can be told from its amounts alone: no device but a VF, no share of a NIC, no whole
 * cores, and NumaNodes chosen as every profile does.
 */
export function canCount(klass: PodClass): boolean {
  return klass.gpus === 0 && !klass.sharesNic && !klass.fullCores && !klass.rareNuma && klass.own === null
}

/**
 * [hostCount] pods of such a class that each host has room for, pools of addresses and volumes and rules over wider
 * domains left aside.
 */
export function roomsOf(hosts: HostTable, klass: PodClass): number[] {
  const rooms = new Array<number>(hosts.hostCount).fill(0)
  const batch = createScoreBatch(hosts.hostCount)
  batch.count = hosts.hostCount
  for (let host = 0; host < hosts.hostCount; host++) batch.hosts[host] = host
  keepFeasible(hosts, klass, batch)
  for (let i = 0; i < batch.count; i++) rooms[batch.hosts[i]] = roomOn(hosts, batch.hosts[i], klass)
  return rooms
}

function roomOn(hosts: HostTable, host: number, klass: PodClass): number {
  const { hostRule } = klass
  let room = Math.min(times(hosts.freeCpuMilli(host), klass.allMilli), onNumaNodes(hosts, host, klass))
  if (hostRule !== null && hostRule.limit !== null) room = Math.min(room, hostRule.limit - hostRule.counts[host])
  if (klass.takesVolume) room = Math.min(room, hosts.freeAttachments(host))
  return Math.min(room, onDisks(hosts, host, klass))
}

/** Under `single` what each NumaNode has room for; else what all have together, for a pod may take rests of several. */
function onNumaNodes(hosts: HostTable, host: number, klass: PodClass): number {
  const room = (cpus: number, memoryMib: number, vfs: number): number => {
    return Math.min(times(cpus, klass.cpus), times(memoryMib, klass.memoryMib), klass.takesVf ? vfs : Infinity)
  }
  if (!klass.single) return room(hosts.freeCpus(host), hosts.freeMemoryMib(host), hosts.freeVfs(host))
  let sum = 0
  for (let numa = 0; numa < hosts.numaCount(host); numa++) {
    sum += room(hosts.numaFreeCpus(host, numa), hosts.numaFreeMemoryMib(host, numa), hosts.numaFreeVfs(host, numa))
  }
  return sum
}

function onDisks(hosts: HostTable, host: number, { diskMib, ioKibps }: PodClass): number {
  if (diskMib === 0 && ioKibps === 0) return Infinity
  let sum = 0
  for (let disk = 0; disk < hosts.diskCount(host); disk++) {
    sum += Math.min(times(hosts.diskFreeMib(host, disk), diskMib), times(hosts.diskFreeIoKibps(host, disk), ioKibps))
  }
  return sum
}

/** How often an amount goes into what is free. */
function times(free: number, amount: number): number {
  return amount === 0 ? Infinity : Math.floor(free / amount)
}
