import { formatCpuList, parseCpuList } from '../base/cpu-list.ts'
import { formatIpv4, macOfIpv4, parseIpv4 } from '../base/ipv4.ts'
import type { HoldingWords } from '../model/decision.ts'
import { type Fleet, type Host, NETWORK_PARTS, type NetworkMode, type SegmentNetwork } from '../model/fleet.ts'
import { isBoundTo, reachesVolumes } from '../model/pools.ts'

/** What somebody holds on a host, drawn without looking at who else does. Numbers are taken modulo what there is. */
export interface FoundDraw {
  readonly host: number
  /** Cpus from the first one on, every one or every second; a draw of none is one for a holding, none for others. */
  readonly firstCpu: number
  readonly cpuCount: number
  /** Of shared Cpus, by a pod. */
  readonly cpuMilli: number
  readonly everySecond: boolean
  readonly memorySteps: readonly number[]
  /** `bridge` in place of a mode with a VF where the host has none. */
  readonly mode: NetworkMode
  readonly vf: number
  readonly disk: number
  readonly io: boolean
  readonly address: number
  readonly gpu: number
  /** Of the VF's NIC, or of the first. */
  readonly share: Pick<HoldingWords, 'nicMbps' | 'nicKpps'> | null
  /** Of the pools that the host reaches; null for none. */
  readonly volume: { readonly pool: number; readonly mib: number } | null
}

/** The words of a found holding, or null where the host has no address for it. */
export function foundHolding(fleet: Fleet, draw: FoundDraw): HoldingWords | null {
  const host = fleet.hosts[draw.host % fleet.hosts.length]
  const vfs = host.nics.flatMap((nic) => Array.from({ length: nic.vfs }, (_, index) => `${nic.name}:${index}`))
  const network = NETWORK_PARTS[draw.mode].vf && vfs.length === 0 ? 'bridge' : draw.mode
  const [own, overlay] = NETWORK_PARTS[network].addresses.map((each) => foundAddress(fleet, host, each, draw.address))
  if (own === null || overlay === null) return null
  const vf = NETWORK_PARTS[network].vf ? vfs[draw.vf % vfs.length] : null
  const nic = vf?.split(':')[0] ?? host.nics[0]?.name ?? null
  const { gpus = [] } = host
  const disk = draw.disk < host.disks.length ? host.disks[draw.disk].name : null
  return {
    host: host.name,
    cpus: foundCpus(host, draw, 1),
    ...(draw.cpuMilli === 0 ? {} : { cpuMilli: draw.cpuMilli }),
    memoryMib: foundMemory(host, draw, 1),
    ...(disk === null ? {} : { diskMib: { [disk]: 300 } }),
    ...(disk === null || !draw.io ? {} : { ioKibps: 200 }),
    network,
    ...(vf === null ? {} : { vf }),
    ...(gpus[draw.gpu] === undefined ? {} : { gpus: [gpus[draw.gpu].name] }),
    ...(nic === null || draw.share === null ? {} : { nic, ...draw.share }),
    ...(own === undefined ? {} : { ip: formatIpv4(own.ip), segment: own.segment, mac: macOfIpv4(own.ip) }),
    ...(overlay === undefined ? {} : { overlayIp: formatIpv4(overlay.ip), overlaySegment: overlay.segment }),
    ...foundVolume(fleet, host, draw.volume),
  }
}

/** A volume of one of the pools that a host reaches, or none where it attaches none. */
function foundVolume(
  { volumePools = [] }: Fleet,
  host: Host,
  draw: FoundDraw['volume'],
): Pick<HoldingWords, 'volume' | 'volumeMib'> {
  const pools = volumePools.filter((pool) => reachesVolumes(pool, host))
  if (draw === null || pools.length === 0 || host.volumeAttachMax === undefined) return {}
  return { volume: pools[draw.pool % pools.length].name, volumeMib: draw.mib }
}

/** One of the addresses that a host may use for a network, or null where it may use none. */
function foundAddress(
  fleet: Fleet,
  host: Host,
  network: SegmentNetwork,
  draw: number,
): { readonly segment: string; readonly ip: number } | null {
  const addresses = fleet.pools.flatMap((pool) => {
    const { segment, ranges } = pool
    const isForNetwork = fleet.segments.find((each) => each.name === segment)?.networks.includes(network)
    return isBoundTo(pool, host) && isForNetwork ? ranges.flatMap(addressesOf).map((ip) => ({ segment, ip })) : []
  })
  return addresses.length === 0 ? null : addresses[draw % addresses.length]
}

/** Cpus of the host that are not reserved, in list form. */
export function foundCpus(host: Host, draw: FoundDraw, countMin: number): string {
  const reserved = parseCpuList(host.reservedCpus) ?? []
  const usable = host.numaNodes.flatMap((numa) => numa.cores.flat()).filter((cpu) => !reserved.includes(cpu))
  const count = Math.max(countMin, Math.min(draw.cpuCount, Math.floor(usable.length / 2)))
  const step = draw.everySecond ? 2 : 1
  const cpus = Array.from({ length: count }, (_, i) => usable[(draw.firstCpu + i * step) % usable.length])
  return formatCpuList([...new Set(cpus)].sort((a, b) => a - b))
}

/** MiB by NumaNode, NumaNodes with none left out. */
export function foundMemory(host: Host, draw: FoundDraw, stepsMin: number): Record<string, number> {
  const steps = host.numaNodes.map((_, numa): number => draw.memorySteps[numa] ?? 0)
  if (!steps.some((each) => each > 0)) steps[0] = stepsMin
  return Object.fromEntries(steps.flatMap((each, numa) => (each === 0 ? [] : [[numa, each * 128]])))
}

function addressesOf(range: string): number[] {
  const [first, last] = range.split('-').map((end) => parseIpv4(end) ?? 0)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
