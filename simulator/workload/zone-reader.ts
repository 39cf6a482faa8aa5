import { PodState, type PodTable } from '../world/pod-table.ts'
import { cpuMilliOf, cpusOf, loginMilliOf, memoryMibOf } from './load.ts'
import type { OpenZone, ShardGroup } from './open-zone.ts'
import { isBalanced, takingOf } from './rotation.ts'
import { isByReading, type PodSizing } from './sizing.ts'
import { noteService, type Service } from './zone-service.ts'

/**
 * Reads the load of a zone's pods, what follows for their sizes, and what its players get. Players are spread evenly
 * over the shards of a component, the first ones take what does not divide; behind a load balancer they are spread over
 * its rotation, and the other pods bear no player.
 */
export class ZoneReader {
  readonly #table: PodTable
  /** Of each host by place in the fleet; null: all alike. */
  readonly #speeds: Float64Array | null
  readonly #sizing: PodSizing
  /** Of the zone at hand: share of its players who are served, and how many are refused and degraded. */
  #share = 1
  #refused = 0
  #degraded = 0
  /** Whether these count all of its groups. */
  #isWhole = true

  constructor(table: PodTable, speeds: Float64Array | null, sizing: PodSizing) {
    this.#table = table
    this.#speeds = speeds
    this.#sizing = sizing
  }

  /** Notes the load of each pod of a group on the host where it is; what players get is looked at later. */
  readLoad(zone: OpenZone, { slots, component }: ShardGroup): void {
    zone.isStale = true
    const { loadMilli, noisePermille, host } = this.#table
    const taking = takingOf(slots, component, this.#table)
    if (isBalanced(component))
      for (const slot of slots) loadMilli[slot] = (cpuMilliOf(component.load, 0) / 1000) * noisePermille[slot]
    const each = Math.floor(zone.players / taking.length)
    const fuller = zone.players - each * taking.length
    const loginMilli = loginMilliOf(component.load, zone.loginsPerSecond, taking.length)
    const cpus = cpusOf(component.load, each, loginMilli)
    const cpusFuller = cpusOf(component.load, each + 1, loginMilli)
    for (let i = 0; i < taking.length; i++) {
      const slot = taking[i]
      loadMilli[slot] = (i < fuller ? cpusFuller : cpus) * noisePermille[slot]
    }
    const speeds = this.#speeds
    if (speeds === null) return
    for (const slot of slots) if (host[slot] >= 0) loadMilli[slot] /= speeds[host[slot]]
  }

  /** Begins a reading of a zone: each of its groups by `readGroup`, then `end`. */
  begin(): void {
    this.#share = 1
    this.#refused = 0
    this.#degraded = 0
    this.#isWhole = true
  }

  /** Reads the load of a group and asks for the sizes that follow. */
  readGroup(nowUs: number, zone: OpenZone, group: ShardGroup): void {
    if (this.#table.quality === null && !isBalanced(group.component)) return this.#readPlain(nowUs, zone, group)
    this.#isWhole = false
    this.readLoad(zone, group)
    this.#sizing.resize(nowUs, zone, group)
  }

  /** Notes what the zone's players get, where all its groups tell; else that is looked at when it is asked for. */
  end(zone: OpenZone, sums: Service): void {
    if (this.#isWhole) noteService(zone, sums, Math.floor(zone.players * this.#share), this.#refused, this.#degraded)
  }

  /**
   * The same of a group whose players all its pods share, where nobody counts packets, in one walk over the pods: this
   * is most of what a run does beside deciding. What its players get is counted as `ZoneService` counts it, and the
   * bounds of `cpusFor` are written again, as nearly every pod is within them.
   */
  #readPlain(nowUs: number, zone: OpenZone, group: ShardGroup): void {
    const { slots, component } = group
    const { vertical } = component
    const { players } = zone
    const each = Math.floor(players / slots.length)
    const fuller = players - each * slots.length
    const loginMilli = loginMilliOf(component.load, zone.loginsPerSecond, slots.length)
    const cpus = cpusOf(component.load, each, loginMilli)
    const cpusFuller = fuller === 0 ? cpus : cpusOf(component.load, each + 1, loginMilli)
    const memoryMib = vertical === null ? 0 : memoryMibOf(component, fuller === 0 ? each : each + 1)
    const isBounded = vertical !== null && isByReading(vertical)
    const growAbove = vertical === null ? 0 : vertical.growAbovePermille
    const shrinkBelow = vertical === null ? 0 : vertical.shrinkBelowPermille
    const { loadMilli, noisePermille, host, state, heldCpus, heldMemoryMib, heldMilli } = this.#table
    const speeds = this.#speeds
    let away = 0
    let overloaded = 0
    let served = 0
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      let milli = (i < fuller ? cpusFuller : cpus) * noisePermille[slot]
      if (speeds !== null && host[slot] >= 0) milli /= speeds[host[slot]]
      loadMilli[slot] = milli
      if (state[slot] !== PodState.ready) {
        away++
        continue
      }
      const held = heldMilli[slot]
      if (milli > held) {
        overloaded++
        served += held / milli
      } else served++
      if (vertical === null) continue
      const most = heldCpus[slot] * growAbove
      if (isBounded && milli <= most && milli >= heldCpus[slot] * shrinkBelow && memoryMib <= heldMemoryMib[slot])
        continue
      this.#sizing.resizePod(nowUs, slot, zone, group, memoryMib)
    }
    if (away + overloaded > 0) this.#countShort(players, slots.length, away, overloaded, served)
  }

  #countShort(players: number, shards: number, away: number, overloaded: number, served: number): void {
    this.#share = Math.min(this.#share, served / shards)
    this.#refused = Math.max(this.#refused, Math.ceil((players * away) / shards))
    this.#degraded = Math.max(this.#degraded, Math.ceil((players * overloaded) / shards))
  }
}
