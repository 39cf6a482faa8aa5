import { formatCpuList, parseCpuList } from '../base/cpu-list.ts'
import { macOfIpv4, parseIpv4 } from '../base/ipv4.ts'
import { type Fault, failed, ok, type Result } from '../base/result.ts'
import type { HoldingWords } from './decision.ts'
import type { HostForeign } from './event.ts'
import { type Fleet, type Host, NETWORK_PARTS, type SegmentNetwork } from './fleet.ts'
import type { ForeignUse, Holding } from './holding.ts'
import { isBoundTo, reachesVolumes } from './pools.ts'

/** Reads what `decision-text.ts` writes: names back to indices into one fleet. */
export interface HoldingReader {
  /** The holding behind its words, or every word that names nothing in the fleet or contradicts another. */
  holding(words: HoldingWords): Result<Holding>
  /** What others use on a host, or every word that names nothing in the fleet. */
  foreign(words: Pick<HostForeign, 'host' | 'cpus' | 'memoryMib'>): Result<ForeignUse>
}

/** A reader for one fleet. Whether what is named is free is not its matter. */
export function createHoldingReader(fleet: Fleet): HoldingReader {
  const known = knownOf(fleet)
  const { hostOf } = known
  const noHost = (name: string): Result<never> =>
    failed([{ path: 'host', found: name, expected: 'a host of the fleet' }])
  return {
    holding(words) {
      const host = hostOf.get(words.host)
      return host === undefined ? noHost(words.host) : readHolding(known, host, words)
    },
    foreign(words) {
      const host = hostOf.get(words.host)
      if (host === undefined) return noHost(words.host)
      const faults: Fault[] = []
      const cpus = readCpus(known, host, words.cpus, faults)
      const memoryMib = readMemory(fleet.hosts[host], words.memoryMib, faults)
      return faults.length > 0 ? failed(faults) : ok({ host, cpus, memoryMib })
    },
  }
}

/** What reading looks up again and again: a live fleet is read pod by pod. */
interface Known {
  readonly fleet: Fleet
  readonly hostOf: ReadonlyMap<string, number>
  /** By segment: ranges of its pools, in the order of the fleet. */
  readonly rangesOf: ReadonlyMap<string, readonly PoolRange[]>
}

interface PoolRange {
  readonly pool: number
  readonly first: number
  readonly last: number
}

function knownOf(fleet: Fleet): Known {
  const rangesOf = new Map<string, PoolRange[]>()
  fleet.pools.forEach(({ segment, ranges }, pool) => {
    const own = rangesOf.get(segment) ?? []
    rangesOf.set(segment, own)
    for (const range of ranges) {
      const [first, last] = range.split('-').map((end) => parseIpv4(end) ?? -1)
      own.push({ pool, first, last })
    }
  })
  const hostOf = new Map(fleet.hosts.map((host, index) => [host.name, index]))
  return { fleet, hostOf, rangesOf }
}

function readHolding(known: Known, index: number, words: HoldingWords): Result<Holding> {
  const { fleet } = known
  const host = fleet.hosts[index]
  const faults: Fault[] = []
  const { cpuMilli = 0 } = words
  const cpus = readCpus(known, index, words.cpus ?? '', faults)
  const memoryMib = readMemory(host, words.memoryMib, faults)
  if (cpus.length === 0 && cpuMilli === 0) faults.push({ path: 'cpus', found: 'none', expected: 'a Cpu or cpuMilli' })
  const { disk, diskMib } = readDisk(host, words, faults)
  const vf = readVf(host, words, faults)
  const gpus = readGpus(host, words.gpus ?? [], faults)
  const nic = readNic(host, words, vf, faults)
  const own = readAddress(known, host, words, 'ip', faults)
  const overlay = readAddress(known, host, words, 'overlayIp', faults)
  const volumePool = readVolume(fleet, host, words, faults)
  const address = parseIpv4(words.ip ?? '')
  const mac = address === null ? undefined : macOfIpv4(address)
  if (words.mac !== mac) faults.push({ path: 'mac', found: words.mac ?? 'nothing', expected: mac ?? 'none' })
  if (faults.length > 0) return failed(faults)
  const { network, ioKibps = 0, nicMbps = 0, nicKpps = 0 } = words
  const devices = { network, vf, gpus, nic, nicMbps, nicKpps }
  return ok({
    host: index,
    cpus,
    cpuMilli,
    memoryMib,
    disk,
    diskMib,
    ioKibps,
    ...devices,
    ...own,
    overlayPool: overlay.pool,
    overlayIp: overlay.ip,
    volumePool,
    volumeMib: words.volumeMib ?? 0,
  })
}

