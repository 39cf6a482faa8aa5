import type { PodSize } from '../../../src/model/size.ts'
import { DISKS, NUMA } from '../fleet-view.ts'
import { takesVf } from '../modes.ts'
import type { Foreign, Held, Pod } from '../pods.ts'
import type { Findings } from '../report.ts'
import { milliOf } from '../shares.ts'
import type { State } from '../state.ts'
import { bitCount } from '../text.ts'
import { checkVolumeAmounts, checkVolumeFree } from './volumes.ts'

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
  asked: PodSize,
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
  checkShared(state, held, before, broken)
  if (held.cpuCount !== asked.cpus) broken(`holds ${held.cpuCount} Cpus, asked for ${asked.cpus}`)
  if (held.cpuMilli !== asked.cpuMilli) broken(`holds ${held.cpuMilli}m of shared Cpus, asked for ${asked.cpuMilli}m`)
  if (held.memoryMib !== asked.memoryMib) broken(`holds ${held.memoryMib} MiB of memory, asked for ${asked.memoryMib}`)
  if (before !== null) return // What a resize keeps, L10 compares; a found pod may hold other than it would ask for.
  if (held.diskMib !== request.diskMib) broken(`holds ${held.diskMib} MiB of disk, asked for ${request.diskMib}`)
  if (held.ioKibps !== request.ioKibps) broken(`holds ${held.ioKibps} KiB/s of IO, asked for ${request.ioKibps}`)
  const vfs = held.vf >= 0 ? 1 : 0
  if (vfs !== (takesVf(request.network) ? 1 : 0)) broken(`holds ${vfs} VFs, asked for network ${request.network}`)
  if (held.gpus.length !== (request.gpus ?? 0)) broken(`holds ${held.gpus.length} GPUs, asked for ${request.gpus ?? 0}`)
  const { nicMbps = 0, nicKpps = 0 } = request
  if (held.nicMbps !== nicMbps) broken(`holds ${held.nicMbps} Mbit/s of a NIC, asked for ${nicMbps}`)
  if (held.nicKpps !== nicKpps) broken(`holds ${held.nicKpps} kpps of a NIC, asked for ${nicKpps}`)
  checkDisk(state, held, broken)
  checkNic(state, held, broken)
  checkVolumeAmounts(state, pod, held, broken)
  if (held.vf < 0) checkNicChosen(state, pod, held, broken)
}

/** Cpus that pods share are no exclusive ones: what is left of the host's Cpus is enough for all shares. */
function checkShared(state: State, held: Held, before: Held | null, broken: (message: string) => void): void {
  const takenBefore = before === null ? 0 : milliOf({ cpus: before.cpuCount, cpuMilli: before.cpuMilli })
  const taken = milliOf({ cpus: held.cpuCount, cpuMilli: held.cpuMilli })
  const free = state.freeMilli[held.host] + takenBefore
  if (taken > free && taken > takenBefore) broken(`${taken}m of Cpus, shared or not, of which ${free}m are free`)
}

/** Without a VF: shares of the NIC with the least bandwidth free (`pack`) or most (`spread`), then list order. */
function checkNicChosen(state: State, pod: Pod, held: Held, broken: (message: string) => void): void {
  if (held.nic < 0) return
  const sign = pod.component.profile.packs ? 1 : -1
  const key = (nic: number): number => sign * state.devices.nic(held.host, nic).freeMbps
  const fitting = state.devices.fittingNics(pod, held.host, -1)
  const best = fitting.reduce((first, nic) => (key(nic) < key(first) ? nic : first), fitting[0] ?? held.nic)
  const { nics } = state.view.hosts[held.host]
  if (best !== held.nic)
    broken(`shares of NIC ${nics[held.nic].name}, of which the rule gives those of ${nics[best].name}`)
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
  checkShared(state, held, null, broken)
  checkDisk(state, held, broken)
  checkNic(state, held, broken)
  checkVolumeFree(state, pod, held, broken)
}

/** L2 of what others use: it is free, what they used before given back. */
export function checkForeignAmounts(state: State, findings: Findings, host: number, { cpus, memory }: Foreign): void {
  findings.checks.L2++
  const before = state.foreign.get(host)?.memory
  const count = (words: Int32Array | undefined): number => words?.reduce((sum, bits) => sum + bitCount(bits), 0) ?? 0
  const freeMilli = state.freeMilli[host] + 1000 * count(state.foreign.get(host)?.cpus)
  if (1000 * count(cpus) > freeMilli) {
    const message = `others use ${count(cpus)} Cpus, of which ${freeMilli}m are not shared`
    findings.violate('L2', message, undefined, state.view.hosts[host].name)
  }
  for (let n = 0; n < state.view.numaCount[host]; n++) {
    const free = state.freeMemoryNuma[host * NUMA + n] + (before?.[n] ?? 0)
    if (memory[n] <= free) continue
    const message = `others use ${memory[n]} MiB on NumaNode ${n}, of which ${free} are free`
    findings.violate('L2', message, undefined, state.view.hosts[host].name)
  }
}

/** Shares of a NIC are free, and with a VF they are of its NIC. */
function checkNic(state: State, held: Held, broken: (message: string) => void): void {
  if (held.nic < 0) return
  const { freeMbps, freeKpps } = state.devices.nic(held.host, held.nic)
  if (held.nicMbps > freeMbps) broken(`${held.nicMbps} Mbit/s on a NIC with ${freeMbps} free`)
  if (held.nicKpps > freeKpps) broken(`${held.nicKpps} kpps on a NIC with ${freeKpps} free`)
  if (held.vfNic >= 0 && held.vfNic !== held.nic) broken(`holds VF ${held.vfText} and shares of another NIC`)
}

function checkDisk(state: State, { host, disk, diskMib, ioKibps }: Held, broken: (message: string) => void): void {
  if (disk < 0) return
  const freeMib = state.freeDisk[host * DISKS + disk]
  const freeIo = state.freeIo[host * DISKS + disk]
  if (diskMib > freeMib) broken(`${diskMib} MiB on a disk with ${freeMib} free`)
  if (ioKibps > freeIo) broken(`${ioKibps} KiB/s of IO on a disk with ${freeIo} free`)
}
