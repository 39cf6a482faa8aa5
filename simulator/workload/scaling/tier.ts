import type { HorizontalScaling } from '../../../src/model/scaling.ts'
import type { Component } from '../../../src/model/scenario.ts'
import type { PodTable } from '../../world/pod-table.ts'
import { cpuMilliOf } from '../load.ts'
import { HighestWithin } from './highest-within.ts'
import { podsWished } from './horizontal.ts'

/**
 * How many pods a stateless tier keeps in one zone: it grows at once, and gives back what nothing has asked for within
 * its cool-down.
 */
export class Tier {
  readonly #component: Component
  readonly #scaling: HorizontalScaling
  readonly #table: PodTable
  readonly #highest: HighestWithin

  /** scaling: how the component scales out. */
  constructor(component: Component, scaling: HorizontalScaling, table: PodTable) {
    this.#component = component
    this.#scaling = scaling
    this.#table = table
    this.#highest = new HighestWithin(scaling.cooldownUs)
  }

  /** slots: the pods it has, with the load read last. expected: players of the zone who would play. */
  podsWanted(nowUs: number, slots: readonly number[], expected: number): number {
    const { loadMilli } = this.#table
    // A zone that has none yet is read as what the model makes of its players.
    let sum = slots.length === 0 ? cpuMilliOf(this.#component.load, expected) : 0
    for (const slot of slots) sum += loadMilli[slot]
    const reading = { pods: slots.length, loadMilli: sum, expected }
    return this.#highest.read(nowUs, podsWished(this.#component, this.#scaling, reading))
  }
}
