import { DISKS, NUMA } from '../fleet-view.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'
import { bitCount } from '../text.ts'
import { checkVolumeConservation } from './volumes.ts'

/**
 * L6 at the end: held + free = allocatable, for every column of every host and every pool. What is held is summed anew
 * from the live holdings and what others use, what is free is what the log left after all that began and ended.
 */
export function checkConservation(state: State, findings: Findings): void {
  const sums = sumHoldings(state)
  const { view } = state
  const same = (what: string, free: number, held: number, allocatable: number, host?: string): void => {
    findings.checks.L6++
    if (free + held === allocatable) return
    findings.violate('L6', `${what}: ${free} free and ${held} held, ${allocatable} allocatable`, undefined, host)
  }
  view.hosts.forEach((host, h) => {
    same('Cpus', state.freeCpuCount[h], sums.cpus[h], host.allocatable.cpus, host.name)
    same('Cpus in thousandths', state.freeMilli[h], sums.milli[h], 1000 * host.allocatable.cpus, host.name)
    same('memoryMib', state.freeMemory[h], sums.memory[h], host.allocatable.memoryMib, host.name)
    same('VFs', state.freeVf[h], sums.vfs[h], host.allocatable.vfs, host.name)
    let freeCpus = 0
    for (let w = 0; w < view.words; w++) freeCpus += bitCount(state.freeCpus[h * view.words + w])
    same('Cpus by number', freeCpus, sums.cpus[h], host.allocatable.cpus, host.name)
    host.numaNodes.forEach((numa, n) => {
      const at = h * NUMA + n
      same(`memoryMib of NumaNode ${n}`, state.freeMemoryNuma[at], sums.memoryNuma[at], numa.memoryMib, host.name)
    })
    host.nics.forEach((nic, i) => {
      const { freeMbps, freeKpps } = state.devices.nic(h, i)
      same(`Mbit/s of NIC ${nic.name}`, freeMbps, sums.mbps[h].get(i) ?? 0, nic.mbps ?? 0, host.name)
      same(`kpps of NIC ${nic.name}`, freeKpps, sums.kpps[h].get(i) ?? 0, nic.kpps ?? 0, host.name)
    })
    const gpus = host.gpus?.length ?? 0
    same('GPUs', state.devices.freeGpus(h, -1), sums.gpus[h], gpus, host.name)
    host.disks.forEach((disk, d) => {
      const at = h * DISKS + d
      same(`MiB of disk ${disk.name}`, state.freeDisk[at], sums.disk[at], disk.capacityMib, host.name)
      same(`KiB/s of disk ${disk.name}`, state.freeIo[at], sums.io[at], disk.ioKibps, host.name)
    })
  })
  view.pools.forEach((pool, p) => {
    same(`addresses of pool ${pool.name}`, state.addresses.free[p], sums.addresses[p], pool.size)
  })
  checkVolumeConservation(state, same)
}

interface Sums {
  readonly cpus: Float64Array // [host]
  readonly milli: Float64Array // [host] of shared Cpus and of exclusive ones
  readonly memory: Float64Array // [host] MiB
  readonly memoryNuma: Float64Array // [host × NUMA] MiB
  readonly disk: Float64Array // [host × DISKS] MiB
  readonly io: Float64Array // [host × DISKS] KiB/s
  readonly vfs: Float64Array // [host]
  readonly gpus: Float64Array // [host]
  readonly mbps: readonly Map<number, number>[] // [host] by NIC
  readonly kpps: readonly Map<number, number>[] // [host] by NIC
  readonly addresses: Float64Array // [pool]
}

function sumHoldings(state: State): Sums {
  const hostCount = state.view.hosts.length
  const column = (stride: number): Float64Array => new Float64Array(hostCount * stride)
  const sums: Sums = {
    cpus: column(1),
    milli: column(1),
    memory: column(1),
    memoryNuma: column(NUMA),
    disk: column(DISKS),
    io: column(DISKS),
    vfs: column(1),
    gpus: column(1),
    mbps: state.view.hosts.map(() => new Map()),
    kpps: state.view.hosts.map(() => new Map()),
    addresses: new Float64Array(state.view.pools.length),
  }
  for (const [host, foreign] of state.foreign) {
    for (let w = 0; w < state.view.words; w++) sums.cpus[host] += bitCount(foreign.cpus[w])
    for (let n = 0; n < NUMA; n++) {
      sums.memory[host] += foreign.memory[n]
      sums.memoryNuma[host * NUMA + n] += foreign.memory[n]
    }
  }
  for (const { held, kept } of state.pods.values()) {
    if (kept !== null) sums.addresses[kept.pool]++
    if (held === null) continue
    const { host } = held
    for (let w = 0; w < state.view.words; w++) sums.cpus[host] += bitCount(held.cpus[w])
    for (let n = 0; n < NUMA; n++) {
      sums.memory[host] += held.memory[n]
      sums.memoryNuma[host * NUMA + n] += held.memory[n]
    }
    sums.milli[host] += held.cpuMilli
    if (held.disk >= 0) sums.disk[host * DISKS + held.disk] += held.diskMib
    if (held.disk >= 0) sums.io[host * DISKS + held.disk] += held.ioKibps
    if (held.vf >= 0) sums.vfs[host]++
    sums.gpus[host] += held.gpus.length
    if (held.nic >= 0) {
      sums.mbps[host].set(held.nic, (sums.mbps[host].get(held.nic) ?? 0) + held.nicMbps)
      sums.kpps[host].set(held.nic, (sums.kpps[host].get(held.nic) ?? 0) + held.nicKpps)
    }
    for (const { pool } of held.addresses) sums.addresses[pool]++
  }
  for (let host = 0; host < hostCount; host++) sums.milli[host] += 1000 * sums.cpus[host]
  return sums
}
