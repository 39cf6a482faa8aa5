import { cellName, cellsOf, differences, disturbed, type Scenario, undisturbed } from '../crash/run-cell.ts'
import type { World } from '../crash/world.ts'
import { runCells } from './run-cells.ts'

/** Scenarios whose writes are all of them: `back` goes through all of `forward` first. */
export const CRASH_SCENARIOS: readonly Scenario[] = ['back', 'clash', 'pause', 'halt']

/** Kills the adapter at every write of a scenario. worlds: as many cells at once. */
export async function runCrashes(grid: string, scenario: Scenario, worlds: readonly World[]): Promise<void> {
  const reference = await undisturbed(worlds[0], scenario)
  const cells = new Map(cellsOf(scenario, reference).map((cell) => [cellName(cell), cell]))
  const idle = [...worlds]
  const run = async (name: string): Promise<string> => {
    const cell = cells.get(name)
    const world = idle.pop()
    if (cell === undefined || world === undefined) throw new Error(`${name}: no cell, or no world for it`)
    try {
      return differences(reference, await disturbed(world, cell)).join('; ')
    } finally {
      idle.push(world)
    }
  }
  await runCells({ grid, part: scenario, cells: [...cells.keys()], run, atOnce: worlds.length })
}
