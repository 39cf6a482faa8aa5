import { describe, it } from 'vitest'
import { CATALOGUE } from '../faults/catalogue.ts'
import { type FaultResult, ProjectCopy, proveFault } from '../faults/plant.ts'
import { writeResults } from '../faults/results-page.ts'
import { HOURS_MS, runCells } from './run-cells.ts'

describe('berth prove on a planted fault', () => {
  it('finds every fault of the catalogue', { timeout: HOURS_MS }, async () => {
    const copy = new ProjectCopy()
    const results = new Map<string, FaultResult>()
    try {
      const run = async (cell: string): Promise<string> => {
        const fault = CATALOGUE.find(({ name }) => name === cell)
        if (fault === undefined) return 'not in the catalogue'
        const result = await proveFault(copy, fault)
        results.set(cell, result)
        return result.wrong
      }
      await runCells({ grid: 'planted-faults', part: 'catalogue', cells: CATALOGUE.map(({ name }) => name), run })
    } finally {
      writeResults(results)
      copy.remove()
    }
  })
})
