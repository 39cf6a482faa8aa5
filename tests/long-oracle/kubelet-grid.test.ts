import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commitTested, GridFile } from '../long/grid-file.ts'
import { compareWithKubelet, Tally } from '../oracle/compare.ts'
import { kubeletCase } from '../oracle/kubelet-cases.ts'

const HOURS_MS = 6 * 3_600_000
/** Cells at once, each with an oracle of its own that works while the others' answers are looked at. */
const AT_ONCE = 2
const CELLS = 600
const CASES = 60
const STEPS_MIN = 700_000

describe("the engine and the kubelet's own code", () => {
  it(`agree on every step of ${CELLS * CASES} histories`, { timeout: HOURS_MS }, async () => {
    const file = new GridFile('kubelet', commitTested())
    const tally = new Tally()
    const seeds = Array.from({ length: CELLS }, (_, i) => i + 1)
    const cellOf = (seed: number): string => `seed ${seed}`
    const todo = seeds.filter((seed) => !file.passed(cellOf(seed)))
    const isWhole = todo.length === CELLS
    process.stderr.write(`kubelet: ${CELLS} cells, ${CELLS - todo.length} passed before\n`)
    const work = async (): Promise<void> => {
      for (let seed = todo.shift(); seed !== undefined; seed = todo.shift()) {
        const differing = await compareWithKubelet(fc.sample(kubeletCase(50), { seed, numRuns: CASES }), tally)
        file.put({ cell: cellOf(seed), fault: differing.slice(0, 3).join('\n') })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    process.stderr.write(`kubelet: ${tally}\n`)
    expect(file.results.filter(({ fault }) => fault !== '')).toEqual([])
    if (isWhole) expect(tally.steps).toBeGreaterThan(STEPS_MIN)
  })
})
