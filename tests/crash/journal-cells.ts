import { type Cell, differences, disturbed, type Outcome, type Scenario, undisturbed } from './run-cell.ts'
import type { World } from './world.ts'

/** A line of an undisturbed journal to die at: kind of step, direction, call and phase. */
export type Where = readonly [kind: string, direction: string, call: string, phase: 'begun' | 'done']

/** Cells named by what is under way, in a world whose undisturbed runs are made once. */
export class JournalCells {
  readonly #world: World
  readonly #references = new Map<Scenario, Promise<Outcome>>()

  constructor(world: World) {
    this.#world = world
  }

  reference(scenario: Scenario): Promise<Outcome> {
    const known = this.#references.get(scenario) ?? undisturbed(this.#world, scenario)
    this.#references.set(scenario, known)
    return known
  }

  /**
   * What differs when the adapter dies right after a line that something is begun (nobody knows whether it was made),
   * or right before one that it is done (made, and nobody knows that it was).
   */
  async killedAt(scenario: Scenario, where: Where): Promise<readonly string[]> {
    const write = where[3] === 'begun' ? 'journal-after' : 'journal-before'
    return this.killed({ scenario, write, number: lineOf(await this.reference(scenario), where) })
  }

  async killed(cell: Cell): Promise<readonly string[]> {
    const reference = await this.reference(cell.scenario)
    return differences(reference, await disturbed(this.#world, cell))
  }
}

/** Number of the third such line, so that others are in hand beside it; of the only one where there is one. */
function lineOf({ journal }: Outcome, [kind, direction, call, phase]: Where): number {
  const found = journal.flatMap((line, i) => {
    const isIt = line.kind === kind && line.direction === direction && line.call === call && line.phase === phase
    return isIt ? [i + 1] : []
  })
  if (found.length === 0) throw new Error(`no ${kind} ${direction} ${call} ${phase} in the journal`)
  return found[Math.min(2, found.length - 1)]
}
