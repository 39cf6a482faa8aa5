import type { KubeletPod, Rejection } from '../machine.ts'
import { endless, notEnoughCores, notWholeCores, unexpected } from '../rejection.ts'
import type { Hints } from '../topology/hint.ts'
import { type Mask, nodesOf } from '../topology/mask.ts'
import type { CpuOrder, Taken } from './accumulator.ts'
import { type CpuFlags, type CpuTopology, countFlags, either, within, without } from './cpu-topology.ts'
import { cpuHints } from './hints.ts'
import type { CpuOptions } from './options.ts'
import { exclusiveCpus, exclusiveCpusOfPod } from './requested.ts'
import { takeDistributed } from './take-distributed.ts'
import { takePacked } from './take-packed.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/policy_static.go.

type Container = KubeletPod['containers'][number]

/** The static policy: which containers have which Cpus of their own, and which are shared. */
export class StaticCpus {
  readonly #topology: CpuTopology
  readonly #options: CpuOptions
  readonly #reserved: CpuFlags
  /** The reserved Cpus and their siblings. */
  readonly #reservedCores: CpuFlags
  /** By NUMA node that has Cpus, its bit in masks. */
  readonly #nodeBit: readonly number[]
  #shared: CpuFlags
  #held: ReadonlyMap<string, ReadonlyMap<string, CpuFlags>> = new Map()

  constructor(topology: CpuTopology, options: CpuOptions, reserved: CpuFlags, nodeBit: readonly number[]) {
    this.#topology = topology
    this.#options = options
    this.#reserved = reserved
    this.#nodeBit = nodeBit
    const { cpusOf, unitOf } = topology.units.core
    this.#reservedCores = reserved.map((_, cpu) => (cpusOf[unitOf[cpu]].some((other) => reserved[other] === 1) ? 1 : 0))
    const all = reserved.map(() => 1)
    this.#shared = options.reservesStrictly ? without(all, reserved) : all
  }

  get shared(): CpuFlags {
    return this.#shared
  }

  /** The Cpus of a container's own, or null. */
  held(pod: string, container: string): CpuFlags | null {
    return this.#held.get(pod)?.get(container) ?? null
  }

  /** What one container asks for, or with null the pod as a whole. */
  hints(pod: KubeletPod, container: Container | null): Hints {
    const count =
      container === null ? exclusiveCpusOfPod(pod.qos, pod.containers) : exclusiveCpus(pod.qos, container.cpuMilli)
    if (count === 0) return null
    return cpuHints(this.#topology, this.#nodeBit, this.#available, count, this.#options.alignsBySocket)
  }

  /** Gives a container its Cpus, those of the hint first. Null when that went well. */
  allocate(pod: KubeletPod, container: Container, mask: Mask | null): Rejection | null {
    const count = exclusiveCpus(pod.qos, container.cpuMilli)
    if (count === 0) return null
    const taken = this.#coresFault(count) ?? this.#takeFor(count, mask)
    if ('reason' in taken) return taken
    if (!taken.ok) return taken.isEndless === true ? endless(taken.error) : unexpected(taken.error)
    this.#shared = without(this.#shared, taken.cpus)
    this.#held = new Map(this.#held).set(pod.name, new Map(this.#held.get(pod.name)).set(container.name, taken.cpus))
    return null
  }

  /** Gives back all that a pod holds. */
  release(pod: string): void {
    for (const cpus of this.#held.get(pod)?.values() ?? []) this.#shared = either(this.#shared, cpus)
    const held = new Map(this.#held)
    held.delete(pod)
    this.#held = held
  }

  fork(): StaticCpus {
    const fork = new StaticCpus(this.#topology, this.#options, this.#reserved, this.#nodeBit)
    fork.#shared = this.#shared
    fork.#held = this.#held
    return fork
  }

  get #available(): CpuFlags {
    return without(this.#shared, this.#reserved)
  }

  /** With full-pcpus-only: why whole cores cannot be given. */
  #coresFault(count: number): Rejection | null {
    const { cpusPerCore } = this.#topology
    if (!this.#options.fullCoresOnly) return null
    if (count % cpusPerCore !== 0) return notWholeCores(count, cpusPerCore)
    const free = countFlags(without(this.#shared, this.#reservedCores))
    return count > free ? notEnoughCores(free, count, cpusPerCore) : null
  }

  /** Takes what it can where the hint says, the rest out of all that is left: two takings, each best for itself. */
  #takeFor(count: number, mask: Mask | null): Taken {
    const available = this.#available
    let aligned: CpuFlags = new Uint8Array(available.length)
    if (mask !== null) {
      const there = this.#alignedWith(mask, available)
      const taken = this.#take(there, Math.min(count, countFlags(there)))
      if (!taken.ok) return taken
      aligned = taken.cpus
    }
    const rest = this.#take(without(available, aligned), count - countFlags(aligned))
    return rest.ok ? { ok: true, cpus: either(aligned, rest.cpus) } : rest
  }

  #alignedWith(mask: Mask, available: CpuFlags): CpuFlags {
    const bits = nodesOf(mask)
    const { numa, socket } = this.#topology.units
    const nodes = numa.ids.map((_, node) => node).filter((node) => bits.includes(this.#nodeBit[node]))
    if (!this.#options.alignsBySocket) return within(this.#topology, available, 'numa', nodes)
    const sockets = nodes.flatMap((node) => numa.cpusOf[node].map((cpu) => socket.unitOf[cpu]))
    return within(this.#topology, available, 'socket', [...new Set(sockets)])
  }

  #take(available: CpuFlags, count: number): Taken {
    const { distributesAcrossCores, distributesAcrossNuma, fullCoresOnly, alignsBySocket } = this.#options
    const order: CpuOrder = distributesAcrossCores ? 'spread' : 'packed'
    if (!distributesAcrossNuma) return takePacked(this.#topology, available, count, order, this.#options.prefersUncore)
    const groupSize = fullCoresOnly ? this.#topology.cpusPerCore : 1
    return takeDistributed(this.#topology, available, count, { order, groupSize, alignsBySocket })
  }
}
