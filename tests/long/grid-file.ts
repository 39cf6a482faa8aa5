import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** One cell of a grid as its line says. */
export interface CellResult {
  readonly cell: string
  /** '' when it passed, else what was wrong. */
  readonly fault: string
}

/** How many cells a part of a grid has in all, run or not. */
interface PartSize {
  readonly part: string
  readonly cells: number
}

/** The commit that is tested; `…+` when files differ from it. */
export function commitTested(): string {
  const git = (...words: string[]): string => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim()
  const commit = git('rev-parse', '--short=10', 'HEAD')
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'simulator', 'tests', 'scripts')
  return changed === '' ? commit : `${commit}+`
}

/**
 * Results of one grid at one commit, appended as they come, so that a run that was ended goes on where it was. Of a
 * cell run twice the last result counts, of a part the last size.
 */
export class GridFile {
  readonly #path: string
  readonly #results = new Map<string, CellResult>()

  constructor(grid: string, commit: string) {
    const folder = join(ROOT, '.cache', 'long')
    mkdirSync(folder, { recursive: true })
    this.#path = join(folder, `${grid}-${commit}.ndjson`)
    if (!existsSync(this.#path)) return
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      const result = parsed(line)
      if (result !== null && 'cell' in result) this.#results.set(result.cell, result)
    }
  }

  /** Whether the cell passed before. One that failed is run again. */
  passed(cell: string): boolean {
    return this.#results.get(cell)?.fault === ''
  }

  put(line: CellResult | PartSize): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`)
    if ('cell' in line) this.#results.set(line.cell, line)
  }

  get results(): readonly CellResult[] {
    return [...this.#results.values()]
  }
}

/** A line cut off by the end of a run is none. */
function parsed(line: string): CellResult | PartSize | null {
  try {
    return JSON.parse(line) as CellResult | PartSize
  } catch {
    return null
  }
}
