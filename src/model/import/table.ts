import { dsvFormat } from 'd3-dsv'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { shortened } from '../parse/faults.ts'

/** One row of a table with the line it starts on. */
export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly Row[]
}

/** Longest table read, in characters. */
const TABLE_LENGTH_MAX = 256 * 1024 * 1024

/** Reads text separated by commas, semicolons or tabs, whichever the first line has most of. Skips blank lines. */
export function readTable(text: string): Result<Table> {
  if (text.length > TABLE_LENGTH_MAX) {
    return failed([{ path: '', found: `${text.length} characters`, expected: `at most ${TABLE_LENGTH_MAX}` }])
  }
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const rows: Row[] = []
  let line = 1
  for (const cells of dsvFormat(delimiterOf(plain)).parseRows(plain)) {
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells: cells.map((cell) => cell.trim()) })
    line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
  }
  const [header, ...body] = rows
  if (header === undefined) return failed([{ path: '', found: 'no line', expected: 'a header and rows' }])
  return ok({ header: header.cells, rows: body })
}

function delimiterOf(text: string): string {
  const end = text.indexOf('\n')
  const first = end === -1 ? text : text.slice(0, end)
  const count = (delimiter: string): number => first.split(delimiter).length
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}

/** Faults of one file at most: a wrong column makes one a line. */
const FAULTS_MAX = 50

/** Collects faults by line; beyond FAULTS_MAX they are counted only. */
export class LineFaults {
  readonly #faults: Fault[] = []
  #more = 0

  add(line: number, column: string, cell: string, expected: string): void {
    if (this.#faults.length >= FAULTS_MAX) this.#more++
    else this.#faults.push({ path: `line ${line}, ${column}`, found: shortened(cell), expected })
  }

  get all(): readonly Fault[] {
    if (this.#more === 0) return this.#faults
    return [...this.#faults, { path: '', found: `${this.#more} more faults`, expected: 'none' }]
  }
}
