import type { ComparedFigure, RunPair } from '../../../simulator/planner/comparison.ts'
import type { PairedDifference } from '../../../simulator/planner/paired.ts'
import { decimalText } from '../../base/decimal-text.ts'
import { formatCount, table } from '../output.ts'

/** Everything a comparison found. */
export interface Compared {
  /** What was run, `launch-day demo`. */
  readonly of: string
  /** Names of A and B: profiles or run directories. */
  readonly a: string
  readonly b: string
  /** Null for recorded runs. */
  readonly seeds: readonly number[] | null
  /** By seed; one for recorded runs. */
  readonly pairs: readonly RunPair[]
  readonly isSame: boolean
  readonly figures: readonly ComparedFigure[]
  /** What makes it again. */
  readonly command: string
}

/** Pods listed below the table; `-o json` has more. */
const PODS_SHOWN = 5

/** The comparison as a table with a verdict a figure, then what lies elsewhere, then the verdict. */
export function comparisonTable({ of, a, b, seeds, pairs, isSame, figures, command }: Compared): string {
  const count = seeds?.length ?? 1
  const ends = count > 1 ? ['95 % INTERVAL'] : []
  const rows = figures.map(({ name, unit, a: one, b: other, difference, verdict }) => [
    unit === '' ? name : `${name}, ${unit}`,
    number(one),
    number(other),
    difference === null ? '' : signed(difference.mean),
    ...(count > 1 ? [intervalText(difference)] : []),
    verdict,
  ])
  const head = `${of}, A ${a}, B ${b}${seeds === null ? '' : `, ${count} ${count === 1 ? 'seed' : 'seeds'}`}\n`
  const body = table([['FIGURE', 'A', 'B', 'B − A', ...ends, 'VERDICT'], ...rows])
  return `${head}${body}${placements(pairs, seeds)}${isSame ? 'same' : 'different'}\nagain: ${command}\n`
}

function placements(pairs: readonly RunPair[], seeds: readonly number[] | null): string {
  return pairs
    .map(({ diff, isSame }, i) => {
      const { both, elsewhere, onlyA, onlyB, first } = diff
      const title = seeds === null ? '' : `seed ${seeds[i]}: `
      if (isSame) return i < PODS_SHOWN ? `${title}every decision is the same\n` : ''
      const alone = `${formatCount(onlyA)} in A alone, ${formatCount(onlyB)} in B alone`
      const line = `${title}${formatCount(elsewhere)} of ${formatCount(both)} pods lie elsewhere; ${alone}\n`
      const pods = first.slice(0, i === 0 ? PODS_SHOWN : 0).map(({ pod, atUs, a, b }) => {
        return `  ${(atUs / 1e6).toFixed(3)} s  ${pod}  ${a ?? 'nowhere'} -> ${b ?? 'nowhere'}\n`
      })
      return i < PODS_SHOWN ? line + pods.join('') : ''
    })
    .join('')
}

function intervalText(difference: PairedDifference | null): string {
  const interval = difference?.interval ?? null
  return interval === null ? '' : `${signed(interval[0])} to ${signed(interval[1])}`
}

function signed(value: number): string {
  return value > 0 ? `+${number(value)}` : number(value)
}

/** At most two digits after the point, thousands separated. */
function number(value: number | null): string {
  if (value === null) return 'none'
  return decimalText(value, '-', formatCount)
}
