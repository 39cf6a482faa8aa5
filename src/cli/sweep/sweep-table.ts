import { type Band, FUTURE_FIGURES } from '../../../simulator/planner/futures.ts'
import { LUCK } from '../../../simulator/simulation-options.ts'
import { decimalText } from '../../base/decimal-text.ts'
import { promiseWords, untriedWords } from '../../model/goal-words.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { Goal } from '../../model/scenario.ts'
import { formatCount, table } from '../output.ts'

/** What all runs of one cell come to. */
export interface SweptCell {
  readonly settings: readonly Setting[]
  /** In the order of FUTURE_FIGURES. */
  readonly bands: readonly (Band | null)[]
  /** What is promised, seeds that keep it, and how many must; null: nothing is promised. */
  readonly goal: { readonly promised: Goal; readonly kept: number; readonly needed: number } | null
}

/** Everything a sweep found. */
export interface Swept {
  /** What was run, `next-season demo`. */
  readonly of: string
  readonly seeds: number
  readonly cells: readonly SweptCell[]
  /** By source of luck the bands of the first cell when that source alone varies; null when that was not asked. */
  readonly alone: Readonly<Record<(typeof LUCK)[number], readonly (Band | null)[]>> | null
  /** What makes it again. */
  readonly command: string
}

/** Figures that a row for each cell has room for. */
const CELL_FIGURES = ['players refused', 'players degraded', 'ready wait p99', 'Cpus requested at the peak']

/** One cell as a table of figures, several as a row each; then whether the goal is kept, and how to do it again. */
export function sweepTable({ of, seeds, cells, alone, command }: Swept): string {
  const head = `${of}, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}\n`
  const body = cells.length === 1 ? oneCell(cells[0], alone) : manyCells(cells, seeds)
  return `${head}${body}${goalLines(cells, seeds)}again: ${command}\n`
}

/** What is promised, each promise once, of a single cell whether it is kept, and which losses were not tried. */
function goalLines(cells: readonly SweptCell[], seeds: number): string {
  const goals = cells.flatMap(({ goal }) => (goal === null ? [] : [goal]))
  const lines = goals.flatMap((goal) => {
    const untried = untriedWords(goal.promised)
    const kept = cells.length === 1 ? ` ${goalText(goal, seeds)}` : ''
    const how = untried === null ? '' : ' with nothing lost'
    const words = `goal${kept}${how}: ${promiseWords(goal.promised, formatCount)}\n`
    return untried === null ? [words] : [words, `goal ${untried}\n`]
  })
  return [...new Set(lines)].join('')
}

function oneCell({ bands }: SweptCell, alone: Swept['alone']): string {
  const sources = alone === null ? [] : LUCK.map((source) => `BY ${source.toUpperCase()}`)
  const rows = FUTURE_FIGURES.map(({ name, unit }, i) => {
    const band = bands[i]
    const shares = alone === null ? [] : LUCK.map((source) => width(alone[source][i]))
    const title = unit === '' ? name : `${name}, ${unit}`
    return [title, number(band?.p10), number(band?.p50), number(band?.p90), number(band?.max), ...shares]
  })
  const note =
    alone === null ? '' : 'BY …: p90 less p10 when that luck varies alone, the rest as under the first seed\n'
  return `${table([['FIGURE', 'P10', 'P50', 'P90', 'MOST', ...sources], ...rows])}${note}`
}

function manyCells(cells: readonly SweptCell[], seeds: number): string {
  const paths = cells[0].settings.map(({ path }) => path)
  const columns = CELL_FIGURES.map((figure) => FUTURE_FIGURES.findIndex(({ name }) => name === figure))
  const titles = columns.map((i) => {
    const { name, unit } = FUTURE_FIGURES[i]
    return `${name.toUpperCase()}${unit === '' ? '' : `, ${unit}`} P50, P90`
  })
  const rows = cells.map(({ settings, bands, goal }) => [
    ...settings.map(({ value }) => value),
    ...(goal === null ? [] : [goalText(goal, seeds)]),
    ...columns.map((i) => `${number(bands[i]?.p50)}, ${number(bands[i]?.p90)}`),
  ])
  return table([[...paths, ...(cells[0].goal === null ? [] : ['GOAL']), ...titles], ...rows])
}

function goalText({ kept, needed }: NonNullable<SweptCell['goal']>, seeds: number): string {
  return `${kept >= needed ? 'kept' : 'missed'} (${kept} of ${seeds})`
}

function width(band: Band | null): string {
  return band === null ? 'none' : number(band.p90 - band.p10)
}

function number(value: number | undefined): string {
  return value === undefined ? 'none' : decimalText(value, '-', formatCount)
}
