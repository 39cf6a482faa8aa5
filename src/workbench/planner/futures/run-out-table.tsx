import { useMemo } from 'react'
import { resourceWords } from '../../../model/resource-words.ts'
import type { Future } from '../../../worker/futures-protocol.ts'
import { formatSimTime } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { RUN_OUT_PERCENT, type RunOut, runOuts } from './run-out.ts'

interface RunOutProps {
  readonly futures: readonly Future[]
  readonly isEstimate: boolean
  /** More may run out, and sooner: in the runs that the estimate is made from pods waited for a host. */
  readonly isAtLeast: boolean
}

/** What runs out when, by IDC and resource, and how full what does not gets. */
export default function RunOutTable({ futures, isEstimate, isAtLeast }: RunOutProps) {
  const rows = useMemo(() => runOuts(futures), [futures])
  const out = rows.filter(({ count }) => count > 0).length
  const how = rows.length === 0 ? 'no run has ended yet' : outWords(out, rows.length, isAtLeast)
  return (
    <section className="panel run-out" aria-labelledby="run-out-title">
      <header className="panel-header">
        <h2 id="run-out-title">What runs out when</h2>
        <span className="spacer" />
        <span className="faint hint" title={`Run out: ${RUN_OUT_PERCENT} % or more of what is up is held`}>
          {isEstimate && 'estimate · '}
          {how} · from {RUN_OUT_PERCENT} % on
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <section className="figure-box" aria-label="What runs out" tabIndex={0}>
        <SortedTable
          label="What runs out when"
          rows={rows}
          columns={columnsOf(futures.length, isAtLeast)}
          keyOf={({ idc, resource }) => `${idc} ${resource}`}
          attributes={({ idc, resource, count }) => ({ 'data-run-out': `${idc} ${resource}`, 'data-count': count })}
        />
      </section>
    </section>
  )
}

function outWords(out: number, of: number, isAtLeast: boolean): string {
  if (isAtLeast) return out === 0 ? 'not known before the runs' : `at least ${out} of ${of}`
  return out === 0 ? 'nothing does' : `${out} of ${of}`
}

const UNKNOWN = 'Not known before the runs: pods that waited in the runs as it is ask for more than is counted here'

/** of: futures that have ended. */
function columnsOf(of: number, isAtLeast: boolean): readonly Column<RunOut>[] {
  const what = ({ idc, resource }: RunOut): string => `${idc} ${resourceWords(resource)}`
  return [
    { head: 'Where, what', cell: what, by: what },
    {
      head: 'First, middle future',
      cell: ({ firstUs }) => (firstUs === null ? <span className="faint">–</span> : formatSimTime(firstUs.p50)),
      by: ({ firstUs }) => firstUs?.p50 ?? null,
      hint: ({ firstUs }) =>
        firstUs === null
          ? isAtLeast
            ? UNKNOWN
            : 'It does not'
          : `${formatSimTime(firstUs.p10)} in one of ten, ${formatSimTime(firstUs.p90)} in nine of ten`,
    },
    {
      head: 'In',
      cell: ({ count }) => (count > 0 ? `${isAtLeast ? '≥ ' : ''}${count} of ${of}` : isAtLeast ? '?' : 'none'),
      by: ({ count }) => count,
      look: ({ count }) => (count > 0 ? 'danger-text' : 'faint'),
    },
    {
      head: 'Most held',
      cell: ({ peakPercent }) => `${isAtLeast ? '≥ ' : ''}${Math.round(peakPercent.p50)} %`,
      by: ({ peakPercent }) => peakPercent.p50,
    },
    {
      head: 'p10 to p90',
      cell: ({ peakPercent, count }) => <PeakBar {...peakPercent} isOut={count > 0} />,
      look: () => 'interval-cell',
    },
  ]
}

const WIDTH = 96
const HEIGHT = 14
/** Percent at the right end: estimates go above what is there. */
const END = 125

interface PeakBarProps {
  readonly p10: number
  readonly p50: number
  readonly p90: number
  readonly isOut: boolean
}

/** The band of the most that is held, the middle future as a dot; the line is all that is there. */
function PeakBar({ p10, p50, p90, isOut }: PeakBarProps) {
  const x = (percent: number): number => (Math.min(END, percent) / END) * WIDTH
  return (
    <svg width={WIDTH} height={HEIGHT} className={isOut ? 'peak-bar out' : 'peak-bar'} aria-hidden="true">
      <line x1={x(100)} x2={x(100)} y1={0} y2={HEIGHT} className="interval-zero" />
      <line x1={x(p10)} x2={Math.max(x(p90), x(p10) + 1)} y1={HEIGHT / 2} y2={HEIGHT / 2} className="interval-bar" />
      <circle cx={x(p50)} cy={HEIGHT / 2} r={3.5} className="interval-mean" />
    </svg>
  )
}
