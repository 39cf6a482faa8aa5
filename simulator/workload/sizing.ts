import type { Component, VerticalScaling } from '../../src/model/scenario.ts'
import { type PodSize, sizeOf } from '../../src/model/size.ts'
import { PodState, type PodTable } from '../world/pod-table.ts'
import type { World } from '../world/world.ts'
import { afterRefusals, backOffUs, cpuMilliOf, cpusWanted, memoryMibOf, sizeFor } from './load.ts'

/** Asks for other sizes of pods whose component scales vertically (S11). */
export class PodSizing {
  readonly #table: PodTable
  readonly #world: World
  readonly #scalingIntervalUs: number

  constructor(table: PodTable, world: World, scalingIntervalUs: number) {
    this.#table = table
    this.#world = world
    this.#scalingIntervalUs = scalingIntervalUs
  }

  /**
   * Looks at the pods of one component in one zone of so many players; only ready ones have a reading. Shards differ by
   * one player at most, so all want the memory of the fullest.
   */
  resize(
    nowUs: number,
    { slots, component }: { readonly slots: readonly number[]; readonly component: Component },
    players: number,
  ): void {
    const scaling = component.vertical
    if (scaling === null) return
    const { growAbovePermille, shrinkBelowPermille } = scaling
    const { state, heldCpus, heldMemoryMib, loadMilli } = this.#table
    const memoryMib = memoryMibOf(component, Math.ceil(players / slots.length))
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      const held = heldCpus[slot]
      const load = loadMilli[slot]
      // Nearly every reading ends here, so it is the one place where the bounds of `cpusWanted` are written again.
      const within = load <= held * growAbovePermille && load >= held * shrinkBelowPermille
      if ((within && memoryMib <= heldMemoryMib[slot]) || state[slot] !== PodState.ready) continue
      this.#wish(nowUs, slot, component, scaling, memoryMib)
    }
  }

  #wish(nowUs: number, slot: number, component: Component, scaling: VerticalScaling, memoryMib: number): void {
    const { heldCpus, heldMemoryMib, changedAtUs, loadMilli, refusals, refusedAtUs } = this.#table
    const held = heldCpus[slot]
    const mayShrink = nowUs - changedAtUs[slot] >= scaling.cooldownUs
    const wanted = cpusWanted(scaling, held, loadMilli[slot], mayShrink)
    if (wanted === held && memoryMib <= heldMemoryMib[slot]) return
    if (refusals[slot] > 0 && nowUs - refusedAtUs[slot] < backOffUs(refusals[slot], this.#scalingIntervalUs)) return
    const cpus = afterRefusals(held, wanted, refusals[slot])
    // Memory is given back only along with Cpus, so that it does not follow every small move of the players.
    const memory = cpus < held ? memoryMib : Math.max(memoryMib, heldMemoryMib[slot])
    const { cpuMilli = 0 } = component.request
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
