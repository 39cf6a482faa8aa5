import type { HoldingWords } from '../../src/model/decision.ts'
import { chosenDisk } from './fit.ts'
import { NUMA } from './fleet-view.ts'
import { networksOf } from './modes.ts'
import type { Held, HeldAddress, Pod } from './pods.ts'
import type { Findings } from './report.ts'
import type { State } from './state.ts'
import { readCpuSet, readIp } from './text.ts'
import type { HeldVolume } from './volumes.ts'

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
  held.cpusText = line.cpus ?? ''
  held.cpuMilli = line.cpuMilli ?? 0
  held.cpuCount = readCpus(findings, line, held)
  held.memoryMib = readMemory(state, findings, line, held.host, held.memory)
  held.disk = readDisk(state, findings, pod, line, held.host)
  held.vfText = line.vf
  held.vf = line.vf === undefined ? -1 : (view.vfOf[held.host].get(line.vf) ?? -2)
  if (held.vf === -2) findings.violate('L3', `VF ${line.vf} does not exist on the host`, line.pod, line.host)
  held.vfNic = line.vf === undefined ? -1 : view.hosts[held.host].nics.findIndex((nic) => isOf(nic.name, line.vf))
  held.gpus = readGpus(state, findings, line, held.host)
  held.nic = line.nic === undefined ? -1 : view.hosts[held.host].nics.findIndex((nic) => nic.name === line.nic)
  held.nicMbps = line.nicMbps ?? 0
  held.nicKpps = line.nicKpps ?? 0
  if (line.nic !== undefined && held.nic < 0)
    findings.violate('L2', `NIC ${line.nic} does not exist on the host`, line.pod, line.host)
  if (held.nic >= 0 !== (held.nicMbps > 0 || held.nicKpps > 0))
    findings.violate(
      'format',
      `nic ${line.nic} beside ${held.nicMbps} Mbit/s and ${held.nicKpps} kpps`,
      line.pod,
      line.host,
    )
  held.network = line.network
  held.addresses = readAddresses(state, findings, line)
  held.volume = readVolume(state, findings, line)
  if (findings.count !== faults) return false
  held.diskMib = line.diskMib === undefined ? 0 : line.diskMib[view.hosts[held.host].disks[held.disk].name]
  held.ioKibps = line.ioKibps ?? 0
  return true
}

function readVolume(state: State, findings: Findings, line: Words): HeldVolume | null {
  const { volume: name, volumeMib: mib } = line
  if ((name === undefined) !== (mib === undefined))
    findings.violate('format', `volume ${name} beside volumeMib ${mib}`, line.pod, line.host)
  if (name === undefined || mib === undefined) return null
  const pool = state.view.volumePools.findIndex((each) => each.name === name)
  if (pool < 0) findings.violate('L3', `volume pool ${name} is not in the fleet`, line.pod, line.host)
  return { name, pool, mib }
}

function isOf(nic: string, vf: string | undefined): boolean {
  return vf !== undefined && vf.slice(0, vf.lastIndexOf(':')) === nic
}

function readGpus(state: State, findings: Findings, line: Words, host: number): number[] {
  const known = state.view.hosts[host].gpus ?? []
  const gpus = (line.gpus ?? []).map((name) => known.findIndex((gpu) => gpu.name === name))
  if (gpus.includes(-1)) findings.violate('L3', `GPUs ${line.gpus} are not all on the host`, line.pod, line.host)
  if (gpus.some((gpu, i) => i > 0 && gpu <= gpus[i - 1]))
    findings.violate('format', `gpus ${line.gpus} are not in the order of the host`, line.pod, line.host)
  return gpus
}

/** Resolves the words of what others use into the Cpus and memory of `wish`; as for a holding. */
export function readForeign(state: State, findings: Findings, line: ForeignWords, wish: Held): boolean {
  const faults = findings.count
  readCpus(findings, line, wish)
  readMemory(state, findings, line, state.view.hostOf.get(line.host) ?? -1, wish.memory)
  return findings.count === faults
}

type ForeignWords = Pick<Words, 'host' | 'cpus' | 'memoryMib'> & { readonly pod?: string }

export type Words = HoldingWords & { readonly pod: string }

function readCpus(findings: Findings, line: ForeignWords, held: Held): number {
  const count = readCpuSet(line.cpus ?? '', held.cpus)
  if (count === -1)
    findings.violate('format', `cpus ${JSON.stringify(line.cpus)} is not a canonical Cpu list`, line.pod, line.host)
  if (count === -2) findings.violate('L1', `cpus ${line.cpus} names a Cpu that no host has`, line.pod, line.host)
  return count
}

function readMemory(state: State, findings: Findings, line: ForeignWords, host: number, memory: Float64Array): number {
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

function readAddresses(state: State, findings: Findings, line: Words): HeldAddress[] {
  const words = [[line.ip, line.segment] as const, [line.overlayIp, line.overlaySegment] as const]
  const networks = networksOf(line.network)
  return words.flatMap(([ip, segment], i) => {
    if ((ip !== undefined) !== i < networks.length || (segment !== undefined) !== i < networks.length) {
      const message = `network ${line.network} with ${ip ?? 'no address'} of ${segment ?? 'no segment'}`
      findings.violate('L3', message, line.pod, line.host)
    }
    if (ip === undefined || segment === undefined || i >= networks.length) return []
    const address = readIp(ip)
    if (address < 0)
      findings.violate('format', `address ${JSON.stringify(ip)} is not an IPv4 address`, line.pod, line.host)
    const pools = state.view.poolsOfSegment.get(segment) ?? []
    const pool = pools.find((each) => state.addresses.offset(each, address) >= 0) ?? -1
    const offset = pool < 0 ? -1 : state.addresses.offset(pool, address)
    return [{ network: networks[i], ip, segment, pool, offset }]
  })
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
