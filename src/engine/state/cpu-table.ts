import { assert } from '../../base/assert.ts'
import { NUMA_NODES_MAX } from '../../model/fleet.ts'
import type { HostShape } from './host-shape.ts'

/** Row of a host: Cpus in wholly free full cores of each NumaNode, then of the whole host. */
const ROW = NUMA_NODES_MAX + 1
const WHOLE_HOST = NUMA_NODES_MAX

/**
 * Which Cpus of every host are free, and which full cores wholly, for pods that take nothing less (the kubelet's
 * `full-pcpus-only`). A full core has as many threads as any core of its host, none of them reserved; smaller cores are
 * not given to such pods.
 */
export class CpuTable {
  readonly #shapes: readonly HostShape[]
  /** [hostCount × wordCount] a set bit is a free Cpu. */
  readonly #freeWords: Uint32Array
  readonly #wordCount: number
  /** [hostCount × coreCount] free Cpus of each core. */
  readonly #freeThreads: Uint8Array
  readonly #coreCount: number
  /** [hostCount × ROW] */
  readonly #rows: Int32Array

  constructor(shapes: readonly HostShape[]) {
    this.#shapes = shapes
    this.#wordCount = Math.max(1, ...new Set(shapes.map(({ cpuEnd }) => Math.ceil(cpuEnd / 32))))
    this.#freeWords = new Uint32Array(shapes.length * this.#wordCount)
    this.#coreCount = Math.max(0, ...new Set(shapes.map(({ cores }) => cores.length)))
    this.#freeThreads = new Uint8Array(shapes.length * this.#coreCount)
    this.#rows = new Int32Array(shapes.length * ROW)
    shapes.forEach(({ cores }, host) => {
      for (const core of cores) for (const cpu of core) this.move(host, cpu, 1)
    })
  }

  /** Threads of a full core. */
  threadsPerCore(host: number): number {
    return this.#shapes[host].threadsPerCore
  }

  /** Cpus in wholly free full cores of the host. */
  freeInFullCores(host: number): number {
    return this.#rows[host * ROW + WHOLE_HOST]
  }

  /** Cpus in wholly free full cores of a NumaNode. */
  numaFreeInFullCores(host: number, numa: number): number {
    return this.#rows[host * ROW + numa]
  }

  isFree(host: number, cpu: number): boolean {
    return ((this.#freeWords[host * this.#wordCount + (cpu >>> 5)] >>> (cpu & 31)) & 1) === 1
  }

  /** Free Cpus of a core, numbered as in its host's shape. */
  freeOfCore(host: number, core: number): number {
    return this.#freeThreads[host * this.#coreCount + core]
  }

  /** Takes a Cpu (sign -1) or gives it back (1). Asserts that it is free, or taken. */
  move(host: number, cpu: number, sign: 1 | -1): void {
    assert(this.isFree(host, cpu) === sign < 0, 'a Cpu is booked once and given back once')
    this.#freeWords[host * this.#wordCount + (cpu >>> 5)] ^= 1 << (cpu & 31)
    const { coreOf, numaOf, threadsPerCore } = this.#shapes[host]
    const at = host * this.#coreCount + coreOf[cpu]
    const before = this.#freeThreads[at]
    this.#freeThreads[at] = before + sign
    if ((sign > 0 ? before + 1 : before) !== threadsPerCore) return
    this.#rows[host * ROW + numaOf[cpu]] += sign * threadsPerCore
    this.#rows[host * ROW + WHOLE_HOST] += sign * threadsPerCore
  }

  /** Columns that change, for comparison bit by bit. */
  columns(): readonly ArrayBufferView[] {
    return [this.#freeWords, this.#freeThreads, this.#rows]
  }
}
