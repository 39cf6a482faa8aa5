import { describe, it } from 'vitest'
import { AgentOnFakeKernel } from '../crash/agent-cell.ts'
import { HOURS_MS, runCells } from './run-cells.ts'

describe('kill -9 of the agent in ten decisions', () => {
  it('at every moment', { timeout: HOURS_MS }, async () => {
    const agent = await AgentOnFakeKernel.open()
    try {
      const cells = Array.from({ length: agent.moments }, (_, i) => `moment ${i + 1}`)
      const run = async (cell: string): Promise<string> => agent.killedAt(Number(cell.slice('moment '.length)))
      await runCells({ grid: 'agent-kernel', part: 'ten decisions', cells, run })
    } finally {
      agent.close()
    }
  })
})
