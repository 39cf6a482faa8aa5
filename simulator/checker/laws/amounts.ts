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
  if (held.diskMib !== request.diskMib) broken(`holds ${held.diskMib} MiB of disk, asked for ${request.diskMib}`)
  if (held.ioKibps !== request.ioKibps) broken(`holds ${held.ioKibps} KiB/s of IO, asked for ${request.ioKibps}`)
  const vfs = held.vf >= 0 ? 1 : 0
  if (vfs !== (request.network === 'sriov' ? 1 : 0)) broken(`holds ${vfs} VFs, asked for network ${request.network}`)
  if (before !== null || held.disk < 0) return
  const freeMib = state.freeDisk[host * DISKS + held.disk]
  const freeIo = state.freeIo[host * DISKS + held.disk]
  if (held.diskMib > freeMib) broken(`${held.diskMib} MiB on a disk with ${freeMib} free`)
  if (held.ioKibps > freeIo) broken(`${held.ioKibps} KiB/s of IO on a disk with ${freeIo} free`)
}
