import type { Calendar } from '../../src/model/calendar.ts'
import type { Component } from '../../src/model/scenario.ts'
import { type PodSize, sizeOf } from '../../src/model/size.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'
import { afterRefusals, backOffUs, cpuMilliOf, memoryMibOf } from './load.ts'
import { calendarAhead } from './scaling/by-calendar.ts'
import { type SizeWish, sizeFor } from './scaling/size-for.ts'
import { cpusWished } from './scaling/triggers.ts'

/** Asks for other sizes of pods whose component scales vertically (S11). */
export class PodSizing {
  readonly #table: PodTable
  readonly #world: World
  readonly #scalingIntervalUs: number
  readonly #calendar: Calendar | null

  /** calendar: of the game whose pods these are. */
  constructor(table: PodTable, world: World, scalingIntervalUs: number, calendar: Calendar | null) {
    this.#table = table
    this.#world = world
    this.#scalingIntervalUs = scalingIntervalUs
    this.#calendar = calendar
  }

  /**
   * Looks at the pods of one component in one zone: players online, and those who would play. Only ready pods have a
   * reading. Shards differ by one player at most, so all want the memory of the fullest.
   */
  resize(
    nowUs: number,
    { slots, component }: { readonly slots: readonly number[]; readonly component: Component },
    { players, expected }: { readonly players: number; readonly expected: number },
  ): void {
    const scaling = component.vertical
    if (scaling === null) return
    const { growAbovePermille, shrinkBelowPermille, by = ['reading'], leadUs = 0 } = scaling
    const isByReading = by.length === 1 && by[0] === 'reading'
    const ahead = by.includes('calendar') ? calendarAhead(this.#calendar, nowUs, leadUs) : 1
    const each = Math.ceil(expected / slots.length)
    const { state, heldCpus, heldMemoryMib, loadMilli, changedAtUs } = this.#table
    const memoryMib = memoryMibOf(component, Math.ceil(players / slots.length))
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      const held = heldCpus[slot]
      const load = loadMilli[slot]
      // Nearly every reading ends here, so it is the one place where the bounds of `cpusFor` are written again.
      const within = isByReading && load <= held * growAbovePermille && load >= held * shrinkBelowPermille
      if ((within && memoryMib <= heldMemoryMib[slot]) || state[slot] !== PodState.ready) continue
      const mayShrink = nowUs - changedAtUs[slot] >= scaling.cooldownUs
      const wish = { nowUs, component, scaling, held, loadMilli: load, expected: each, ahead, mayShrink }
      this.#ask(slot, wish, memoryMib)
    }
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