/** An address and its pool; -1 and 0 where the network has none. */
function readAddress(
  { fleet, rangesOf }: Known,
  host: Host,
  words: HoldingWords,
  key: 'ip' | 'overlayIp',
  faults: Fault[],
): { pool: number; ip: number } {
  const none = { pool: -1, ip: 0 }
  const network = NETWORK_PARTS[words.network].addresses[key === 'ip' ? 0 : 1]
  const [text, segment] = key === 'ip' ? [words.ip, words.segment] : [words.overlayIp, words.overlaySegment]
  if (network === undefined) {
    if (text !== undefined)
      faults.push({ path: key, found: text, expected: `none, as the network is ${words.network}` })
    return none
  }
  const ip = parseIpv4(text ?? '') ?? -1
  const range = rangesOf.get(segment ?? '')?.find(({ first, last }) => ip >= first && ip <= last)
  const found = text ?? 'nothing'
  if (range === undefined) {
    faults.push({ path: key, found, expected: `an address in a pool of segment ${segment ?? 'that is named'}` })
    return none
  }
  if (!isUsable(fleet, range.pool, host, network)) {
    const expected = `a pool that ${host.name} may use for ${network}`
    faults.push({ path: key, found: `${found} of pool ${fleet.pools[range.pool].name}`, expected })
  }
  return { pool: range.pool, ip }
}

/** By host: Cpus a pod may hold. A live fleet is read anew for each plan, most of its hosts being the same objects. */
const usableCpus = new WeakMap<Host, ReadonlySet<number>>()

function usableCpusOf(host: Host): ReadonlySet<number> {
  const known = usableCpus.get(host)
  if (known !== undefined) return known
  const reserved = new Set(parseCpuList(host.reservedCpus))
  const usable = new Set<number>()
  for (const { cores } of host.numaNodes)
    for (const core of cores) for (const cpu of core) if (!reserved.has(cpu)) usable.add(cpu)
  usableCpus.set(host, usable)
  return usable
}

function readCpus({ fleet }: Known, index: number, text: string, faults: Fault[]): number[] {
  if (text === '') return []
  const host = fleet.hosts[index]
  const cpus = parseCpuList(text)
  if (cpus === null) {
    faults.push({ path: 'cpus', found: text, expected: 'a Cpu list such as 0-3,48-51' })
    return []
  }
  const usable = usableCpusOf(host)
  const others = cpus.filter((cpu) => !usable.has(cpu))
  const expected = `Cpus of ${host.name} that are not reserved`
  if (others.length > 0) faults.push({ path: 'cpus', found: formatCpuList(others), expected })
  return cpus
}

function readMemory(host: Host, words: Readonly<Record<string, number>>, faults: Fault[]): number[] {
  const memoryMib = host.numaNodes.map((numa) => words[numa.id] ?? 0)
  for (const id of Object.keys(words)) {
    if (host.numaNodes.some((numa) => String(numa.id) === id)) continue
    faults.push({ path: 'memoryMib', found: `NumaNode ${id}`, expected: `NumaNodes of ${host.name}` })
  }
  return memoryMib
}

