import { useEffect, useMemo, useRef } from 'react'
import type { Future, FutureSeries } from '../../../worker/futures-protocol.ts'
import { attachBandChart, type BandLine } from './band-chart.ts'
import { seriesBand } from './bands.ts'

interface LineSpec {
  readonly series: FutureSeries
  readonly label: string
  /** Design token of its colour. */
  readonly colour: string
}

interface ChartSpec {
  readonly title: string
  readonly lines: readonly LineSpec[]
  /** Not guessed: without runs there is nothing to show. */
  readonly isRunOnly?: boolean
}

const CHARTS: readonly ChartSpec[] = [
  { title: 'Players', lines: [{ series: 'players', label: 'online', colour: '--series-1' }] },
  {
    title: 'Cpus',
    lines: [
      { series: 'cpusAllocatable', label: 'allocatable', colour: '--series-0' },
      { series: 'cpusRequested', label: 'requested', colour: '--series-2' },
    ],
  },
  {
    title: 'Hosts',
    lines: [
      { series: 'hostsUp', label: 'up', colour: '--series-0' },
      { series: 'hostsInUse', label: 'in use', colour: '--series-1' },
    ],
    isRunOnly: true,
  },
  {
    title: 'Pods waiting for a host',
    lines: [{ series: 'podsPending', label: 'waiting', colour: '--series-4' }],
    isRunOnly: true,
  },
  {
    title: 'Players refused',
    lines: [{ series: 'playersRefused', label: 'refused', colour: '--danger' }],
    isRunOnly: true,
  },
]

interface BandChartsProps {
  readonly futures: readonly Future[]
  readonly isEstimate: boolean
}

/** What happens over time in many futures: the middle one as a line, from one in ten to nine in ten as a band. */
export default function BandCharts({ futures, isEstimate }: BandChartsProps) {
  return (
    <section className="panel futures-curves" aria-labelledby="bands-title">
      <header className="panel-header">
        <h2 id="bands-title">Over time</h2>
        <span className="spacer" />
        <span className="faint hint">
          {futures.length === 0
            ? 'no run has ended yet'
            : `line: middle future · band: p10 to p90 over ${futures.length}`}
        </span>
      </header>
      <div className="band-charts">
        {CHARTS.map((spec, i) => (
          <BandFigure
            key={spec.title}
            spec={spec}
            futures={futures}
            isLeftOut={isEstimate && spec.isRunOnly === true}
            hasAxis={i === CHARTS.length - 1}
          />
        ))}
      </div>
    </section>
  )
}

interface BandFigureProps {
  readonly spec: ChartSpec
  readonly futures: readonly Future[]
  readonly isLeftOut: boolean
  readonly hasAxis: boolean
}

function BandFigure({ spec, futures, isLeftOut, hasAxis }: BandFigureProps) {
  const box = useRef<HTMLDivElement>(null)
  const readouts = useRef<(HTMLElement | null)[]>([])
  const lines = useMemo(
    () => spec.lines.map((line): BandLine => ({ ...line, band: seriesBand(futures, line.series) })),
    [spec, futures],
  )
  const atUs = futures[0]?.atUs
  useEffect(() => {
    if (box.current === null || atUs === undefined || isLeftOut) return
    const elements = readouts.current.slice(0, lines.length).filter((element) => element !== null)
    return attachBandChart({ atUs, lines, hasAxis }, box.current, elements)
  }, [atUs, lines, hasAxis, isLeftOut])
  return (
    <figure
      className={hasAxis ? 'curve with-axis' : 'curve'}
      aria-label={`${spec.title} over simulated time, in bands`}
    >
      <figcaption>
        <span className="curve-title">{spec.title}</span>
        {spec.lines.map((line, i) => (
          <span key={line.series} className="curve-key">
            <span className="stroke" style={{ color: `var(${line.colour})` }} />
            <span className="curve-label">{line.label}</span>
            <b
              data-series={line.series}
              ref={(element) => {
                readouts.current[i] = element
              }}
            >
              –
            </b>
          </span>
        ))}
      </figcaption>
      <div ref={box} className="curve-box">
        {isLeftOut && atUs !== undefined && <span className="faint band-none">not guessed: the runs say it</span>}
      </div>
    </figure>
  )
}
