import { NETWORK_PARTS, type NetworkMode } from '../../src/model/fleet.ts'
import type { PodRequest } from '../../src/model/request.ts'
import type { HostRoom, Occupancy } from './occupancy.ts'

/** Why free Cpus can take no pod, in the order in which they are counted. */
export const STRANDED_BY = ['cpu', 'numa', 'memory', 'vf', 'ip', 'disk'] as const
export type StrandedCause = (typeof STRANDED_BY)[number]

/** What a pod of a kind asks for, as far as it can strand Cpus. */
export type TypicalShape = Pick<PodRequest, 'cpus' | 'memoryMib' | 'diskMib' | 'ioKibps' | 'network' | 'numa'>

const ALL_NUMAS = -1

/**
 * Free Cpus of the hosts that are up and not cordoned on which no further pod of a shape fits, by cause; the mean over
 * the shapes. After the measure of fragmentation over typical tasks of Q. Weng et al., "Beware of Fragmentation"
 * (USENIX ATC 2023), told apart by what is missing.
 *
 * For each host and shape pods are counted that would fit if only the Cpus mattered, then if NumaNodes mattered too,
 * then memory, VFs, addresses, disks: each step strands the Cpus of the pods that it takes away, and `cpu` is what is
 * left over beside whole pods. A cause so counts what those before it have left. Shapes that have no exclusive Cpus are
 * not looked at; `spread` over all NumaNodes counts as `preferred`; GPUs, shares of NICs, whole cores and rules between
 * pods are left out.
 *
 * returns  Cpus by cause, 0 everywhere when there is no shape
 */
export function strandedCpus(
  occupancy: Occupancy,
  shapes: readonly TypicalShape[],
): Readonly<Record<StrandedCause, number>> {
  const cpus = { cpu: 0, numa: 0, memory: 0, vf: 0, ip: 0, disk: 0 }
  const looked = shapes.filter((shape) => shape.cpus > 0)
  for (let host = 0; host < occupancy.rooms.length; host++) addStranded(cpus, occupancy, host, looked)
  for (const cause of STRANDED_BY) cpus[cause] /= Math.max(1, looked.length)
  return cpus
}

/** Free Cpus of each host on which no further pod of a shape fits, as above, all causes together. */
export function strandedByHost(occupancy: Occupancy, shapes: readonly TypicalShape[]): readonly number[] {
  const looked = shapes.filter((shape) => shape.cpus > 0)
  return occupancy.rooms.map((_, host) => {
    const cpus = { cpu: 0, numa: 0, memory: 0, vf: 0, ip: 0, disk: 0 }
    addStranded(cpus, occupancy, host, looked)
    return STRANDED_BY.reduce((sum, cause) => sum + cpus[cause], 0) / Math.max(1, looked.length)
  })
}

/** Adds what one host strands of each shape. */
function addStranded(
  cpus: Record<StrandedCause, number>,
  occupancy: Occupancy,
  host: number,
  shapes: readonly TypicalShape[],
): void {
  const room = occupancy.rooms[host]
  if (!room.isUp || room.isCordoned) return
  const addresses = new Map<NetworkMode, number>()
  for (const shape of shapes) {
    const { network } = shape
    if (!addresses.has(network)) addresses.set(network, occupancy.addressesOf(host, network))
    addStrandedOf(cpus, room, shape, addresses.get(network) ?? 0)
  }
}

function addStrandedOf(
  cpus: Record<StrandedCause, number>,
  room: HostRoom,
  shape: TypicalShape,
  addresses: number,
): void {
  const shared = Math.ceil(room.cpuMilli / 1000)
  const free = Math.max(0, sum(room.cpus) - shared)
  const byCpus = Math.floor(free / shape.cpus)
  cpus.cpu += free - byCpus * shape.cpus
  if (byCpus === 0) return
  const [isVf, isSingle] = [NETWORK_PARTS[shape.network].vf, shape.numa === 'single']
  let [onNumas, withMemory, withVfs] = [0, 0, 0]
  for (let numa = isSingle ? 0 : ALL_NUMAS; numa < (isSingle ? room.cpus.length : 0); numa++) {
    const pods = Math.floor(Math.max(0, within(room.cpus, numa)) / shape.cpus)
    const memory =
      shape.memoryMib > 0 ? Math.min(pods, Math.floor(within(room.memoryMib, numa) / shape.memoryMib)) : pods
    onNumas += pods
    withMemory += memory
    withVfs += isVf ? Math.min(memory, within(room.vfs, numa)) : memory
  }
  // What is booked twice leaves less than nothing, and then no pod fits.
  const lose = (cause: StrandedCause, before: number, after: number): number => {
    const left = Math.max(0, after)
    cpus[cause] += (before - left) * shape.cpus
    return left
  }
  // Shared Cpus stand on no NumaNode: they may leave fewer pods on the host than its NumaNodes have room for.
  const byNuma = lose('numa', byCpus, Math.min(byCpus, onNumas))
  const byMemory = lose('memory', byNuma, Math.min(byNuma, withMemory))
  const byVf = lose('vf', byMemory, Math.min(byMemory, withVfs))
  const byIp = lose('ip', byVf, Math.min(byVf, addresses))
  lose('disk', byIp, Math.min(byIp, podsOnDisks(room, shape)))
}

/** Of one NumaNode, or of all. */
function within(amounts: readonly number[], numa: number): number {
  return numa === ALL_NUMAS ? sum(amounts) : amounts[numa]
}

function podsOnDisks({ disks }: HostRoom, { diskMib, ioKibps }: TypicalShape): number {
  if (diskMib === 0) return Number.MAX_SAFE_INTEGER
  let pods = 0
  for (let i = 0; i < disks.length; i++) {
    const disk = disks[i]
    const byCapacity = Math.floor(disk.capacityMib / diskMib)
    pods += ioKibps === 0 ? byCapacity : Math.min(byCapacity, Math.floor(disk.ioKibps / ioKibps))
  }
  return pods
}

/** By index: an iterator for each of so few numbers was most of what a look cost. */
function sum(values: readonly number[]): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
