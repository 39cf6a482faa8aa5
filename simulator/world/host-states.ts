import type { Host } from '../../src/model/fleet.ts'

/**
 * Which hosts are up, which of the others are known to be down, and how many pods each carries; with the fleet's totals
 * kept as they change.
 */
export class HostStates {
  /** Until when a host is down; 0 while it is up. */
  readonly #downUntilUs: Float64Array
  readonly #downSinceUs: Float64Array
  /** 1 while a host is down and nobody has noticed. */
  readonly #isSilent: Uint8Array
  /** How often a host was lost. */
  readonly #losses: Int32Array
  readonly #podCount: Int32Array
  readonly #hosts: readonly Host[]
  upCount: number
  inUseCount = 0
  cpusAllocatable = 0

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts
    this.#downUntilUs = new Float64Array(hosts.length)
    this.#downSinceUs = new Float64Array(hosts.length)
    this.#isSilent = new Uint8Array(hosts.length)
    this.#losses = new Int32Array(hosts.length)
    this.#podCount = new Int32Array(hosts.length)
    this.upCount = hosts.length
    for (const host of hosts) this.cpusAllocatable += host.allocatable.cpus
  }

  isUp(host: number): boolean {
    return this.#downUntilUs[host] === 0
  }

  /** Whether the host is down since the run began, or to its end at endUs: not there yet, or gone. */
  isAbsent(host: number, endUs: number): boolean {
    return !this.isUp(host) && (this.#downSinceUs[host] === 0 || this.#downUntilUs[host] >= endUs)
  }

  /** How often the host was lost so far. */
  lossesOf(host: number): number {
    return this.#losses[host]
  }

  /** True while the host is down and nobody has noticed. */
  isSilent(host: number): boolean {
    return this.#isSilent[host] === 1
  }

  /** True when its loss is noticed now, false when it was noticed before or the host is up. */
  notice(host: number): boolean {
    const wasSilent = this.#isSilent[host] === 1
    this.#isSilent[host] = 0
    return wasSilent
  }

  /** True when the host was up; one that is down already stays down until the later of both ends. */
  takeDown(host: number, nowUs: number, untilUs: number): boolean {
    const wasUp = this.isUp(host)
    this.#downUntilUs[host] = Math.max(this.#downUntilUs[host], untilUs)
    if (wasUp) {
      this.#downSinceUs[host] = nowUs
      this.#isSilent[host] = 1
      this.#losses[host]++
      this.upCount--
      this.cpusAllocatable -= this.#hosts[host].allocatable.cpus
    }
    return wasUp
  }

  /** True when the host comes back now; false when another fault still keeps it down. */
  bringUp(host: number, nowUs: number): boolean {
    if (this.isUp(host) || nowUs < this.#downUntilUs[host]) return false
    this.#downUntilUs[host] = 0
    this.upCount++
    this.cpusAllocatable += this.#hosts[host].allocatable.cpus
    return true
  }

  /** Pods that a host carries, those included that stopped and whose release is due. */
  podsOn(host: number): number {
    return this.#podCount[host]
  }

  addPod(host: number): void {
    if (this.#podCount[host]++ === 0) this.inUseCount++
  }

  removePod(host: number): void {
    if (--this.#podCount[host] === 0) this.inUseCount--
  }
}
