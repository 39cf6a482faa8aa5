import { formatCpuList, parseCpuList } from '../../../base/cpu-list.ts'
import { DEVICE_KINDS, type PoolSlice, type SliceDevice } from '../../kube/resource-slice.ts'
import { milliOfQuantity } from './quantity.ts'

/** What devices say of a host: as `berth.dev/v1alpha1` writes one, and not looked through yet. */
export type ReadFacts = Readonly<Record<string, unknown>>

/** Slices of the highest generation of a Node's pool, in order, once all are there; null: the pool is not whole. */
export function wholePool<S extends PoolSlice>(slices: readonly S[]): readonly S[] | null {
  const generation = slices.reduce((highest, slice) => Math.max(highest, slice.generation), 0)
  const newest = slices.filter((slice) => slice.generation === generation)
  if (newest.length === 0 || newest.length !== newest[0].sliceCount) return null
  // Names end in the index; devices of one slice stay in its order.
  return newest.sort((a, b) => indexOf(a) - indexOf(b))
}

/** Devices of the slices of a whole pool. */
export function devicesOfPool(slices: readonly PoolSlice[]): readonly SliceDevice[] {
  return slices.flatMap(({ devices }) => JSON.parse(devices) as readonly SliceDevice[])
}

function indexOf({ name }: PoolSlice): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0)
}

/** The facts behind the devices, and those devices that are of no kind that is known, or cores of no NumaNode. */
export function factsOfDevices(devices: readonly SliceDevice[]): {
  readonly facts: ReadFacts
  readonly unknown: readonly SliceDevice[]
} {
  const known = new Map<string, readonly SliceDevice[]>(
    DEVICE_KINDS.map((kind) => [kind, devices.filter((device) => text(device, 'kind') === kind)]),
  )
  const of = (kind: (typeof DEVICE_KINDS)[number]) => known.get(kind) ?? []
  const cores = of('core').map((device) => ({
    numa: number(device, 'numaNode'),
    cpus: cpusOf(device, 'cpus'),
    reserved: cpusOf(device, 'reservedCpus'),
  }))
  const gpus = of('gpu').map((device) => ({ name: text(device, 'name'), numa: number(device, 'numaNode') }))
  const facts: ReadFacts = {
    topology: of('host').map((device) => text(device, 'topology'))[0],
    numaNodes: of('numa').map((device) => {
      const id = number(device, 'numaNode')
      return { id, memoryMib: mib(device, 'memory'), cores: coresOf(cores, id) }
    }),
    reservedCpus: formatCpuList(cores.flatMap(({ reserved }) => reserved).sort((a, b) => a - b)),
    nics: of('nic').map((device) => {
      const rates = { ...optional('mbps', number(device, 'mbps')), ...optional('kpps', number(device, 'kpps')) }
      return { name: text(device, 'name'), numa: number(device, 'numaNode'), vfs: number(device, 'vfs'), ...rates }
    }),
    ...(gpus.length === 0 ? {} : { gpus }),
    disks: of('disk').map((device) => {
      return { name: text(device, 'name'), capacityMib: mib(device, 'storage'), ioKibps: number(device, 'ioKibps') }
    }),
  }
  const ids = new Set(of('numa').map((device) => number(device, 'numaNode')))
  const stray = of('core').filter((device) => !ids.has(number(device, 'numaNode')))
  const words = new Set<string | undefined>(DEVICE_KINDS)
  return { facts, unknown: [...devices.filter((device) => !words.has(text(device, 'kind'))), ...stray] }
}

function coresOf(
  cores: readonly { readonly numa: number | undefined; readonly cpus: readonly number[] }[],
  id: number | undefined,
): readonly (readonly number[])[] {
  return cores.filter(({ numa }) => numa === id).map(({ cpus }) => cpus)
}

function text(device: SliceDevice, key: string): string | undefined {
  return device.attributes?.[key]?.string
}

function number(device: SliceDevice, key: string): number | undefined {
  return device.attributes?.[key]?.int
}

function cpusOf(device: SliceDevice, key: string): readonly number[] {
  return parseCpuList(text(device, key) ?? '') ?? []
}

function mib(device: SliceDevice, key: string): number | undefined {
  const milli = milliOfQuantity(device.capacity?.[key]?.value)
  return milli === null ? undefined : Number(milli / MIB_MILLI)
}

const MIB_MILLI = 1000n * 1024n * 1024n

function optional(key: string, value: number | undefined): Readonly<Record<string, number>> {
  return value === undefined ? {} : { [key]: value }
}
