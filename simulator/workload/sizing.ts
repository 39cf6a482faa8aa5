import type { Calendar } from '../../src/model/calendar.ts'
import type { Component, VerticalScaling } from '../../src/model/scenario.ts'
import { type PodSize, sizeOf } from '../../src/model/size.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'
import { afterRefusals, backOffUs, cpuMilliOf, memoryMibOf } from './load.ts'
import { calendarAhead } from './scaling/by-calendar.ts'
import { type SizeWish, sizeFor } from './scaling/size-for.ts'
import { cpusWished } from './scaling/triggers.ts'

/** A zone as far as its pods' sizes go: players online there, and those who would play. */
interface SizedZone {
  readonly players: number
  readonly expected: number
}

/** Pods of one component in it. */
interface SizedGroup {
  readonly slots: readonly number[]
  readonly component: Component
}

/** Whether a pod's size follows its reading and nothing else. */
export function isByReading({ by = ['reading'] }: VerticalScaling): boolean {
  return by.length === 1 && by[0] === 'reading'
}

/** Asks for other sizes of pods whose component scales vertically (S11). */
export class PodSizing {
  readonly #table: PodTable
  readonly #world: World
  readonly #scalingIntervalUs: number
  readonly #calendar: Calendar | null
  #aheadOf = { nowUs: -1, leadUs: 0, factor: 1 }

  /** calendar: of the game whose pods these are. */
  constructor(table: PodTable, world: World, scalingIntervalUs: number, calendar: Calendar | null) {
    this.#table = table
    this.#world = world
    this.#scalingIntervalUs = scalingIntervalUs
    this.#calendar = calendar
  }

  /** Asks for another size of each pod of a group that wants one. */
  resize(nowUs: number, zone: SizedZone, group: SizedGroup): void {
    const { slots, component } = group
    if (component.vertical === null) return
    const memoryMib = memoryMibOf(component, Math.ceil(zone.players / slots.length))
    for (const slot of slots) {
      if (this.#table.state[slot] === PodState.ready) this.resizePod(nowUs, slot, zone, group, memoryMib)
    }
  }

  /**
   * Asks for another size of a ready pod if it wants one: others have no reading. memoryMib: of the fullest pod of the
   * group, as shards differ by one player at most.
   */
  resizePod(nowUs: number, slot: number, zone: SizedZone, { slots, component }: SizedGroup, memoryMib: number): void {
    const { vertical: scaling } = component
    if (scaling === null) return
    const { by = ['reading'], leadUs = 0 } = scaling
    const { heldCpus, loadMilli, changedAtUs } = this.#table
    const ahead = by.includes('calendar') ? this.#aheadAt(nowUs, leadUs) : 1
    const expected = Math.ceil(zone.expected / slots.length)
    const mayShrink = nowUs - changedAtUs[slot] >= scaling.cooldownUs
    const held = heldCpus[slot]
    const load = loadMilli[slot]
    this.#ask(slot, { nowUs, component, scaling, held, loadMilli: load, expected, ahead, mayShrink }, memoryMib)
  }

  /** Highest factor of the game's calendar in the time ahead, by that of now: one for all pods of an instant. */
  #aheadAt(nowUs: number, leadUs: number): number {
    if (this.#aheadOf.nowUs !== nowUs || this.#aheadOf.leadUs !== leadUs) {
      this.#aheadOf = { nowUs, leadUs, factor: calendarAhead(this.#calendar, nowUs, leadUs) }
    }
    return this.#aheadOf.factor
  }

  #ask(slot: number, wish: SizeWish, memoryMib: number): void {
    const { heldMemoryMib, refusals, refusedAtUs } = this.#table
    const { nowUs, held } = wish
    const wanted = cpusWished(wish)
    if (wanted === held && memoryMib <= heldMemoryMib[slot]) return
    if (refusals[slot] > 0 && nowUs - refusedAtUs[slot] < backOffUs(refusals[slot], this.#scalingIntervalUs)) return
    const cpus = afterRefusals(held, wanted, refusals[slot])
    // Memory is given back only along with Cpus, so that it does not follow every small move of the players.
    const memory = cpus < held ? memoryMib : Math.max(memoryMib, heldMemoryMib[slot])
    const { cpuMilli = 0 } = wish.component.request
    this.#world.askSize(nowUs, slot, { cpus, cpuMilli, memoryMib: memory }, 'load')
  }
}

/** Size of a pod that has had the time to adapt to its load. */
export function warmSize(component: Component, players: number, noisePermille: number): PodSize {
  const { vertical, load, request } = component
  const milli = (cpuMilliOf(load, players) * noisePermille) / 1000
  return {
    ...sizeOf(request),
    cpus: vertical === null ? request.cpus : sizeFor(vertical, milli),
    memoryMib: vertical === null ? request.memoryMib : memoryMibOf(component, players),
  }
}
