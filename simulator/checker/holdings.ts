import type { PlaceLine, ResizeLine } from '../../src/model/decision.ts'
import { chosenDisk } from './fit.ts'
import { NUMA } from './fleet-view.ts'
import type { Held, Pod } from './pods.ts'
import type { Findings } from './report.ts'
import type { State } from './state.ts'
import { readCpuSet, readIp } from './text.ts'

/**
 * Resolves the words of a holding. Null when it names things that do not exist at all, which is reported; whether
 * the pod may hold them is for the laws. pool and offset are -1 when no pool of the segment has the address.
 */
export function readHolding(state: State, findings: Findings, pod: Pod, line: PlaceLine | ResizeLine): Held | null {
  const { view } = state
  const host = view.hostOf.get(line.host) ?? -1
  const faults = findings.count
  if (host < 0) {
    findings.violate('format', `host ${line.host} is not in the fleet`, line.pod, line.host)
    return null
  }
  const cpus = new Int32Array(view.words)
  const cpuCount = readCpuSet(line.cpus, cpus)
  if (cpuCount === -1)
    findings.violate('format', `cpus ${JSON.stringify(line.cpus)} is not a canonical Cpu list`, line.pod, line.host)
  if (cpuCount === -2) findings.violate('L1', `cpus ${line.cpus} names a Cpu that no host has`, line.pod, line.host)
  const ip = readIp(line.ip)
  if (ip < 0) findings.violate('format', `ip ${JSON.stringify(line.ip)} is not an IPv4 address`, line.pod, line.host)
  const memory = new Float64Array(NUMA)
  const memoryMib = readMemory(state, findings, line, host, memory)
  const disk = readDisk(state, findings, pod, line, host)
  const vf = line.vf === undefined ? -1 : (view.vfOf[host].get(line.vf) ?? -2)
  if (vf === -2) findings.violate('L3', `VF ${line.vf} does not exist on the host`, line.pod, line.host)
  if (findings.count !== faults) return null
  let pool = -1
  let offset = -1
  for (const index of view.poolsOfSegment.get(line.segment) ?? []) {
    offset = state.addresses.offset(index, ip)
    pool = index
    if (offset >= 0) break
  }
  return {
    host,
    cpus,
    cpusText: line.cpus,
    cpuCount,
    memory,
    memoryMib,
    disk,
    diskMib: line.diskMib === undefined ? 0 : line.diskMib[view.hosts[host].disks[disk].name],
    ioKibps: line.ioKibps ?? 0,
    vf,
    vfText: line.vf,
    pool: offset < 0 ? -1 : pool,
    offset,
    ip: line.ip,
    segment: line.segment,
  }
}

type Words = PlaceLine | ResizeLine

function readMemory(state: State, findings: Findings, line: Words, host: number, memory: Float64Array): number {
  let sum = 0
  const names = Object.keys(line.memoryMib)
  for (let i = 0; i < names.length; i++) {
    const numa = /^[0-7]$/.test(names[i]) ? Number(names[i]) : NUMA
    if (numa >= state.view.numaCount[host]) {
      findings.violate('L2', `NumaNode ${names[i]} does not exist on the host`, line.pod, line.host)
      continue
    }
    memory[numa] = line.memoryMib[names[i]]
    sum += memory[numa]
  }
  return sum
}

function readDisk(state: State, findings: Findings, pod: Pod, line: Words, host: number): number {
  if (line.diskMib === undefined) {
    // An IO share without capacity leaves the disk unnamed: it is the one the rule gives, and stays so.
    if (line.ioKibps === undefined) return -1
    return pod.held === null ? chosenDisk(state, pod, host) : pod.held.disk
  }
  const names = Object.keys(line.diskMib)
  const disk = state.view.hosts[host].disks.findIndex((each) => each.name === names[0])
  if (names.length !== 1)
    findings.violate('format', `diskMib names ${names.length} disks, expected one`, line.pod, line.host)
  else if (disk < 0) findings.violate('L2', `disk ${names[0]} does not exist on the host`, line.pod, line.host)
  return disk
}
