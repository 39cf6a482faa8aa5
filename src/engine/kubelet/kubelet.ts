import { assert } from '../../base/assert.ts'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Alignment, NumaHint } from '../../model/explanation.ts'
import { checkMachine, checkReservedMemory } from './check.ts'
import {
  type CpuFlags,
  type CpuTopology,
  cpuTopologyOf,
  flagsOfIds,
  idsOfFlags,
  sameFlags,
} from './cpu/cpu-topology.ts'
import { checkCpuOptions, readCpuOptions } from './cpu/options.ts'
import { StaticCpus } from './cpu/static-cpus.ts'
import { Devices, firstDevices, GPU_RESOURCE, type PickDevices, VF_RESOURCE } from './device/devices.ts'
import type { Admission, ContainerHolding, KubeletConfig, KubeletMachine, KubeletPod, Rejection } from './machine.ts'
import { type NodeMemory, type StaticMemory, sameMemory } from './memory/static-memory.ts'
import { bitsOf, memoryOf, placesOf, policyOf } from './parts-of.ts'
import { NO_LOCALITY } from './rejection.ts'
import type { Hint, Hints } from './topology/hint.ts'
import { nodesOf } from './topology/mask.ts'
import { type Merged, readTopologyOptions, type TopologyPolicy } from './topology/policy.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/topologymanager/scope*.go: who is asked, in which order, by which scope.

type Container = KubeletPod['containers'][number]

/** What managers give hints for. */
const RESOURCES = [VF_RESOURCE, GPU_RESOURCE, 'cpu', 'memory'] as const

/** The hint of the policy none: anything. */
const ANY: Hint = { mask: null, isPreferred: false }

/** What never changes on a machine. */
interface Frame {
  readonly topology: CpuTopology
  /** NUMA ids by bit of a mask, ascending. */
  readonly numaIds: readonly number[]
  readonly vfIds: readonly string[]
  readonly gpuIds: readonly string[]
  readonly isPodScope: boolean
  /** Null: the policy none. */
  readonly policy: TopologyPolicy | null
}

/**
 * Opens the kubelet of a machine without pods. Faults are what it would refuse to start with, the kubelet's own words
 * after a colon, and machines that are none.
 */
export function openKubelet(machine: KubeletMachine, config: KubeletConfig): Result<Kubelet> {
  const faults: Fault[] = []
  const topologyOptions = readTopologyOptions(config.topology, faults)
  checkMachine(machine, config, topologyOptions, faults)
  const cpuOptions = readCpuOptions(config.cpu.options, faults)
  checkReservedMemory(machine, config.memory, faults)
  const places = placesOf(machine)
  if (places.length === 0) return failed(faults)
  const topology = cpuTopologyOf(places)
  checkCpuOptions(cpuOptions, topology, config.topology.policy, faults)
  const unknown = config.cpu.reserved.filter((cpu) => !topology.cpuIds.includes(cpu))
  for (const cpu of unknown) {
    const words = '[cpumanager] unable to build the reserved physical CPUs from the reserved set: unknown CPU ID'
    faults.push({ path: 'cpu.reserved', found: `Cpu ${cpu}`, expected: `Cpus of the machine: ${words}: ${cpu}` })
  }
  const reserved = flagsOfIds(topology, config.cpu.reserved)
  if (faults.length > 0 || reserved === null) return failed(faults)
  const nodes = [...machine.numaNodes].sort((a, b) => a.id - b.id)
  const numaIds = nodes.map(({ id }) => id)
  const cpus = new StaticCpus(
    topology,
    cpuOptions,
    reserved,
    topology.units.numa.ids.map((id) => numaIds.indexOf(id)),
  )
  const frame: Frame = {
    topology,
    numaIds,
    vfIds: machine.vfs.map(({ id }) => id),
    gpuIds: (machine.gpus ?? []).map(({ id }) => id),
    isPodScope: config.topology.scope === 'pod',
    policy: policyOf(machine, config.topology, topologyOptions, numaIds),
  }
  const devices = {
    vfs: new Devices(VF_RESOURCE, bitsOf(machine.vfs, numaIds), config.hasVfPreference),
    gpus: new Devices(GPU_RESOURCE, bitsOf(machine.gpus ?? [], numaIds), true),
  }
  return ok(new Kubelet(frame, cpus, memoryOf(nodes, config.memory), devices))
}

/** What the device manager has. */
interface DevicesByResource {
  readonly vfs: Devices
  readonly gpus: Devices
}

/**
 * The kubelet's admission of pods on one machine: device manager, CPU manager, memory manager, under the topology
 * manager. Pods are known by name.
 */
export class Kubelet {
  readonly #frame: Frame
  readonly #cpus: StaticCpus
  readonly #memory: StaticMemory | null
  readonly #devices: DevicesByResource
  readonly #pods = new Set<string>()
  #changes = 0

  /** Call openKubelet. */
  constructor(frame: Frame, cpus: StaticCpus, memory: StaticMemory | null, devices: DevicesByResource) {
    this.#frame = frame
    this.#cpus = cpus
    this.#memory = memory
    this.#devices = devices
  }

