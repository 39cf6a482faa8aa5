import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { Host } from '../fleet.ts'

/** What a Node has, as its agent publishes it: ResourceSlices of this driver, one pool a Node, named after it. */
export const DRIVER = 'berth.dev'
export const SLICES_API = 'resource.k8s.io/v1'
/** Devices of one slice, the API server's own limit. */
export const DEVICES_MAX = 128

/** What of a host its slices say; names of places are labels of its Node. */
export type HostFacts = Pick<Host, 'topology' | 'numaNodes' | 'reservedCpus' | 'nics' | 'gpus' | 'disks'>

/** A part of a host. Attributes and capacities without a domain are of the driver's. */
export interface SliceDevice {
  readonly name: string
  readonly attributes?: Readonly<Record<string, { readonly string?: string; readonly int?: number }>>
  readonly capacity?: Readonly<Record<string, { readonly value: string }>>
}

/** `spec` of a ResourceSlice, as far as it is read and written here. */
export interface SliceSpec {
  readonly driver: string
  readonly nodeName?: string
  /** Slices of a generation below the pool's highest are old; it is whole with `resourceSliceCount` of the highest. */
  readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number }
  readonly devices?: readonly SliceDevice[]
}

/**
 * A slice of the pool of its Node. Devices stay text until somebody reads them: as objects those of 5,000 hosts take
 * some hundred MiB, and what they say is read once.
 */
export interface PoolSlice {
  readonly name: string
  readonly generation: number
  readonly sliceCount: number
  /** JSON of a list of `SliceDevice`. */
  readonly devices: string
}

/** Kinds of devices: the word of their attribute `kind`. */
export const DEVICE_KINDS = ['host', 'numa', 'core', 'nic', 'gpu', 'disk'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/** The spec of each slice of a Node's pool, in order. */
export function slicesOf(node: string, facts: HostFacts, generation: number): readonly SliceSpec[] {
  const devices = devicesOf(facts)
  const resourceSliceCount = Math.ceil(devices.length / DEVICES_MAX)
  const pool = { name: node, generation, resourceSliceCount }
  return Array.from({ length: resourceSliceCount }, (_, i) => ({
    driver: DRIVER,
    nodeName: node,
    pool,
    devices: devices.slice(i * DEVICES_MAX, (i + 1) * DEVICES_MAX),
  }))
}

/** Name of the ResourceSlice at an index of a Node's pool. */
export function sliceName(node: string, index: number): string {
  return `${node}-${DRIVER}-${index}`
}

/**
 * The devices of a host. A core is one device with all its Cpus, and a NIC one with the number of its VFs: every device
 * is 0.2 KB of what an adapter reads of each host.
 */
function devicesOf({ topology, numaNodes, reservedCpus, nics, gpus = [], disks }: HostFacts): readonly SliceDevice[] {
  const reserved = new Set(parseCpuList(reservedCpus) ?? [])
  const numas = numaNodes.map(({ id, memoryMib }) => ({
    ...deviceOf('numa', id, { numaNode: id }),
    capacity: { memory: { value: quantityOfMib(memoryMib) } },
  }))
  const cores = numaNodes.flatMap(({ id, cores }) =>
    cores.map((cpus) => {
      const kept = formatCpuList(cpus.filter((cpu) => reserved.has(cpu)))
      const words = { numaNode: id, cpus: formatCpuList(cpus), ...(kept === '' ? {} : { reservedCpus: kept }) }
      return deviceOf('core', cpus[0], words)
    }),
  )
  return [
    deviceOf('host', null, { topology }),
    ...numas,
    ...cores,
    ...nics.map(({ name, numa, vfs, mbps, kpps }, i) => deviceOf('nic', i, { name, numaNode: numa, vfs, mbps, kpps })),
    ...gpus.map(({ name, numa }, i) => deviceOf('gpu', i, { name, numaNode: numa })),
    ...disks.map(({ name, capacityMib, ioKibps }, i) => ({
      ...deviceOf('disk', i, { name, ioKibps }),
      capacity: { storage: { value: quantityOfMib(capacityMib) } },
    })),
  ]
}

function deviceOf(
  kind: DeviceKind,
  number: number | null,
  words: Readonly<Record<string, string | number | undefined>>,
): SliceDevice {
  const attributes: Record<string, { string?: string; int?: number }> = { kind: { string: kind } }
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') attributes[key] = { string: value }
    else if (value !== undefined) attributes[key] = { int: value }
  }
  return { name: number === null ? kind : `${kind}-${number}`, attributes }
}

/** The way the API server itself writes so many MiB, so that what is read back is what was written. */
function quantityOfMib(mib: number): string {
  if (mib === 0) return '0'
  let amount = mib
  let unit = 0
  for (; unit < UNITS.length - 1 && amount % 1024 === 0; unit++) amount /= 1024
  return `${amount}${UNITS[unit]}`
}

const UNITS = ['Mi', 'Gi', 'Ti', 'Pi', 'Ei']
