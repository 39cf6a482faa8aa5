import type { Host } from '../../fleet.ts'
import { DRIVER, type PoolSlice } from '../../kube/resource-slice.ts'
import { faultsOfIssues, joinPath } from '../../parse/faults.ts'
import { hostOfDevices } from '../../parse/kube/host-devices.ts'
import { devicesOfPool, wholePool } from '../../parse/kube/slice-facts.ts'
import type { CappedFaults } from '../capped-faults.ts'
import type { LeftOutCounts } from '../left-out.ts'
import { devicesShape, type SliceItem } from './slice-shapes.ts'

/** What the devices of a Node say of it; its place is of no meaning. */
export type SlicedHost = Omit<Host, 'name' | 'region' | 'idc' | 'module' | 'rack'>

interface ReadSlice extends PoolSlice {
  readonly path: string
}

/** Stands for a host's name and domains, which its Node has and its slices do not. */
const PLACE = { name: 'host', region: 'region', idc: 'idc', module: 'module', rack: 'rack' }

/** The ResourceSlices that agents publish, by Node. Devices are read as the adapter reads them, once for all alike. */
export class Slices {
  readonly #faults: CappedFaults
  readonly #leftOut: LeftOutCounts
  readonly #byNode = new Map<string, ReadSlice[]>()
  readonly #paths = new Map<string, string>()
  /** Texts of devices that are right. */
  readonly #devices = new Map<string, string>()
  readonly #hosts = new Map<string, SlicedHost>()

  constructor(faults: CappedFaults, leftOut: LeftOutCounts) {
    this.#faults = faults
    this.#leftOut = leftOut
  }

  /** Takes a slice whose shape is right. One that the adapter would pass over too is counted. */
  add({ metadata: { name }, spec }: SliceItem, path: string): void {
    const { driver, nodeName, pool, devices } = spec
    const before = this.#paths.get(name)
    if (before !== undefined) this.#faults.add(`${path}.metadata.name`, JSON.stringify(name), `another than ${before}`)
    this.#paths.set(name, path)
    if (driver !== DRIVER) this.#leftOut.add(`ResourceSlices of the driver ${driver}`)
    else if (nodeName === null || nodeName === undefined || nodeName !== pool.name)
      this.#faults.add(`${path}.spec.nodeName`, show(nodeName), `the name of its pool, ${JSON.stringify(pool.name)}`)
    else {
      const text = this.#checked(devices ?? [], `${path}.spec.devices`)
      const { generation, resourceSliceCount: sliceCount } = pool
      const own = this.#byNode.get(nodeName) ?? []
      own.push({ name, generation, sliceCount, devices: text, path })
      this.#byNode.set(nodeName, own)
    }
  }

  /** What the slices of a Node say; null: there are none, or a fault was noted. */
  hostOf(node: string): SlicedHost | null {
    const slices = this.#byNode.get(node)
    if (slices === undefined) return null
    const pool = wholePool(slices)
    if (pool === null) {
      this.#faults.add(`${slices[0].path}.spec.pool`, ...notWhole(slices))
      return null
    }
    const text = pool.map(({ devices }) => devices).join('\n')
    const known = this.#hosts.get(text)
    if (known !== undefined) return known
    const host = hostOfDevices(PLACE, devicesOfPool(pool))
    if (host.ok) {
      this.#hosts.set(text, host.value)
      return host.value
    }
    for (const { path, found, expected } of host.faults)
      this.#faults.add(joinPath(`${slices[0].path}.spec`, path), found, expected)
    return null
  }

  /** Counts slices of Nodes that are not among these. */
  countStray(nodes: { has(node: string): boolean }): void {
    for (const [node, slices] of this.#byNode)
      if (!nodes.has(node)) this.#leftOut.add('ResourceSlices of nodes that are not here', slices.length)
  }

  /** Devices as text, the same one for equal ones; notes what no device can be. */
  #checked(devices: unknown, path: string): string {
    const text = JSON.stringify(devices)
    const known = this.#devices.get(text)
    if (known !== undefined) return known
    const parsed = devicesShape.safeParse(devices)
    if (parsed.success) {
      this.#devices.set(text, text)
      return text
    }
    for (const { path: inner, found, expected } of faultsOfIssues(parsed.error.issues, devices))
      this.#faults.add(joinPath(path, inner), found, expected)
    return '[]'
  }
}

function show(text: string | null | undefined): string {
  return text === null || text === undefined ? 'nothing' : JSON.stringify(text)
}

/** What of a pool's highest generation is there, and what should be. */
function notWhole(slices: readonly ReadSlice[]): [found: string, expected: string] {
  const generation = slices.reduce((highest, slice) => Math.max(highest, slice.generation), 0)
  const newest = slices.filter((slice) => slice.generation === generation)
  const count = newest[0]?.sliceCount ?? 1
  return [`${newest.length} of its slices of generation ${generation}`, `${count}, as the agent of the Node wrote them`]
}
