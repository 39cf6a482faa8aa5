import type { PlaceLine, ResizeLine } from '../../src/model/decision.ts'
import { chosenDisk } from './fit.ts'
import { NUMA } from './fleet-view.ts'
import type { Held, Pod } from './pods.ts'
import type { Findings } from './report.ts'
import type { State } from './state.ts'
import { readCpuSet, readIp } from './text.ts'

/**
 * Resolves the words of a holding into `held`. False when it names things that do not exist at all, which is
 * reported; whether the pod may hold them is for the laws.
 */
export function readHolding(state: State, findings: Findings, pod: Pod, line: Words, held: Held): boolean {
  const { view } = state
  const faults = findings.count
  held.host = view.hostOf.get(line.host) ?? -1
  if (held.host < 0) {
    findings.violate('format', `host ${line.host} is not in the fleet`, line.pod, line.host)
    return false
  }
  held.cpusText = line.cpus
  held.cpuCount = readCpuSet(line.cpus, held.cpus)
  if (held.cpuCount === -1)
    findings.violate('format', `cpus ${JSON.stringify(line.cpus)} is not a canonical Cpu list`, line.pod, line.host)
  if (held.cpuCount === -2)
    findings.violate('L1', `cpus ${line.cpus} names a Cpu that no host has`, line.pod, line.host)
  held.memoryMib = readMemory(state, findings, line, held.host, held.memory)
  held.disk = readDisk(state, findings, pod, line, held.host)
  held.vfText = line.vf
  held.vf = line.vf === undefined ? -1 : (view.vfOf[held.host].get(line.vf) ?? -2)
  if (held.vf === -2) findings.violate('L3', `VF ${line.vf} does not exist on the host`, line.pod, line.host)
  readAddress(state, findings, line, held)
  if (findings.count !== faults) return false
  held.diskMib = line.diskMib === undefined ? 0 : line.diskMib[view.hosts[held.host].disks[held.disk].name]
  held.ioKibps = line.ioKibps ?? 0
  return true
}

type Words = PlaceLine | ResizeLine

function readMemory(state: State, findings: Findings, line: Words, host: number, memory: Float64Array): number {
  let sum = 0
  memory.fill(0)
  const names = Object.keys(line.memoryMib)
  for (let i = 0; i < names.length; i++) {
    const digit = names[i].charCodeAt(0) - 48
    const numa = names[i].length === 1 && digit >= 0 && digit < NUMA ? digit : NUMA
    if (numa >= state.view.numaCount[host]) {
      findings.violate('L2', `NumaNode ${names[i]} does not exist on the host`, line.pod, line.host)
      continue
    }
    memory[numa] = line.memoryMib[names[i]]
    sum += memory[numa]
  }
  return sum
}

function readAddress(state: State, findings: Findings, line: Words, held: Held): void {
  held.ip = line.ip
  held.segment = line.segment
  held.pool = -1
  held.offset = -1
  const address = readIp(line.ip)
  if (address < 0)
    findings.violate('format', `ip ${JSON.stringify(line.ip)} is not an IPv4 address`, line.pod, line.host)
  for (const pool of state.view.poolsOfSegment.get(line.segment) ?? []) {
    held.offset = state.addresses.offset(pool, address)
    if (held.offset < 0) continue
    held.pool = pool
    return
  }
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
