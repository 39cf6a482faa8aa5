import type { Component } from '../../../src/model/scenario.ts'
import type { PodTable } from '../../world/pod-table.ts'
import { cpuMilliOf } from '../load.ts'
import { shardsWanted } from '../shards.ts'
import { HighestWithin } from './highest-within.ts'
import { podsWished } from './horizontal.ts'

/**
 * How many pods a component keeps in one zone. One that does not say how it scales out has shards (`shards.ts`). A
 * stateless tier grows at once, and gives back what nothing has asked for within its cool-down.
 */
export class Tier {
  readonly #component: Component
  readonly #table: PodTable
  readonly #highest: HighestWithin

  constructor(component: Component, table: PodTable) {
    this.#component = component
    this.#table = table
    this.#highest = new HighestWithin(component.horizontal?.cooldownUs ?? 0)
  }

  /** slots: the pods it has, with the load read last. expected: players of the zone who would play. */
  podsWanted(nowUs: number, slots: readonly number[], expected: number): number {
    const { horizontal = null, load } = this.#component
    if (horizontal === null) return shardsWanted(this.#component, slots.length, expected)
    const { loadMilli } = this.#table
    // A zone that has none yet is read as what the model makes of its players.
    let sum = slots.length === 0 ? cpuMilliOf(load, expected) : 0
    for (const slot of slots) sum += loadMilli[slot]
    return this.#highest.read(
      nowUs,
      podsWished(this.#component, horizontal, { pods: slots.length, loadMilli: sum, expected }),
    )
  }
}
