import { useEffect, useRef } from 'react'
import { hover } from '../../state/hover.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { themeChanged } from '../../state/theme.ts'
import { useView } from '../../use-store.ts'
import { CurveChart } from './curve-chart.ts'
import { CURVES, type CurveSpec } from './curve-specs.ts'

const { clock, recording } = control

/** What happened over the run, in charts that share one cursor: one column, or two when room is short. */
export default function CurvesPanel({ isCompact }: { readonly isCompact: boolean }) {
  const isZoomed = useView((view) => view.range !== null)
  return (
    <section className="panel curves-panel" aria-labelledby="curves-title">
      <header className="panel-header">
        <h2 id="curves-title">Over time</h2>
        <span className="spacer" />
        {isZoomed ? (
          <button type="button" className="link-button" onClick={() => viewStore.setState({ range: null })}>
            Show the whole run
          </button>
        ) : (
          <span className="faint hint">drag to zoom, click to seek</span>
        )}
      </header>
      <div className="curves">
        {CURVES.map((spec, i) => (
          <Curve key={spec.id} spec={spec} hasAxis={i >= CURVES.length - (isCompact ? 2 : 1)} />
        ))}
      </div>
    </section>
  )
}

function Curve({ spec, hasAxis }: { readonly spec: CurveSpec; readonly hasAxis: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  const readouts = useRef<(HTMLElement | null)[]>([])
  useEffect(() => {
    if (box.current === null) return
    const elements = readouts.current.filter((element) => element !== null)
    return attachCurve(spec, box.current, hasAxis, elements)
  }, [spec, hasAxis])
  return (
    <figure className={hasAxis ? 'curve with-axis' : 'curve'} aria-label={`${spec.title} over simulated time`}>
      <figcaption title={`${spec.title}: ${spec.unit}`}>
        <span className="curve-title">{spec.title}</span>
        {spec.lines.map((line, i) => (
          <span key={line.series} className="curve-key" title={line.label}>
            <span
              className={line.dash === true ? 'stroke dashed' : 'stroke'}
              style={{ color: `var(${line.colour})` }}
            />
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
      <div ref={box} className="curve-box" />
    </figure>
  )
}

/** Makes the chart and keeps it in step; it is made anew when the theme changes, as its colours are baked in. */
function attachCurve(
  spec: CurveSpec,
  box: HTMLElement,
  hasAxis: boolean,
  readouts: readonly HTMLElement[],
): () => void {
  let chart = new CurveChart(spec, box, hasAxis, readouts)
  const clickSeeks = attachClick(box)
  const undo = [
    recording.seriesGrew.subscribe(() => chart.refresh()),
    clock.moved.subscribe(() => chart.movePlayhead()),
    hover.changed.subscribe(() => chart.moveCursor()),
    viewStore.subscribe((now, before) => {
      if (now.range !== before.range) chart.range()
    }),
    themeChanged.subscribe(() => {
      chart.dispose()
      chart = new CurveChart(spec, box, hasAxis, readouts)
    }),
  ]
  const sizes = new ResizeObserver(() => chart.resize(box.clientWidth, box.clientHeight))
  sizes.observe(box)
  return () => {
    sizes.disconnect()
    clickSeeks()
    for (const stop of undo) stop()
    chart.dispose()
  }
}

/** A press and release in place seeks to the instant under the pointer. */
function attachClick(box: HTMLElement): () => void {
  let downX = 0
  const down = (event: PointerEvent): void => {
    downX = event.clientX
  }
  const click = (event: MouseEvent): void => {
    if (hover.timeUs === null || Math.abs(event.clientX - downX) >= 5 || event.detail > 1) return
    clock.setFollow('still')
    clock.seek(hover.timeUs)
  }
  box.addEventListener('pointerdown', down)
  box.addEventListener('click', click)
  return () => {
    box.removeEventListener('pointerdown', down)
    box.removeEventListener('click', click)
  }
}
