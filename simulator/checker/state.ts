import type { Taint } from '../../src/model/kube/node.ts'
import type { PodSize } from '../../src/model/size.ts'
import { Addresses } from './addresses.ts'
import { Devices } from './devices.ts'
import { DISKS, type FleetView, NUMA } from './fleet-view.ts'
import { keep, letGo } from './kept.ts'
import { addTo, type Component, domainOf, type Foreign, type Group, type Held, type Pod, type Scope } from './pods.ts'
import { bitCount } from './text.ts'
import { Volumes } from './volumes.ts'

/** The truth as the log tells it so far. Amounts can fall below zero after a breach; the law then says so once. */
export class State {
  readonly view: FleetView
  readonly up: Uint8Array // [host]
  readonly cordoned: Uint8Array // [host]
  readonly taints: (readonly Taint[])[] // [host]
  readonly foreign = new Map<number, Foreign>() // by host
  readonly freeCpus: Int32Array // [host × words] bits
  readonly freeCpuCount: Int32Array // [host]
  readonly freeCpuNuma: Int32Array // [host × NUMA]
  readonly freeMilli: Float64Array // [host] 1000 × free Cpus less what pods share of them
  readonly freeMemory: Float64Array // [host] MiB
  readonly freeMemoryNuma: Float64Array // [host × NUMA] MiB
  readonly freeDisk: Float64Array // [host × DISKS] MiB
  readonly freeIo: Float64Array // [host × DISKS] KiB/s
  readonly vfHeld: readonly Uint8Array[] // [host][VF]
  readonly freeVf: Int32Array // [host]
  readonly freeVfNuma: Int32Array // [host × NUMA]
  readonly devices: Devices
  readonly addresses: Addresses
  readonly volumes: Volumes
  readonly components = new Map<string, Component>()
  readonly peered = new Map<string, Component[]>() // by game: components with rules about others
  readonly pods = new Map<string, Pod>()
  readonly podsOnHost: readonly Set<Pod>[]
  readonly #groups = new Map<string, Group>()
  /** Counts every change that a fit could depend on. */
  version = 0
  heldCount = 0

  constructor(view: FleetView) {
    const { hosts } = view
    this.view = view
    this.up = new Uint8Array(hosts.length).fill(1)
    this.cordoned = new Uint8Array(hosts.length)
    this.taints = hosts.map((host) => host.taints ?? [])
    this.freeCpus = Int32Array.from(view.usable)
    this.freeCpuCount = Int32Array.from(view.cpuCount)
    this.freeCpuNuma = Int32Array.from(view.numaCpuCount)
    this.freeMilli = Float64Array.from(view.cpuCount, (cpus) => 1000 * cpus)
    this.freeMemory = new Float64Array(hosts.length)
    this.freeMemoryNuma = new Float64Array(hosts.length * NUMA)
    this.freeDisk = new Float64Array(hosts.length * DISKS)
    this.freeIo = new Float64Array(hosts.length * DISKS)
    this.vfHeld = view.vfNuma.map((vfs) => new Uint8Array(vfs.length))
    this.freeVf = Int32Array.from(view.vfNuma, (vfs) => vfs.length)
    this.freeVfNuma = new Int32Array(hosts.length * NUMA)
    this.devices = new Devices(hosts)
    this.addresses = new Addresses(view.pools)
    this.volumes = new Volumes(view)
    this.podsOnHost = hosts.map(() => new Set<Pod>())
    hosts.forEach((host, h) => {
      host.numaNodes.forEach((numa, n) => {
        this.freeMemory[h] += numa.memoryMib
        this.freeMemoryNuma[h * NUMA + n] = numa.memoryMib
      })
      host.disks.forEach((disk, d) => {
        this.freeDisk[h * DISKS + d] = disk.capacityMib
        this.freeIo[h * DISKS + d] = disk.ioKibps
      })
      for (const numa of view.vfNuma[h]) this.freeVfNuma[h * NUMA + numa]++
    })
  }

