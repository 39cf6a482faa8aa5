import { decimalText } from '../../../base/decimal-text.ts'
import type { Figure } from '../../../worker/comparison-protocol.ts'
import { formatCount } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'

/** Every figure of A and B with its difference, how sure that is, and what it says. */
export default function FigureTable({
  figures,
  seeds,
}: {
  readonly figures: readonly Figure[]
  readonly seeds: number
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
    <section className="figure-box" aria-label="Figures" tabIndex={0}>
      <SortedTable
        label="Figures of A and B"
        rows={figures}
        columns={seeds > 1 ? [...COLUMNS, ...INTERVALS, VERDICT] : [...COLUMNS, VERDICT]}
        keyOf={({ name }) => name}
        attributes={({ name }) => ({ 'data-figure': name })}
      />
    </section>
  )
}

const title = ({ name, unit }: Figure): string => (unit === '' ? name : `${name}, ${unit}`)

const COLUMNS: readonly Column<Figure>[] = [
  { head: 'Figure', cell: title, by: title },
  { head: 'A', cell: ({ a }) => numberText(a), by: ({ a }) => a },
  { head: 'B', cell: ({ b }) => numberText(b), by: ({ b }) => b },
  {
    head: 'B − A',
    cell: ({ difference }) => (difference === null ? '' : signed(difference.mean)),
    by: ({ difference }) => difference?.mean ?? null,
  },
]

/** Of several seeds alone. */
const INTERVALS: readonly Column<Figure>[] = [
  {
    head: '95 % interval',
    cell: ({ difference }) => difference?.interval?.map(signed).join(' to '),
  },
  {
    head: 'around 0',
    title: 'Each row to its own scale',
    cell: ({ difference }) =>
      difference?.interval && (
        <Interval mean={difference.mean} ends={difference.interval} isSure={difference.isDistinguishable} />
      ),
    look: () => 'interval-cell',
  },
]

const VERDICT: Column<Figure> = {
  head: 'Verdict',
  cell: ({ verdict }) => verdict,
  by: ({ verdict }) => verdict,
  look: ({ difference }) => (difference?.isDistinguishable === true ? 'verdict-sure' : 'faint'),
}

const WIDTH = 96
const HEIGHT = 14

interface IntervalProps {
  readonly mean: number
  readonly ends: readonly [number, number]
  readonly isSure: boolean
}

/** The interval as a bar, its mean as a dot; 0 is the line in the middle. */
function Interval({ mean, ends, isSure }: IntervalProps) {
  const reach = Math.max(Math.abs(ends[0]), Math.abs(ends[1]))
  const x = (value: number): number => WIDTH / 2 + (reach === 0 ? 0 : (value / reach) * (WIDTH / 2 - 5))
  return (
    <svg width={WIDTH} height={HEIGHT} className={isSure ? 'interval sure' : 'interval'} aria-hidden="true">
      <line x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={HEIGHT} className="interval-zero" />
      <line x1={x(ends[0])} x2={x(ends[1])} y1={HEIGHT / 2} y2={HEIGHT / 2} className="interval-bar" />
      <circle cx={x(mean)} cy={HEIGHT / 2} r={3.5} className="interval-mean" />
    </svg>
  )
}

function signed(value: number): string {
  return value > 0 ? `+${numberText(value)}` : numberText(value)
}

/** At most two digits after the point, thousands separated. */
function numberText(value: number | null): string {
  if (value === null) return 'none'
  return decimalText(value, '−', formatCount)
}
