import { assert } from '../../src/base/assert.ts'
import type { Fleet, Host } from '../../src/model/fleet.ts'
import type { Holding } from '../../src/model/holding.ts'

/** What a placed pod takes of a host, as far as figures are made of it. */
export interface Held {
  /** Into fleet.hosts. */
  readonly host: number
  /** Exclusive Cpus by NumaNode. */
  readonly cpus: readonly number[]
  readonly cpuMilli: number
  /** By NumaNode. */
  readonly memoryMib: readonly number[]
  /** Into host.disks, or -1. */
  readonly disk: number
  readonly diskMib: number
  readonly ioKibps: number
  /** NumaNode of its VF, or -1. */
  readonly vfNuma: number
  /** Of each address, into fleet.pools. */
  readonly pools: readonly number[]
}

/** NumaNodes of what is held: of its Cpus, its memory and its VF. GPUs are not looked at. */
export function numaCountOf({ cpus, memoryMib, vfNuma }: Held): number {
  return cpus.reduce((sum, count, numa) => sum + Number(count > 0 || memoryMib[numa] > 0 || vfNuma === numa), 0)
}

/** Counts what holdings of a fleet take by NumaNode. */
export class HeldCounter {
  readonly #fleet: Fleet
  /** NumaNode by Cpu number, one list for hosts of equal NumaNodes. */
  readonly #numaOfCpu: readonly (readonly number[])[]

  constructor(fleet: Fleet) {
    this.#fleet = fleet
    const known = new Map<string, readonly number[]>()
    this.#numaOfCpu = fleet.hosts.map((host) => numaOfCpu(host, known))
  }

  count(holding: Holding): Held {
    const { host, disk, diskMib, ioKibps, cpuMilli, memoryMib } = holding
    const own = this.#fleet.hosts[host]
    const vfNuma = holding.vf < 0 ? -1 : numaOfVf(own, holding.vf)
    const cpus = this.cpusByNuma(host, holding.cpus)
    const pools = [holding.pool, holding.overlayPool].filter((pool) => pool >= 0)
    return { host, cpus, cpuMilli, memoryMib, disk, diskMib, ioKibps, vfNuma, pools }
  }

  /** Cpus of a host by NumaNode. */
  cpusByNuma(host: number, cpus: readonly number[]): readonly number[] {
    const counts = this.#fleet.hosts[host].numaNodes.map(() => 0)
    for (const cpu of cpus) counts[this.#numaOfCpu[host][cpu]]++
    return counts
  }
}

function numaOfCpu({ numaNodes }: Host, known: Map<string, readonly number[]>): readonly number[] {
  const key = JSON.stringify(numaNodes)
  const before = known.get(key)
  if (before !== undefined) return before
  const numaOf: number[] = []
  for (const { id, cores } of numaNodes) for (const cpu of cores.flat()) numaOf[cpu] = id
  known.set(key, numaOf)
  return numaOf
}

/** vf: its number on the host, VFs counted through the NICs in order. */
function numaOfVf(host: Host, vf: number): number {
  let index = vf
  for (const { vfs, numa } of host.nics) {
    if (index < vfs) return numa
    index -= vfs
  }
  assert(false, `${host.name} has a VF ${vf}`)
}
