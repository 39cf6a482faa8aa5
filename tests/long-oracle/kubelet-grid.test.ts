import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOURS_MS, runCells } from '../long/run-cells.ts'
import { compareWithKubelet, Tally } from '../oracle/compare.ts'
import { kubeletCase } from '../oracle/kubelet-cases.ts'

const CELLS = 600
const CASES = 60
const STEPS_MIN = 700_000

describe("the engine and the kubelet's own code", () => {
  it(`agree on every step of ${CELLS * CASES} histories`, { timeout: HOURS_MS }, async () => {
    const tally = new Tally()
    const cells = Array.from({ length: CELLS }, (_, i) => `seed ${i + 1}`)
    const run = async (cell: string): Promise<string> => {
      const seed = Number(cell.slice('seed '.length))
      const differing = await compareWithKubelet(fc.sample(kubeletCase(50), { seed, numRuns: CASES }), tally)
      return differing.slice(0, 3).join('\n')
    }
    // Each with an oracle of its own that works while the others' answers are looked at.
    const count = await runCells({ grid: 'kubelet', part: 'seeds', cells, run, atOnce: 2 })
    process.stderr.write(`kubelet: ${tally}\n`)
    if (count === CELLS) expect(tally.steps).toBeGreaterThan(STEPS_MIN)
  })
})
