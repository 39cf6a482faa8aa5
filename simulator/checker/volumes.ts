import type { Fleet } from '../../src/model/fleet.ts'
import type { FleetView } from './fleet-view.ts'
import type { Ask, Held } from './pods.ts'

/** Network volumes, written from docs/ARCHITECTURE.md "Network volumes". */

export interface VolumePoolView {
  readonly name: string
  readonly capacityMib: number
  /** By host, 1 where it is reached. */
  readonly bound: Uint8Array
}

/** A volume by the name of its pool; pool -1 when the fleet has none of that name. */
export interface HeldVolume {
  readonly name: string
  readonly pool: number
  readonly mib: number
}

export function viewVolumePools({ hosts, volumePools = [] }: Fleet): readonly VolumePoolView[] {
  return volumePools.map(({ name, capacityMib, boundTo }) => {
    const names = { hosts: new Set(boundTo?.hosts), racks: new Set(boundTo?.racks), modules: new Set(boundTo?.modules) }
    const bound = Uint8Array.from(hosts, (host) => {
      const isNamed = names.hosts.has(host.name) || names.racks.has(host.rack) || names.modules.has(host.module)
      return boundTo === undefined || isNamed ? 1 : 0
    })
    return { name, capacityMib, bound }
  })
}

/** What is free of them, as the log tells it. */
export class Volumes {
  readonly freeMib: Float64Array // [pool]
  readonly freeAttach: Int32Array // [host]
  readonly #pools: readonly VolumePoolView[]

  constructor({ hosts, volumePools }: Pick<FleetView, 'hosts' | 'volumePools'>) {
    this.#pools = volumePools
    this.freeMib = Float64Array.from(volumePools, ({ capacityMib }) => capacityMib)
    this.freeAttach = Int32Array.from(hosts, ({ volumeAttachMax = 0 }) => volumeAttachMax)
  }

  /** Attaches the volume of a holding (sign -1) or detaches it (1). */
  move({ host, volume }: Held, sign: 1 | -1): void {
    if (volume !== null) this.freeAttach[host] += sign
  }

  /** Takes a volume's room in its pool (sign -1) or gives it back (1). */
  keep({ pool, mib }: HeldVolume, sign: 1 | -1): void {
    this.freeMib[pool] += sign * mib
  }

  /** Pools that may serve the pod on the host, by name: for one that has its volume already that one alone. */
  usable(ask: Ask, host: number): readonly number[] {
    const { volumePool } = ask.component.request
    return this.#pools.flatMap(({ name, bound }, pool) => {
      const isRight = ask.volume === null ? volumePool === undefined || name === volumePool : pool === ask.volume.pool
      return isRight && bound[host] === 1 ? [pool] : []
    })
  }

  /** MiB that the pod needs free in a pool: none for the volume it has. */
  needed(ask: Ask): number {
    return ask.volume === null ? (ask.component.request.volumeMib ?? 0) : 0
  }

  /** The pool that gives the pod its volume on the host, or -1. */
  firstPool(ask: Ask, host: number): number {
    return this.usable(ask, host).find((pool) => this.freeMib[pool] >= this.needed(ask)) ?? -1
  }

  /** Volumes that could not be attached, and MiB that the usable pool with most room lacks; Infinity without any. */
  lacking(ask: Ask, host: number): { readonly attach: number; readonly mib: number } {
    if (!takesVolume(ask)) return { attach: 0, mib: 0 }
    const shortages = this.usable(ask, host).map((pool) => Math.max(0, this.needed(ask) - this.freeMib[pool]))
    return { attach: this.freeAttach[host] > 0 ? 0 : 1, mib: Math.min(Number.POSITIVE_INFINITY, ...shortages) }
  }
}

/** Whether the pod has a volume wherever it is placed. */
export function takesVolume(ask: Ask): boolean {
  return ask.volume !== null || (ask.component.request.volumeMib ?? 0) > 0
}
