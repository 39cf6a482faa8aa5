import { describe, expect, it } from 'vitest'
import { commitTested, GridFile } from '../long/grid-file.ts'
import { compareWithScheduler, SchedulingTally } from '../oracle/compare-scheduler.ts'
import { schedulingCase } from '../oracle/scheduler-cases.ts'

const HOURS_MS = 6 * 3_600_000
/** Cells at once, each with an oracle of its own that works while the others' answers are looked at. */
const AT_ONCE = 2
const CELLS = 60
const CASES = 40
const VERDICTS_MIN = 300_000

describe("the engine and kube-scheduler's own code", () => {
  it(`agree on every node of ${CELLS * CASES} clusters`, { timeout: HOURS_MS }, async () => {
    const file = new GridFile('kube-scheduler', commitTested())
    const tally = new SchedulingTally()
    const seeds = Array.from({ length: CELLS }, (_, i) => i + 1)
    const cellOf = (seed: number): string => `seed ${seed}`
    const todo = seeds.filter((seed) => !file.passed(cellOf(seed)))
    const isWhole = todo.length === CELLS
    process.stderr.write(`kube-scheduler: ${CELLS} cells, ${CELLS - todo.length} passed before\n`)
    const work = async (): Promise<void> => {
      for (let seed = todo.shift(); seed !== undefined; seed = todo.shift()) {
        const cell = seed
        const cases = Array.from({ length: CASES }, (_, number) => schedulingCase(cell, number))
        const differing = await compareWithScheduler(cases, tally)
        file.put({ cell: cellOf(seed), fault: differing.slice(0, 3).join('\n') })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    process.stderr.write(`kube-scheduler: ${tally}\n`)
    expect(file.results.filter(({ fault }) => fault !== '')).toEqual([])
    if (isWhole) expect(tally.verdicts).toBeGreaterThan(VERDICTS_MIN)
  })
})
