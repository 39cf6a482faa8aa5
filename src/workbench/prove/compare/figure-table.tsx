import { decimalText } from '../../../base/decimal-text.ts'
import type { Figure } from '../../../worker/comparison-protocol.ts'
import { formatCount } from '../../format.ts'

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
      <table className="figures" aria-label="Figures of A and B">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">B − A</th>
            {seeds > 1 && <th scope="col">95 % interval</th>}
            {seeds > 1 && (
              <th scope="col" title="Each row to its own scale">
                around 0
              </th>
            )}
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <FigureRow key={figure.name} figure={figure} seeds={seeds} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function FigureRow({ figure, seeds }: { readonly figure: Figure; readonly seeds: number }) {
  const { name, unit, a, b, difference, verdict } = figure
  const interval = difference?.interval ?? null
  const isSure = difference?.isDistinguishable === true
  return (
    <tr data-figure={name}>
      <th scope="row">{unit === '' ? name : `${name}, ${unit}`}</th>
      <td>{numberText(a)}</td>
      <td>{numberText(b)}</td>
      <td>{difference === null ? '' : signed(difference.mean)}</td>
      {seeds > 1 && <td>{interval === null ? '' : `${signed(interval[0])} to ${signed(interval[1])}`}</td>}
      {seeds > 1 && (
        <td className="interval-cell">
          {interval !== null && <Interval mean={difference?.mean ?? 0} ends={interval} isSure={isSure} />}
        </td>
      )}
      <td className={isSure ? 'verdict-sure' : 'faint'}>{verdict}</td>
    </tr>
  )
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