  /** The pod is wanted from now on. */
  want(
    name: string,
    component: Component,
    zone: string,
    askedAtUs: number,
    { cpus, cpuMilli, memoryMib }: PodSize,
    cause: string,
  ): Pod {
    const scope = this.#scope(component, zone)
    scope.podCount++
    if (scope.together !== null) scope.together.podCount++
    const pod: Pod = {
      name,
      component,
      zone,
      scope,
      askedAtUs,
      group: null,
      cpus,
      cpuMilli,
      memoryMib,
      cause,
      held: null,
      kept: null,
      volume: null,
      releaseCause: null,
      resize: null,
      migrate: null,
      forgotten: false,
      lost: false,
      refused: false,
      waiting: null,
    }
    this.pods.set(name, pod)
    return pod
  }

  /** The pod is wanted no more and holds nothing. */
  forget(pod: Pod): void {
    this.pods.delete(pod.name)
    letGo(this, pod)
    this.version++
    if (--pod.scope.podCount === 0) pod.component.zones.delete(pod.zone)
    const group = pod.scope.together
    if (group !== null && --group.podCount === 0) this.#groups.delete(group.key)
  }

  /** Books a copy of a new holding; what another pod holds already stays with that pod. */
  take(pod: Pod, wish: Held): void {
    const { host } = wish
    const held: Held = { ...wish, cpus: wish.cpus.slice(), memory: wish.memory.slice() }
    for (let w = 0; w < this.view.words; w++) held.cpus[w] &= this.freeCpus[host * this.view.words + w]
    if (held.vf >= 0 && this.vfHeld[host][held.vf] === 1) held.vf = held.vfNic = -1
    held.gpus = held.gpus.filter((gpu) => !this.devices.isGpuHeld(host, gpu))
    keep(this, pod, held)
    held.addresses = held.addresses.filter(({ pool, offset }) => pool >= 0 && !this.addresses.isHeld(pool, offset))
    pod.held = held
    this.heldCount++
    this.podsOnHost[host].add(pod)
    this.move(held, -1)
    this.#count(pod, host, 1)
  }

  /** Ends the pod's holding. */
  give(pod: Pod, held: Held): void {
    this.move(held, 1)
    this.end(pod, held)
  }

  /** Ends a holding as if it had never been: the pod keeps nothing of it. Only for one that kept nothing before. */
  takeBack(pod: Pod): void {
    if (pod.held !== null) this.give(pod, pod.held)
    letGo(this, pod)
  }

  /** Ends a holding whose amounts are given back already. */
  end(pod: Pod, held: Held): void {
    this.version++
    this.#count(pod, held.host, -1)
    this.podsOnHost[held.host].delete(pod)
    this.heldCount--
    pod.held = null
  }

  /** Books another size of a holding; all but Cpus and memory stays what it was. */
  resize(held: Held, wish: Held): void {
    const { host } = held
    const { words } = this.view
    this.version++
    if (held.cpusText !== wish.cpusText) {
      this.moveCpus(host, held.cpus, 1)
      for (let w = 0; w < words; w++) held.cpus[w] = wish.cpus[w] & this.freeCpus[host * words + w]
      this.moveCpus(host, held.cpus, -1)
    }
    for (let n = 0; n < NUMA; n++) {
      this.freeMemoryNuma[host * NUMA + n] += held.memory[n] - wish.memory[n]
      held.memory[n] = wish.memory[n]
    }
    this.freeMilli[host] += held.cpuMilli - wish.cpuMilli
    held.cpuMilli = wish.cpuMilli
    this.freeMemory[host] += held.memoryMib - wish.memoryMib
    held.memoryMib = wish.memoryMib
    held.cpusText = wish.cpusText
    held.cpuCount = wish.cpuCount
  }

  /** The host went down or came back. What it held stays booked until the log releases it. */
  setUp(host: number, up: boolean): void {
    this.up[host] = up ? 1 : 0
    this.version++
  }

  /** The host takes no new pods from now on, or takes them again. */
  setCordoned(host: number, cordoned: boolean): void {
    this.cordoned[host] = cordoned ? 1 : 0
    this.version++
  }

  /** The host has these taints from now on. */
  setTaints(host: number, taints: readonly Taint[]): void {
    this.taints[host] = taints
    this.version++
  }

