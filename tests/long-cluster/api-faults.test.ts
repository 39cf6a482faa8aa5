import { afterAll, beforeAll, describe, it } from 'vitest'
import { FaultyCluster } from '../cluster/target/fault-cell.ts'
import { type FaultCase, GRID } from '../cluster/target/faults.ts'
import { HOURS_MS, runCells } from '../long/run-cells.ts'

let faulty: FaultyCluster

beforeAll(async () => {
  faulty = await FaultyCluster.start()
})
afterAll(() => faulty?.stop())

describe('faults of the API server', () => {
  it('each at each kind of request', { timeout: HOURS_MS }, async () => {
    const faults = new Map(GRID.map((fault) => [`${fault[0].name}: ${fault[1]}`, fault]))
    const run = async (cell: string): Promise<string> => {
      await faulty.cell(faults.get(cell) as FaultCase)
      return ''
    }
    await runCells({ grid: 'api-faults', part: 'all', cells: [...faults.keys()], run })
  })
})
