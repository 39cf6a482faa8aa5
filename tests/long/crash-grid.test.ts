import { describe, expect, it } from 'vitest'
import { type Cell, cellName, differences, disturbed, type Scenario, undisturbed } from '../crash/run-cell.ts'
import { commitTested, GridFile } from './grid-file.ts'

const HOURS_MS = 6 * 3_600_000
/** Cells at once; each is one process that waits for its disk now and then. */
const AT_ONCE = 2

// `back` goes through all of `forward` first.
const GRID: readonly Scenario[] = ['back', 'clash', 'pause', 'halt']

describe('kill -9 of the adapter at every write of a 50-decision plan', () => {
  it.each(GRID)('%s', { timeout: HOURS_MS }, async (scenario) => {
    const file = new GridFile('crash', commitTested())
    const reference = await undisturbed(scenario)
    const cells: Cell[] = []
    for (const write of ['journal-before', 'journal-after', 'status-before', 'status-after'] as const) {
      const count = reference.counts[write.startsWith('journal') ? 'journal' : 'status']
      for (let number = 1; number <= count; number++) cells.push({ scenario, write, number })
    }
    const todo = cells.filter((cell) => !file.passed(cellName(cell)))
    process.stderr.write(`${scenario}: ${cells.length} cells, ${cells.length - todo.length} passed before\n`)
    const work = async (): Promise<void> => {
      for (let cell = todo.shift(); cell !== undefined; cell = todo.shift()) {
        const found = await disturbed(cell)
        const fault = found === null ? 'it was not killed' : differences(reference, found).join('; ')
        file.put({ cell: cellName(cell), fault })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const names = new Set(cells.map(cellName))
    expect(file.results.filter(({ cell, fault }) => names.has(cell) && fault !== '')).toEqual([])
  })
})
