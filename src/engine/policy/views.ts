import type { DiskView, HostView, NumaNodeView, PodView } from '../../model/policy.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'

/** Views of every host of a fleet, made once: they read the table whenever they are asked. */
export interface FleetViews {
  readonly hosts: readonly HostView[]
  /** By host, then by mask of NumaNodes, filled as they are met. */
  readonly sets: readonly (readonly NumaNodeView[])[][]
}

const made = new WeakMap<HostTable, FleetViews>()
const pods = new WeakMap<PodClass, PodView>()

/** The views of a fleet's hosts. */
export function viewsOf(table: HostTable): FleetViews {
  const known = made.get(table)
  if (known !== undefined) return known
  const hosts = Array.from({ length: table.hostCount }, (_, host) => new HostRowView(table, host))
  const views = { hosts, sets: hosts.map(() => []) }
  made.set(table, views)
  return views
}

/** The NumaNodes of a mask on a host. */
export function numaNodesOf({ hosts, sets }: FleetViews, host: number, mask: number): readonly NumaNodeView[] {
  sets[host][mask] ??= Object.freeze(hosts[host].numaNodes.filter(({ id }) => ((mask >>> id) & 1) === 1))
  return sets[host][mask]
}

/** What a pod of the class asks for. */
export function podViewOf(klass: PodClass): PodView {
  const known = pods.get(klass)
  if (known !== undefined) return known
  const { cpus, cpuMilli, fullCores, memoryMib, diskMib, ioKibps, network, takesVf, gpus, nicMbps, nicKpps } = klass
  const numa = klass.single ? 'single' : klass.evenly ? 'spread' : 'preferred'
  const amounts = { cpus, cpuMilli, fullCores, memoryMib, diskMib, ioKibps }
  const view = Object.freeze({ ...amounts, network, takesVf, gpus, nicMbps, nicKpps, numa } as const)
  pods.set(klass, view)
  return view
}

/** Getters alone: to write to it throws. */
class HostRowView implements HostView {
  readonly #table: HostTable
  readonly #host: number
  readonly #numaNodes: readonly NumaNodeView[]
  readonly #disks: readonly DiskView[]

  constructor(table: HostTable, host: number) {
    this.#table = table
    this.#host = host
    this.#numaNodes = Object.freeze(table.fleet.hosts[host].numaNodes.map((_, numa) => numaView(table, host, numa)))
    this.#disks = Object.freeze(table.fleet.hosts[host].disks.map((_, disk) => diskView(table, host, disk)))
    Object.freeze(this)
  }

  get name(): string {
    return this.#table.fleet.hosts[this.#host].name
  }
  get region(): string {
    return this.#table.fleet.hosts[this.#host].region
  }
  get idc(): string {
    return this.#table.fleet.hosts[this.#host].idc
  }
  get module(): string {
    return this.#table.fleet.hosts[this.#host].module
  }
  get rack(): string {
    return this.#table.fleet.hosts[this.#host].rack
  }
  get cpusAllocatable(): number {
    return this.#table.cpusAllocatable(this.#host)
  }
  get freeCpus(): number {
    return this.#table.freeCpus(this.#host)
  }
  get freeCpuMilli(): number {
    return this.#table.freeCpuMilli(this.#host)
  }
  get memoryMibAllocatable(): number {
    return this.#table.memoryMibAllocatable(this.#host)
  }
  get freeMemoryMib(): number {
    return this.#table.freeMemoryMib(this.#host)
  }
  get vfs(): number {
    return this.#table.vfCount(this.#host)
  }
  get freeVfs(): number {
    return this.#table.freeVfs(this.#host)
  }
  get freeGpus(): number {
    return this.#table.gpus.free(this.#host)
  }
  get numaNodes(): readonly NumaNodeView[] {
    return this.#numaNodes
  }
  get disks(): readonly DiskView[] {
    return this.#disks
  }
}

function numaView(table: HostTable, host: number, id: number): NumaNodeView {
  return Object.freeze({
    id,
    cpusAllocatable: table.numaCpusAllocatable(host, id),
    get freeCpus() {
      return table.numaFreeCpus(host, id)
    },
    get freeMemoryMib() {
      return table.numaFreeMemoryMib(host, id)
    },
    get freeVfs() {
      return table.numaFreeVfs(host, id)
    },
  })
}

function diskView(table: HostTable, host: number, disk: number): DiskView {
  return Object.freeze({
    name: table.fleet.hosts[host].disks[disk].name,
    get freeMib() {
      return table.diskFreeMib(host, disk)
    },
    get freeIoKibps() {
      return table.diskFreeIoKibps(host, disk)
    },
  })
}
