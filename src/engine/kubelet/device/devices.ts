import type { KubeletPod, Rejection } from '../machine.ts'
import { unexpected } from '../rejection.ts'
import { type Hints, hintsOf } from '../topology/hint.ts'
import { countBits, hasNode, type Mask, maskOf, partsOf } from '../topology/mask.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/devicemanager/manager.go and topology_hints.go.

type Container = KubeletPod['containers'][number]

/** The extended resources that virtual functions and GPUs are. */
export const VF_RESOURCE = 'berth.dev/vf'
export const GPU_RESOURCE = 'berth.dev/gpu'

/** Of a device, in place of its NUMA node's bit: it names no node, or one that the machine does not have. */
export const NO_NODE = -1
export const UNKNOWN_NODE = -2

/**
 * Picks `count` of some free devices, which ascend, where the kubelet itself would take any. The first ones by default.
 */
export type PickDevices = (free: readonly number[], count: number) => readonly number[]

export const firstDevices: PickDevices = (free, count) => free.slice(0, count)

/** The device manager, for one resource: who holds which devices. A device is known by its place in the list. */
export class Devices {
  readonly resource: string
  readonly #nodeOf: readonly number[]
  readonly #hasPreference: boolean
  #held: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> = new Map()

  /** nodeOf: by device, its NUMA node's bit in masks, NO_NODE or UNKNOWN_NODE. */
  constructor(resource: string, nodeOf: readonly number[], hasPreference: boolean) {
    this.resource = resource
    this.#nodeOf = nodeOf
    this.#hasPreference = hasPreference
  }

  /** Devices of a container, ascending. */
  held(pod: string, container: string): readonly number[] {
    return this.#held.get(pod)?.get(container) ?? []
  }

  /** What one container asks for, or with null the pod as a whole. Devices that all name no node have no opinion. */
  hints(pod: KubeletPod, container: Container | null): Hints {
    let count = 0
    for (const each of container === null ? pod.containers : [container]) count += this.#countOf(each)
    if (count === 0 || this.#nodeOf.every((node) => node === NO_NODE)) return null
    const free = this.#free()
    if (free.length < count) return []
    const nodes = maskOf(this.#nodeOf.filter((node) => node >= 0))
    let fewest = countBits(nodes)
    const masks: Mask[] = []
    for (const mask of partsOf(nodes)) {
      const isIn = (device: number): boolean => this.#isOn(device, mask)
      if (this.#nodeOf.filter((_, device) => isIn(device)).length >= count) fewest = Math.min(fewest, countBits(mask))
      if (free.filter(isIn).length >= count) masks.push(mask)
    }
    return hintsOf(masks, fewest)
  }

  /** Gives a container its devices, those of the hint first. */
  allocate(pod: KubeletPod, container: Container, mask: Mask | null, pick: PickDevices): Rejection | null {
    const count = this.#countOf(container)
    if (count === 0 || this.#nodeOf.length === 0) return null
    const free = this.#free()
    if (free.length < count) {
      const amounts = `Requested: ${count}, Available: ${free.length}`
      return unexpected(`requested number of devices unavailable for ${this.resource}. ${amounts}`)
    }
    const devices = this.#choose(free, count, mask, pick)
    const own = new Map(this.#held.get(pod.name)).set(container.name, devices)
    this.#held = new Map(this.#held).set(pod.name, own)
    return null
  }

  /** Gives back all that a pod holds. */
  release(pod: string): void {
    const held = new Map(this.#held)
    held.delete(pod)
    this.#held = held
  }

  fork(): Devices {
    const fork = new Devices(this.resource, this.#nodeOf, this.#hasPreference)
    fork.#held = this.#held
    return fork
  }

  #countOf({ vfs, gpus = 0 }: Container): number {
    return this.resource === VF_RESOURCE ? vfs : gpus
  }

  #choose(free: readonly number[], count: number, mask: Mask | null, pick: PickDevices): readonly number[] {
    const choose = this.#hasPreference ? firstDevices : pick
    const aligned = mask === null ? [] : free.filter((device) => this.#isOn(device, mask))
    if (count <= aligned.length) return ascending(choose(aligned, count))
    const others = free.filter((device) => !aligned.includes(device))
    // Without the plugin's preference, devices of other nodes come before devices of none.
    const isUnaligned = (device: number): boolean => mask !== null && this.#nodeOf[device] !== NO_NODE
    const groups = this.#hasPreference
      ? [others]
      : [others.filter(isUnaligned), others.filter((device) => !isUnaligned(device))]
    const chosen = [...aligned]
    for (const group of groups) chosen.push(...choose(group, Math.min(group.length, count - chosen.length)))
    return ascending(chosen)
  }

  #isOn(device: number, mask: Mask): boolean {
    const node = this.#nodeOf[device]
    return node >= 0 && hasNode(mask, node)
  }

  /** Devices that nobody holds, ascending. */
  #free(): number[] {
    const isHeld = new Uint8Array(this.#nodeOf.length)
    for (const containers of this.#held.values())
      for (const devices of containers.values()) for (const device of devices) isHeld[device] = 1
    return this.#nodeOf.map((_, device) => device).filter((device) => isHeld[device] === 0)
  }
}

function ascending(devices: readonly number[]): readonly number[] {
  return [...devices].sort((a, b) => a - b)
}
