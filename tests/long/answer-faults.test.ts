import { describe, it } from 'vitest'
import { ANSWER_FAULTS } from '../faults/answer-faults.ts'
import { ProjectCopy } from '../faults/plant.ts'
import { HOURS_MS, runCells } from './run-cells.ts'

describe('a fault planted in what a plan rests on', () => {
  it('turns the test red that is named beside it', { timeout: HOURS_MS }, async () => {
    const copy = new ProjectCopy([
      'tests',
      'vitest.config.ts',
      'vite.config.ts',
      'tsconfig.json',
      'index.html',
      'public',
    ])
    try {
      const run = async (cell: string): Promise<string> => {
        const fault = ANSWER_FAULTS.find(({ name }) => name === cell)
        if (fault === undefined) return 'not in the catalogue'
        const before = await copy.test(fault.project, fault.seenBy, fault.named)
        if (before.code !== 0)
          return `${fault.seenBy} fails without it: ${before.stdout.slice(-500)} ${before.stderr.slice(-500)}`
        const takeOut = copy.plantIn(fault)
        try {
          const { code, stdout } = await copy.test(fault.project, fault.seenBy, fault.named)
          return code === 1 && /Tests +\d+ failed/.test(stdout) ? '' : `${fault.seenBy} ends with ${code}`
        } finally {
          takeOut()
        }
      }
      await runCells({ grid: 'answer-faults', part: 'catalogue', cells: ANSWER_FAULTS.map(({ name }) => name), run })
    } finally {
      copy.remove()
    }
  })
})
