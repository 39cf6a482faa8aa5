import type { Fleet, Host, PoolBinding } from '../../../src/model/fleet.ts'
import { DISKS, NUMA } from '../fleet-view.ts'
import type { Findings } from '../report.ts'
import { readCpuSet, readRange, readSubnet } from '../text.ts'

/** What fleet.json states about itself (src/model/fleet.ts): order, names, ids, sums, pools inside their subnets. */
export function checkFleet(fleet: Fleet, findings: Findings): void {
  const seen = new Set<string>()
  const parents = new Map<string, string>()
  let previous: readonly string[] = []
  for (const host of fleet.hosts) {
    findings.checks.format++
    const broken = (message: string): void => findings.violate('format', message, undefined, host.name)
    const rank = [host.region, host.idc, host.module, host.rack, host.name]
    if (!ascends(previous, rank)) broken('hosts do not ascend by region, idc, module, rack, name')
    previous = rank
    if (seen.has(host.name)) broken('the host name occurs twice')
    seen.add(host.name)
    for (let depth = 1; depth < 4; depth++) {
      const key = `${depth}/${rank[depth]}`
      const parent = rank.slice(0, depth).join('/')
      if ((parents.get(key) ?? parent) !== parent) broken(`${rank[depth]} lies in two places of the fleet`)
      parents.set(key, parent)
    }
    checkHost(host, broken)
  }
  checkNetwork(fleet, findings)
  checkVolumes(fleet, findings)
}

function ascends(previous: readonly string[], next: readonly string[]): boolean {
  for (let i = 0; i < previous.length; i++) if (previous[i] !== next[i]) return previous[i] < next[i]
  return previous.length === 0
}

function checkHost(host: Host, broken: (message: string) => void): void {
  const cpus = new Set<number>()
  let memoryMib = 0
  if (host.numaNodes.length > NUMA) broken(`${host.numaNodes.length} NumaNodes, at most ${NUMA}`)
  if (host.disks.length > DISKS) broken(`${host.disks.length} disks, at most ${DISKS}`)
  host.numaNodes.forEach((numa, index) => {
    if (numa.id !== index) broken(`NumaNode ids are not dense: ${numa.id} at place ${index}`)
    memoryMib += numa.memoryMib
    for (const core of numa.cores) {
      core.forEach((cpu, thread) => {
        if (thread > 0 && core[thread - 1] >= cpu) broken(`siblings of a core do not ascend: ${core.join(',')}`)
        if (cpus.has(cpu)) broken(`Cpu ${cpu} is listed twice`)
        cpus.add(cpu)
      })
    }
  })
  const reserved = new Int32Array(32)
  const reservedCount = readCpuSet(host.reservedCpus, reserved)
  if (reservedCount < 0) broken(`reservedCpus ${JSON.stringify(host.reservedCpus)} is not a canonical Cpu list`)
  let usable = 0
  for (const cpu of cpus) usable += 1 - ((reserved[cpu >>> 5] >>> (cpu & 31)) & 1)
  if (reservedCount >= 0 && cpus.size - usable !== reservedCount) broken('reservedCpus names a Cpu that the host lacks')
  let vfs = 0
  for (const nic of host.nics) {
    vfs += nic.vfs
    if (nic.numa >= host.numaNodes.length) broken(`NIC ${nic.name} is at NumaNode ${nic.numa}, which the host lacks`)
  }
  for (const { name, numa } of host.gpus ?? [])
    if (numa >= host.numaNodes.length) broken(`GPU ${name} is at NumaNode ${numa}, which the host lacks`)
  if (new Set(host.gpus?.map((gpu) => gpu.name)).size !== (host.gpus?.length ?? 0)) broken('a GPU name occurs twice')
  let diskMib = 0
  for (const disk of host.disks) diskMib += disk.capacityMib
  if (new Set(host.nics.map((nic) => nic.name)).size !== host.nics.length) broken('a NIC name occurs twice')
  if (new Set(host.disks.map((disk) => disk.name)).size !== host.disks.length) broken('a disk name occurs twice')
  const sums = { cpus: usable, memoryMib, diskMib, vfs }
  for (const key of ['cpus', 'memoryMib', 'diskMib', 'vfs'] as const) {
    if (host.allocatable[key] !== sums[key])
      broken(`allocatable.${key} is ${host.allocatable[key]}, the lists sum to ${sums[key]}`)
  }
}