  /** Cpus left to all that have none of their own, ascending; with reserved ones unless those are strictly reserved. */
  get sharedCpus(): number[] {
    return idsOfFlags(this.#frame.topology, this.#cpus.shared)
  }

  /**
   * While it stays, whoever failed fails again. What a pod that fails halfway leaves behind counts, if it is anything:
   * memory that it gives back lies otherwise than before where others hold some of the same nodes.
   */
  get changes(): number {
    return this.#changes
  }

  /**
   * Admits a pod or says why it fails; one that fails holds nothing. Its name must not be that of a pod that is here.
   * pickDevices  stands in for the random choice of devices without a preference of their plugin
   * seen     is told what the topology manager aligns
   */
  admit(
    pod: KubeletPod,
    pickDevices: PickDevices = firstDevices,
    seen: ((alignment: Alignment) => void) | null = null,
  ): Admission {
    assert(!this.#pods.has(pod.name), `pod ${pod.name} is admitted already`)
    const [shared, memory] = [this.#cpus.shared, this.#memory?.state ?? []]
    const rejection = this.#place(pod, pickDevices, seen)
    if (rejection !== null) {
      this.#release(pod.name)
      if (!this.#isAs(shared, memory)) this.#changes++
      return { isAdmitted: false, ...rejection }
    }
    this.#changes++
    this.#pods.add(pod.name)
    return { isAdmitted: true, containers: pod.containers.map(({ name }) => this.#holding(pod.name, name)) }
  }

  /** Takes a pod away and all that it holds; false when it was not here. */
  remove(pod: string): boolean {
    if (!this.#pods.delete(pod)) return false
    this.#changes++
    this.#release(pod)
    return true
  }

  /** A kubelet in the same state; what happens to one does not happen to the other. */
  fork(): Kubelet {
    const devices = { vfs: this.#devices.vfs.fork(), gpus: this.#devices.gpus.fork() }
    const fork = new Kubelet(this.#frame, this.#cpus.fork(), this.#memory?.fork() ?? null, devices)
    for (const pod of this.#pods) fork.#pods.add(pod)
    return fork
  }

  /** Devices need no look: what was taken of them is given back as it was. */
  #isAs(shared: CpuFlags, memory: readonly NodeMemory[]): boolean {
    return sameMemory(memory, this.#memory?.state ?? []) && sameFlags(shared, this.#cpus.shared)
  }

  #place(pod: KubeletPod, pickDevices: PickDevices, seen: ((alignment: Alignment) => void) | null): Rejection | null {
    const { policy, isPodScope } = this.#frame
    const align = (container: Container | null): Merged | null => {
      if (policy === null) return null
      const hints = this.#hints(pod, container)
      const merged = policy(hints)
      seen?.(this.#alignment(container, hints, merged))
      return merged
    }
    const whole = isPodScope ? align(null) : null
    if (whole?.isAdmitted === false) return NO_LOCALITY
    for (const container of pod.containers) {
      const merged = whole ?? align(container)
      if (merged?.isAdmitted === false) return NO_LOCALITY
      const rejection = this.#allocate(pod, container, merged?.hint ?? ANY, pickDevices)
      if (rejection !== null) return rejection
    }
    return null
  }

  /** By resource, in the order of RESOURCES. */
  #hints(pod: KubeletPod, container: Container | null): readonly Hints[] {
    const memory = this.#memory?.hints(pod, container) ?? null
    const { vfs, gpus } = this.#devices
    return [vfs.hints(pod, container), gpus.hints(pod, container), this.#cpus.hints(pod, container), memory]
  }

  #alignment(container: Container | null, hints: readonly Hints[], { hint, isAdmitted }: Merged): Alignment {
    const { numaIds } = this.#frame
    const told = ({ mask, isPreferred }: Hint): NumaHint => {
      return { numaNodes: mask === null ? null : nodesOf(mask).map((node) => numaIds[node]), isPreferred }
    }
    const byWidth = (a: NumaHint, b: NumaHint): number => (a.numaNodes?.length ?? 0) - (b.numaNodes?.length ?? 0)
    const resources = hints.map((list, i) => ({
      resource: RESOURCES[i],
      hints: list?.map(told).sort(byWidth) ?? null,
    }))
    return { container: container?.name ?? null, resources, merged: told(hint), isAdmitted }
  }

  #allocate(pod: KubeletPod, container: Container, hint: Hint, pickDevices: PickDevices): Rejection | null {
    const { vfs, gpus } = this.#devices
    return (
      vfs.allocate(pod, container, hint.mask, pickDevices) ??
      gpus.allocate(pod, container, hint.mask, firstDevices) ??
      this.#cpus.allocate(pod, container, hint.mask) ??
      this.#memory?.allocate(pod, container, hint) ??
      null
    )
  }

  #release(pod: string): void {
    this.#devices.vfs.release(pod)
    this.#devices.gpus.release(pod)
    this.#cpus.release(pod)
    this.#memory?.release(pod)
  }

  #holding(pod: string, container: string): ContainerHolding {
    const { topology, numaIds, vfIds, gpuIds } = this.#frame
    const { vfs, gpus } = this.#devices
    const cpus = this.#cpus.held(pod, container)
    const block = this.#memory?.held(pod, container) ?? null
    return {
      name: container,
      cpus: cpus === null ? null : idsOfFlags(topology, cpus),
      memory: block === null ? null : { numaNodes: nodesOf(block.mask).map((node) => numaIds[node]), mib: block.mib },
      vfs: vfs.held(pod, container).map((vf) => vfIds[vf]),
      gpus: gpus.held(pod, container).map((gpu) => gpuIds[gpu]),
    }
  }
}