function readDisk(host: Host, words: HoldingWords, faults: Fault[]): { disk: number; diskMib: number } {
  const [[name, diskMib], ...more] = Object.entries(words.diskMib ?? { '': 0 })
  if (words.diskMib === undefined) {
    if (words.ioKibps !== undefined) faults.push({ path: 'diskMib', found: 'nothing', expected: 'the disk of ioKibps' })
    return { disk: -1, diskMib: 0 }
  }
  const disk = host.disks.findIndex((each) => each.name === name)
  if (disk < 0) faults.push({ path: 'diskMib', found: name, expected: `a disk of ${host.name}` })
  if (more.length > 0) faults.push({ path: 'diskMib', found: `${more.length + 1} disks`, expected: 'one disk' })
  return { disk, diskMib }
}

/** Number of the VF on its host, counted through the NICs in order; -1 for none. */
function readVf(host: Host, { network, vf }: HoldingWords, faults: Fault[]): number {
  if ((vf !== undefined) !== NETWORK_PARTS[network].vf) {
    const expected = `${NETWORK_PARTS[network].vf ? 'a VF' : 'none'}, as the network is ${network}`
    faults.push({ path: 'vf', found: vf ?? 'nothing', expected })
    return -1
  }
  if (vf === undefined) return -1
  let before = 0
  for (const { name, vfs } of host.nics) {
    for (let index = 0; index < vfs; index++) if (`${name}:${index}` === vf) return before + index
    before += vfs
  }
  faults.push({ path: 'vf', found: vf, expected: `a VF of ${host.name}` })
  return -1
}

/** Numbers of the GPUs, ascending. */
function readGpus(host: Host, names: readonly string[], faults: Fault[]): number[] {
  const known = (host.gpus ?? []).map((gpu) => gpu.name)
  const gpus = names.map((name) => known.indexOf(name))
  const others = names.filter((_, i) => gpus[i] < 0)
  if (others.length > 0) faults.push({ path: 'gpus', found: others.join(', '), expected: `GPUs of ${host.name}` })
  const expected = 'each GPU once, in the order of the host'
  if (gpus.some((gpu, i) => i > 0 && gpu <= gpus[i - 1]))
    faults.push({ path: 'gpus', found: names.join(', '), expected })
  return gpus
}

/** Number of the NIC whose shares are held; -1 for none. */
function readNic(host: Host, words: HoldingWords, vf: number, faults: Fault[]): number {
  const { nic: name, nicMbps, nicKpps } = words
  if (name === undefined) {
    const isAsked = nicMbps !== undefined || nicKpps !== undefined
    if (isAsked) faults.push({ path: 'nic', found: 'nothing', expected: 'the NIC of nicMbps and nicKpps' })
    return -1
  }
  const nic = host.nics.findIndex((each) => each.name === name)
  if (nic < 0) faults.push({ path: 'nic', found: name, expected: `a NIC of ${host.name}` })
  else if (vf >= 0 && words.vf?.startsWith(`${name}:`) !== true) {
    faults.push({ path: 'nic', found: name, expected: `the NIC of VF ${words.vf}` })
  }
  return nic
}

/** Number of the pool of the volume that is attached; -1 for none. */
function readVolume({ volumePools = [] }: Fleet, host: Host, words: HoldingWords, faults: Fault[]): number {
  const { volume, volumeMib } = words
  if ((volume === undefined) !== (volumeMib === undefined)) {
    const [path, beside] = volume === undefined ? ['volume', 'volumeMib'] : ['volumeMib', 'volume']
    faults.push({ path, found: 'nothing', expected: `that of ${beside}` })
  }
  if (volume === undefined) return -1
  const pool = volumePools.findIndex(({ name }) => name === volume)
  if (pool < 0) faults.push({ path: 'volume', found: volume, expected: 'a volume pool of the fleet' })
  else if (!reachesVolumes(volumePools[pool], host))
    faults.push({ path: 'volume', found: volume, expected: `a volume pool that ${host.name} reaches` })
  return pool
}

function isUsable(fleet: Fleet, pool: number, host: Host, network: SegmentNetwork): boolean {
  const { segment } = fleet.pools[pool]
  const networks = fleet.segments.find((each) => each.name === segment)?.networks ?? []
  return isBoundTo(fleet.pools[pool], host) && networks.includes(network)
}
