import { sumOf } from '../../src/base/sum.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet, IpPool } from '../../src/model/fleet.ts'
import type { FleetResource } from '../../src/model/fleet-plan.ts'
import type { Decision, Holding } from '../../src/model/holding.ts'
import { isBoundTo, poolSize } from '../../src/model/pools.ts'
import { NumberList } from '../record/number-list.ts'

/** What of an IDC is told of over time. */
export const USE_RESOURCES = ['cpus', 'memoryMib', 'diskMib', 'vf', 'ip'] as const satisfies readonly FleetResource[]
export type UseResource = (typeof USE_RESOURCES)[number]

/** The IDC of addresses that hosts of several share. */
export const ALL_IDCS = 'all IDCs'

/** One resource of one IDC, a value a sample each. */
export interface UseColumn {
  readonly idc: string
  readonly resource: UseResource
  /** Of the hosts that are up; of addresses all that the pools have. */
  readonly capacity: Float64Array
  /** By pods. */
  readonly held: Float64Array
  /** Of that what pods of the launches hold. */
  readonly launched: Float64Array
}

const COUNT = USE_RESOURCES.length

/** What pods hold of each IDC over a run, read from its events and decisions. */
export class FleetUse {
  readonly #idcs: readonly string[]
  readonly #idcOfHost: Int32Array
  readonly #idcOfPool: Int32Array
  readonly #hostNumber: ReadonlyMap<string, number>
  /** [idc × COUNT + resource] */
  readonly #capacity: Float64Array
  readonly #held: Float64Array
  readonly #launched: Float64Array
  /** [host × COUNT + resource], addresses left out. */
  readonly #ofHost: Float64Array
  readonly #pods = new Map<string, { readonly holding: Holding; readonly isLaunched: boolean }>()
  readonly #launches: ReadonlySet<string>
  readonly #rows: readonly { readonly capacity: NumberList; readonly held: NumberList; readonly launched: NumberList }[]

  /** launches: games whose pods are told apart. */
  constructor(fleet: Fleet, launches: ReadonlySet<string>) {
    this.#launches = launches
    this.#idcs = [...new Set(fleet.hosts.map(({ idc }) => idc)), ALL_IDCS]
    this.#idcOfHost = Int32Array.from(fleet.hosts, ({ idc }) => this.#idcs.indexOf(idc))
    this.#idcOfPool = Int32Array.from(fleet.pools, (pool) => this.#idcs.indexOf(idcOf(pool, fleet)))
    this.#hostNumber = new Map(fleet.hosts.map(({ name }, h) => [name, h]))
    this.#ofHost = Float64Array.from(
      fleet.hosts.flatMap(({ allocatable: { cpus, memoryMib, diskMib, vfs } }) => [cpus, memoryMib, diskMib, vfs, 0]),
    )
    const size = this.#idcs.length * COUNT
    this.#capacity = new Float64Array(size)
    this.#held = new Float64Array(size)
    this.#launched = new Float64Array(size)
    for (let h = 0; h < fleet.hosts.length; h++) this.#host(h, 1)
    fleet.pools.forEach((pool, p) => {
      this.#capacity[this.#idcOfPool[p] * COUNT + 4] += poolSize(pool)
    })
    const list = () => ({ capacity: new NumberList(), held: new NumberList(), launched: new NumberList() })
    this.#rows = Array.from({ length: size }, list)
  }

  event(event: Event): void {
    if (event.kind !== 'host-lost' && event.kind !== 'host-recovered') return
    this.#host(this.#hostNumber.get(event.host) ?? 0, event.kind === 'host-lost' ? -1 : 1)
  }

  decision(decision: Decision): void {
    const { pod } = decision
    if (decision.kind === 'refuse') return
    const before = this.#pods.get(pod.name)
    if (before !== undefined) this.#pod(before.holding, before.isLaunched, -1)
    this.#pods.delete(pod.name)
    if (decision.kind === 'release') return
    const isLaunched = this.#launches.has(pod.game)
    this.#pods.set(pod.name, { holding: decision.holding, isLaunched })
    this.#pod(decision.holding, isLaunched, 1)
  }

  /** Notes how it stands now. */
  sample(): void {
    this.#rows.forEach(({ capacity, held, launched }, i) => {
      capacity.push(this.#capacity[i])
      held.push(this.#held[i])
      launched.push(this.#launched[i])
    })
  }

  /** A column for each resource that an IDC ever had any of. */
  columns(): readonly UseColumn[] {
    return this.#rows.flatMap((row, i) => {
      const [capacity, held, launched] = [row.capacity, row.held, row.launched].map((list) => list.values())
      if (!capacity.some((amount) => amount > 0)) return []
      const resource = USE_RESOURCES[i % COUNT]
      return [{ idc: this.#idcs[Math.floor(i / COUNT)], resource, capacity, held, launched }]
    })
  }

  #host(host: number, sign: 1 | -1): void {
    for (let r = 0; r < COUNT; r++) {
      this.#capacity[this.#idcOfHost[host] * COUNT + r] += sign * this.#ofHost[host * COUNT + r]
    }
  }

  #pod(holding: Holding, isLaunched: boolean, sign: 1 | -1): void {
    const { host, cpus, cpuMilli, memoryMib, diskMib, vf, pool, overlayPool } = holding
    const at = this.#idcOfHost[host] * COUNT
    const amounts = [cpus.length + cpuMilli / 1000, sumOf(memoryMib), diskMib, vf < 0 ? 0 : 1]
    amounts.forEach((amount, r) => this.#add(at + r, sign * amount, isLaunched))
    for (const p of [pool, overlayPool]) if (p >= 0) this.#add(this.#idcOfPool[p] * COUNT + 4, sign, isLaunched)
  }

  #add(slot: number, amount: number, isLaunched: boolean): void {
    this.#held[slot] += amount
    if (isLaunched) this.#launched[slot] += amount
  }
}

/** The IDC whose hosts alone reach a pool, else ALL_IDCS. */
function idcOf(pool: IpPool, { hosts }: Fleet): string {
  const idcs = new Set(hosts.filter((host) => isBoundTo(pool, host)).map(({ idc }) => idc))
  return idcs.size === 1 ? [...idcs][0] : ALL_IDCS
}
