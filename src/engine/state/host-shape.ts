import { assert } from '../../base/assert.ts'
import { parseCpuList } from '../../base/cpu-list.ts'
import type { Host } from '../../model/fleet.ts'

/** What hosts of equal hardware and equal reservation share: which Cpus there are and how they lie. */
export interface HostShape {
  /** Highest Cpu number + 1. */
  readonly cpuEnd: number
  /** [cpuEnd] NumaNode of each Cpu, 255 where there is none. */
  readonly numaOf: Uint8Array
  /** [cpuEnd] index into `cores` of each allocatable Cpu. */
  readonly coreOf: Uint16Array
  /** Allocatable Cpus of each core that has any, ascending; cores in NumaNode order, then by first Cpu. */
  readonly cores: readonly (readonly number[])[]
  /** [numaNodes + 1] where each NumaNode's cores begin in `cores`. */
  readonly coreStart: readonly number[]
  /** [numaNodes] allocatable Cpus. */
  readonly cpusOf: readonly number[]
  /** Most threads of a core, reserved ones counted. */
  readonly threadsPerCore: number
}

/** The shape of a host; `shapes` keeps one object for all hosts alike. */
export function shapeOf(host: Host, shapes: Map<string, HostShape>): HostShape {
  const key = `${host.reservedCpus}|${JSON.stringify(host.numaNodes.map((numa) => numa.cores))}`
  const known = shapes.get(key)
  if (known !== undefined) return known
  const shape = buildShape(host)
  shapes.set(key, shape)
  return shape
}

function buildShape(host: Host): HostShape {
  const reserved = new Set(parseCpuList(host.reservedCpus))
  const cpuEnd = 1 + Math.max(...host.numaNodes.map((numa) => Math.max(-1, ...numa.cores.flat())))
  const numaOf = new Uint8Array(cpuEnd).fill(255)
  const coreOf = new Uint16Array(cpuEnd)
  const cores: number[][] = []
  const coreStart = [0]
  const cpusOf: number[] = []
  for (const numa of host.numaNodes) {
    assert(numa.id === cpusOf.length, `NumaNode ids of ${host.name} are dense`)
    const own = numa.cores.map((core) => core.filter((cpu) => !reserved.has(cpu))).filter((core) => core.length > 0)
    own.sort((a, b) => a[0] - b[0])
    for (const core of own) {
      for (const cpu of core) {
        assert(numaOf[cpu] === 255, `Cpu ${cpu} of ${host.name} is listed once`)
        numaOf[cpu] = numa.id
        coreOf[cpu] = cores.length
      }
      cores.push(core)
    }
    coreStart.push(cores.length)
    cpusOf.push(own.reduce((sum, core) => sum + core.length, 0))
  }
  const threadsPerCore = Math.max(1, ...host.numaNodes.flatMap((numa) => numa.cores.map((core) => core.length)))
  return { cpuEnd, numaOf, coreOf, cores, coreStart, cpusOf, threadsPerCore }
}
