import { DISKS, NUMA } from '../fleet-view.ts'
import type { Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import type { State } from '../state.ts'

/**
 * L2: what is held is free, and it is what was asked for. A resize is checked against what is free with its old
 * holding (before) given back.
 */
export function checkAmounts(
  state: State,
  findings: Findings,
  pod: Pod,
  held: Held,
  before: Held | null,
  cpus: number,
  memoryMib: number,
): void {
  findings.checks.L2++
  const { host } = held
  const { request } = pod.component
  const broken = (message: string): void => findings.violate('L2', message, pod.name, state.view.hosts[host].name)
  for (let n = 0; n < state.view.numaCount[host]; n++) {
    const free = state.freeMemoryNuma[host * NUMA + n] + (before === null ? 0 : before.memory[n])
    if (held.memory[n] > free && held.memory[n] > (before?.memory[n] ?? 0)) {
      broken(`${held.memory[n]} MiB on NumaNode ${n}, of which ${free} are free`)
    }
  }
  if (held.cpuCount !== cpus) broken(`holds ${held.cpuCount} Cpus, asked for ${cpus}`)
  if (held.memoryMib !== memoryMib) broken(`holds ${held.memoryMib} MiB of memory, asked for ${memoryMib}`)
  if (before !== null) return // What a resize keeps, L10 compares; a found pod may hold other than it would ask for.
  if (held.diskMib !== request.diskMib) broken(`holds ${held.diskMib} MiB of disk, asked for ${request.diskMib}`)
  if (held.ioKibps !== request.ioKibps) broken(`holds ${held.ioKibps} KiB/s of IO, asked for ${request.ioKibps}`)
  const vfs = held.vf >= 0 ? 1 : 0
  if (vfs !== (request.network === 'sriov' ? 1 : 0)) broken(`holds ${vfs} VFs, asked for network ${request.network}`)
  checkDisk(state, held, broken)
}

/** L2 of a holding that was found: what is held is free; nobody asked for it. */
export function checkFoundAmounts(state: State, findings: Findings, pod: Pod, held: Held): void {
  findings.checks.L2++
  const { host } = held
  const broken = (message: string): void => findings.violate('L2', message, pod.name, state.view.hosts[host].name)
  for (let n = 0; n < state.view.numaCount[host]; n++) {
    const free = state.freeMemoryNuma[host * NUMA + n]
    if (held.memory[n] > free) broken(`${held.memory[n]} MiB on NumaNode ${n}, of which ${free} are free`)
  }
  checkDisk(state, held, broken)
}

/** L2 of what others use: it is free, what they used before given back. */
export function checkForeignMemory(state: State, findings: Findings, host: number, memory: Float64Array): void {
  findings.checks.L2++
  const before = state.foreign.get(host)?.memory
  for (let n = 0; n < state.view.numaCount[host]; n++) {
    const free = state.freeMemoryNuma[host * NUMA + n] + (before?.[n] ?? 0)
    if (memory[n] <= free) continue
    const message = `others use ${memory[n]} MiB on NumaNode ${n}, of which ${free} are free`
    findings.violate('L2', message, undefined, state.view.hosts[host].name)
  }
}

function checkDisk(state: State, { host, disk, diskMib, ioKibps }: Held, broken: (message: string) => void): void {
  if (disk < 0) return
  const freeMib = state.freeDisk[host * DISKS + disk]
  const freeIo = state.freeIo[host * DISKS + disk]
  if (diskMib > freeMib) broken(`${diskMib} MiB on a disk with ${freeMib} free`)
  if (ioKibps > freeIo) broken(`${ioKibps} KiB/s of IO on a disk with ${freeIo} free`)
}
