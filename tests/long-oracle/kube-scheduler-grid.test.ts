import { describe, expect, it } from 'vitest'
import { HOURS_MS, runCells } from '../long/run-cells.ts'
import { compareWithScheduler, SchedulingTally } from '../oracle/compare-scheduler.ts'
import { schedulingCase } from '../oracle/scheduler-cases.ts'

const CELLS = 60
const CASES = 40
const VERDICTS_MIN = 300_000

describe("the engine and kube-scheduler's own code", () => {
  it(`agree on every node of ${CELLS * CASES} clusters`, { timeout: HOURS_MS }, async () => {
    const tally = new SchedulingTally()
    const cells = Array.from({ length: CELLS }, (_, i) => `seed ${i + 1}`)
    const run = async (cell: string): Promise<string> => {
      const seed = Number(cell.slice('seed '.length))
      const cases = Array.from({ length: CASES }, (_, number) => schedulingCase(seed, number))
      const differing = await compareWithScheduler(cases, tally)
      return differing.slice(0, 3).join('\n')
    }
    // Each with an oracle of its own that works while the others' answers are looked at.
    const count = await runCells({ grid: 'kube-scheduler', part: 'seeds', cells, run, atOnce: 2 })
    process.stderr.write(`kube-scheduler: ${tally}\n`)
    if (count === CELLS) expect(tally.verdicts).toBeGreaterThan(VERDICTS_MIN)
  })
})
