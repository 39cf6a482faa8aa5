import { afterAll, beforeAll, describe, it } from 'vitest'
import { TenDecisions } from '../host/agent/ten-decisions.ts'
import { sharedGuest } from '../host/lab/shared.ts'
import { HOURS_MS, runCells } from '../long/run-cells.ts'

let ten: TenDecisions

beforeAll(async () => {
  ten = await TenDecisions.open(sharedGuest())
}, 1_800_000)
afterAll(() => ten?.close())

describe('kill -9 of the agent in ten decisions on a real kernel', () => {
  it('before every write', { timeout: HOURS_MS }, async () => {
    const cells = Array.from({ length: ten.count }, (_, i) => `write ${i + 1}`)
    const run = (cell: string): Promise<string> => ten.killedBefore(Number(cell.slice('write '.length)))
    await runCells({ grid: 'agent-guest', part: 'ten decisions', cells, run })
  })
})