function checkNetwork(fleet: Fleet, findings: Findings): void {
  const broken = (message: string): void => findings.violate('format', message)
  const subnets = new Map<string, { first: number; last: number }>()
  fleet.segments.forEach((segment, i) => {
    findings.checks.format++
    const subnet = readSubnet(segment.subnet)
    if (subnet === null) broken(`segment ${segment.name}: ${segment.subnet} is not a subnet`)
    else subnets.set(segment.name, subnet)
    if (i > 0 && fleet.segments[i - 1].name >= segment.name)
      broken(`segment ${segment.name} is out of order or occurs twice`)
    if (segment.vlan < 1 || segment.vlan > 4094)
      broken(`segment ${segment.name}: vlan ${segment.vlan} is not 1 to 4094`)
  })
  const taken: { first: number; last: number; pool: string }[] = []
  fleet.pools.forEach((pool, i) => {
    findings.checks.format++
    if (i > 0 && fleet.pools[i - 1].name >= pool.name) broken(`pool ${pool.name} is out of order or occurs twice`)
    checkBounds(fleet, pool, broken)
    checkRangesAscend(pool, broken)
    const subnet = subnets.get(pool.segment)
    if (subnet === undefined) {
      broken(`pool ${pool.name}: segment ${pool.segment} is unknown`)
      return
    }
    for (const text of pool.ranges) {
      const range = readRange(text)
      if (range === null) broken(`pool ${pool.name}: ${text} is not a range`)
      else if (range.first < subnet.first || range.last > subnet.last)
        broken(`pool ${pool.name}: ${text} leaves the subnet of ${pool.segment}`)
      else taken.push({ ...range, pool: pool.name })
    }
  })
  taken.sort((a, b) => a.first - b.first)
  for (let i = 1; i < taken.length; i++) {
    if (taken[i].first <= taken[i - 1].last) broken(`pools ${taken[i - 1].pool} and ${taken[i].pool} share addresses`)
  }
}

function checkVolumes({ hosts, volumePools = [], ...fleet }: Fleet, findings: Findings): void {
  volumePools.forEach((pool, i) => {
    findings.checks.format++
    const broken = (message: string): void => findings.violate('format', message)
    if (i > 0 && volumePools[i - 1].name >= pool.name) broken(`pool ${pool.name} is out of order or occurs twice`)
    if (pool.boundTo !== undefined) checkBounds({ ...fleet, hosts }, { name: pool.name, boundTo: pool.boundTo }, broken)
    if (!isAmount(pool.capacityMib)) broken(`pool ${pool.name} has ${pool.capacityMib} MiB`)
  })
  for (const { name, volumeAttachMax = 0 } of hosts)
    if (!isAmount(volumeAttachMax)) findings.violate('format', `attaches ${volumeAttachMax} volumes`, undefined, name)
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function checkBounds(
  fleet: Fleet,
  pool: { readonly name: string; readonly boundTo: PoolBinding },
  broken: (message: string) => void,
): void {
  const known = { hosts: new Set<string>(), racks: new Set<string>(), modules: new Set<string>() }
  for (const host of fleet.hosts) {
    known.hosts.add(host.name)
    known.racks.add(host.rack)
    known.modules.add(host.module)
  }
  for (const kind of ['hosts', 'racks', 'modules'] as const) {
    for (const name of pool.boundTo[kind] ?? [])
      if (!known[kind].has(name)) broken(`pool ${pool.name} is bound to unknown ${kind} ${name}`)
  }
}

function checkRangesAscend({ name, ranges }: Fleet['pools'][number], broken: (message: string) => void): void {
  let last = -1
  for (const text of ranges) {
    const range = readRange(text)
    if (range !== null && range.first <= last) broken(`pool ${name}: ranges do not ascend at ${text}`)
    last = range?.last ?? last
  }
}
