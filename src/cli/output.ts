import { stringify } from 'yaml'
import type { Arguments } from './arguments.ts'

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'name'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Where a command's answer goes: stdout, in the format asked for with `-o`. */
export class Output {
  readonly format: OutputFormat
  readonly quiet: boolean

  constructor(format: OutputFormat, quiet: boolean) {
    this.format = format
    this.quiet = quiet
  }

  /** Writes an answer. table: rows of cells, or lines; name: what stands for it in a script. */
  answer(value: object, table: () => string, name: () => string): void {
    if (this.format === 'table') process.stdout.write(table())
    else if (this.format === 'name') process.stdout.write(`${name()}\n`)
    else this.object(value)
  }

  /** Writes a value as YAML with `-o yaml`, else as JSON. */
  object(value: object): void {
    process.stdout.write(this.format === 'yaml' ? stringify(value) : `${JSON.stringify(value, null, 2)}\n`)
  }
}

/** The output asked for with `-o` and `--quiet`; a wrong format is noted as a fault and `table` used. */
export function outputOf(args: Arguments): Output {
  return new Output(args.choice('--output', OUTPUT_FORMATS, 'table'), args.flag('--quiet'))
}

/** Aligns rows in columns two spaces apart, first column left, the others left too; one line a row. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  }
  const line = (row: readonly string[]): string => row.map((cell, i) => cell.padEnd(widths[i])).join('  ')
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('')
}

/** A count with thousands separated by commas, the same in every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
