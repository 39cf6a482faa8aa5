import { expect } from 'vitest'
import { type CellResult, commitTested, GridFile } from './grid-file.ts'

/** A part of a grid: its cells by name, and what to do for one. */
export interface GridPart {
  readonly grid: string
  readonly part: string
  readonly cells: readonly string[]
  /** Resolves to what was wrong, '' when nothing; a rejection is a fault too. */
  readonly run: (cell: string) => Promise<string>
  /** Cells at once; 1 unless told. */
  readonly atOnce?: number
}

export const HOURS_MS = 12 * 3_600_000

/**
 * Goes through the cells that have not passed at this commit, each result on disk as it comes, and expects none to
 * fail. BERTH_LONG_EVERY=N takes every N-th cell alone, where the whole grid takes more time than there is. Resolves to
 * how many cells were run.
 */
export async function runCells({ grid, part, cells, run, atOnce = 1 }: GridPart): Promise<number> {
  const every = Number(process.env['BERTH_LONG_EVERY'] ?? 1)
  if (!Number.isInteger(every) || every < 1) throw new Error(`BERTH_LONG_EVERY: ${every}, not a count from 1 on`)
  const file = new GridFile(grid, commitTested())
  file.put({ part, cells: cells.length })
  const chosen = cells.filter((_, i) => i % every === 0)
  const todo = chosen.filter((cell) => !file.passed(cell))
  const count = todo.length
  const passed = chosen.length - count
  process.stderr.write(`${grid} ${part}: ${chosen.length} of ${cells.length} cells, ${passed} passed before\n`)
  const failed: CellResult[] = []
  const work = async (): Promise<void> => {
    for (let cell = todo.shift(); cell !== undefined; cell = todo.shift()) {
      const fault = await run(cell).catch((error: unknown) => textOf(error))
      file.put({ cell, fault })
      if (fault !== '') failed.push({ cell, fault })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  expect(failed).toEqual([])
  return count
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