  /** Puts what others use in place of what they used; Cpus that are not free stay with who has them. */
  setForeign(host: number, wish: Foreign): void {
    const before = this.foreign.get(host)
    if (before !== undefined) this.#moveForeign(host, before, 1)
    const after = { cpus: wish.cpus.slice(), memory: wish.memory.slice() }
    for (let w = 0; w < this.view.words; w++) after.cpus[w] &= this.freeCpus[host * this.view.words + w]
    this.#moveForeign(host, after, -1)
    this.foreign.set(host, after)
  }

  #moveForeign(host: number, { cpus, memory }: Foreign, sign: 1 | -1): void {
    this.version++
    this.moveCpus(host, cpus, sign)
    for (let n = 0; n < NUMA; n++) {
      this.freeMemoryNuma[host * NUMA + n] += sign * memory[n]
      this.freeMemory[host] += sign * memory[n]
    }
  }

  /** Adds the amounts of a holding to the free ones (sign 1) or takes them off (sign -1). Counts of domains stay. */
  move(held: Held, sign: 1 | -1): void {
    const { host } = held
    this.version++
    this.moveCpus(host, held.cpus, sign)
    this.freeMilli[host] += sign * held.cpuMilli
    for (let n = 0; n < NUMA; n++) this.freeMemoryNuma[host * NUMA + n] += sign * held.memory[n]
    this.freeMemory[host] += sign * held.memoryMib
    if (held.disk >= 0) {
      this.freeDisk[host * DISKS + held.disk] += sign * held.diskMib
      this.freeIo[host * DISKS + held.disk] += sign * held.ioKibps
    }
    if (held.vf >= 0) {
      this.vfHeld[host][held.vf] = sign === 1 ? 0 : 1
      this.freeVf[host] += sign
      this.freeVfNuma[host * NUMA + this.view.vfNuma[host][held.vf]] += sign
    }
    this.devices.move(held, sign)
    this.volumes.move(held, sign)
    for (const { pool, offset } of held.addresses) {
      if (sign === 1) this.addresses.give(pool, offset)
      else this.addresses.take(pool, offset)
    }
  }

  /** Frees (sign 1) or takes a set of Cpus of one host. */
  moveCpus(host: number, cpus: Int32Array, sign: 1 | -1): void {
    const { words, numaCpus, numaCount } = this.view
    for (let w = 0; w < words; w++) {
      if (cpus[w] === 0) continue
      if (sign === 1) this.freeCpus[host * words + w] |= cpus[w]
      else this.freeCpus[host * words + w] &= ~cpus[w]
      this.freeCpuCount[host] += sign * bitCount(cpus[w])
      this.freeMilli[host] += 1000 * sign * bitCount(cpus[w])
      for (let n = 0; n < numaCount[host]; n++) {
        this.freeCpuNuma[host * NUMA + n] += sign * bitCount(cpus[w] & numaCpus[(host * NUMA + n) * words + w])
      }
    }
  }

  #count(pod: Pod, host: number, change: 1 | -1): void {
    const { component, scope, zone } = pod
    const heldOn = component.heldOn.get(zone) ?? new Map<number, number>()
    component.heldOn.set(zone, heldOn)
    addTo(heldOn, host, change)
    if (heldOn.size === 0) component.heldOn.delete(zone)
    component.request.spread.forEach((rule, i) => {
      addTo((rule.scope === 'game' ? component : scope).counts[i], domainOf(this.view, rule.domain, host), change)
    })
    if (scope.together !== null) addTo(scope.together.held, domainOf(this.view, scope.together.domain, host), change)
  }

  #scope(component: Component, zone: string): Scope {
    const known = component.zones.get(zone)
    if (known !== undefined) return known
    const counts = component.request.spread.map(() => new Map<number, number>())
    const peers = { version: -1, tables: [] }
    const scope: Scope = { zone, podCount: 0, peers, counts, together: this.#group(component, zone) }
    component.zones.set(zone, scope)
    return scope
  }

  #group(component: Component, zone: string): Group | null {
    const rule = component.request.together
    if (rule === undefined) return null
    const key = `${rule.weight === undefined}/${rule.domain}/${component.game}/${rule.scope === 'zone' ? zone : ''}`
    const group = this.#groups.get(key) ?? { podCount: 0, key, domain: rule.domain, held: new Map<number, number>() }
    this.#groups.set(key, group)
    return group
  }
}
