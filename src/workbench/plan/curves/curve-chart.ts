import uPlot from 'uplot'
import type { SeriesName } from '../../../model/run.ts'
import { formatCount } from '../../format.ts'
import { hover } from '../../state/hover.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { token } from '../../state/theme.ts'
import type { Opening } from '../openings.ts'
import { chartAxes, rangeFromZero } from './chart-axes.ts'
import { type LineSpec, lineValues } from './curve-specs.ts'
import { OpeningLines } from './opening-lines.ts'

const { clock } = control
/** Shorter drags are clicks, which seek. */
const DRAG_FROM_PX = 5

/** Whose figures a chart shows: the run's, or those of the game in focus. */
export interface SampleSource {
  column(name: SeriesName): Float64Array
}

export interface ChartSubject {
  readonly lines: readonly LineSpec[]
  readonly source: SampleSource
  readonly hasAxis: boolean
  /** Whether the games that open are named on the chart where there is room. */
  readonly namesOpenings: boolean
}

/** One chart over time. All charts share the range, the playhead and the instant under the pointer. */
export class CurveChart {
  readonly #subject: ChartSubject
  readonly #plot: uPlot
  readonly #playhead = document.createElement('div')
  readonly #openings: OpeningLines
  readonly #readouts: readonly HTMLElement[]

  /** readouts: one element a line, in which its value at the cursor is written. */
  constructor(subject: ChartSubject, box: HTMLElement, readouts: readonly HTMLElement[]) {
    this.#subject = subject
    this.#readouts = readouts
    this.#openings = new OpeningLines(subject.namesOpenings)
    this.#plot = new uPlot(this.#options(box, subject.hasAxis), this.#columns(), box)
    this.#openings.attach(this.#plot)
    this.#playhead.className = 'playhead'
    this.#plot.over.append(this.#playhead)
    this.#plot.over.addEventListener('pointerleave', () => hover.set(null))
    this.#plot.over.addEventListener('dblclick', () => viewStore.setState({ range: null }))
    this.range()
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height })
    this.movePlayhead()
  }

  /** Samples were added. */
  refresh(): void {
    this.#plot.setData(this.#columns(), false)
    this.range()
    this.#write()
  }

  /** The range or the duration changed. */
  range(): void {
    const range = viewStore.getState().range
    const min = range?.fromUs ?? 0
    const max = range?.toUs ?? Math.max(1, clock.durationUs)
    this.#plot.setScale('x', { min, max })
    this.movePlayhead()
  }

  movePlayhead(): void {
    const left = this.#plot.valToPos(clock.timeUs, 'x')
    const isInside = left >= 0 && left <= this.#plot.over.clientWidth
    this.#playhead.style.transform = `translateX(${isInside ? left : -99}px)`
    if (hover.timeUs === null) this.#write()
  }

  /** Other games open, or another one is in focus. */
  showOpenings(): void {
    this.#plot.redraw(false)
  }

  /** The shared instant moved: puts this chart's crosshair there and writes its values. */
  moveCursor(): void {
    const left = hover.timeUs === null ? -10 : this.#plot.valToPos(hover.timeUs, 'x')
    if (Math.abs((this.#plot.cursor.left ?? -10) - left) > 0.5) this.#plot.setCursor({ left, top: 10 }, false)
    this.#openings.point(hover.timeUs)
    this.#write()
  }

  /** The opening that a click at an instant means, null for none. */
  openingAt(timeUs: number): Opening | null {
    return this.#openings.at(timeUs)
  }

  dispose(): void {
    this.#plot.destroy()
  }

  #columns(): uPlot.AlignedData {
    const { lines, source } = this.#subject
    const atUs = source.column('atUs')
    return [atUs, ...lines.map((line) => lineValues(line, source.column(line.series), atUs))]
  }

  #write(): void {
    const xs = this.#plot.data[0]
    const timeUs = hover.timeUs ?? clock.timeUs
    const at = sampleBefore(xs, timeUs)
    this.#readouts.forEach((element, i) => {
      const value = at < 0 || xs[xs.length - 1] < timeUs - this.#gapUs(xs) ? undefined : this.#plot.data[i + 1][at]
      element.textContent = value === undefined || value === null ? '–' : formatCount(value)
    })
  }

  /** Past the last sample by more than an interval there is no value yet. */
  #gapUs(xs: ArrayLike<number>): number {
    return xs.length < 2 ? 0 : xs[1] - xs[0]
  }

  #options(box: HTMLElement, hasAxis: boolean): uPlot.Options {
    return {
      width: Math.max(80, box.clientWidth),
      height: Math.max(40, box.clientHeight),
      padding: [5, 8, hasAxis ? 0 : 6, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 5 },
        drag: { x: true, y: false, setScale: false, dist: DRAG_FROM_PX },
      },
      scales: { x: { time: false }, y: { range: rangeFromZero } },
      series: [{}, ...this.#subject.lines.map((line) => seriesOf(line))],
      axes: chartAxes(hasAxis),
      hooks: {
        setCursor: [publishCursor],
        setSelect: [zoomToSelection],
        drawAxes: [(plot) => this.#openings.draw(plot)],
      },
    }
  }
}

function seriesOf(line: LineSpec): uPlot.Series {
  const colour = token(line.colour)
  return {
    label: line.label,
    stroke: colour,
    width: 1.25,
    points: { show: false },
    ...(line.fill === true ? { fill: `${colour}2e` } : {}),
    ...(line.dash === true ? { dash: [3, 2] } : {}),
    ...(line.as === 'rise' || line.as === 'MB/s' ? { paths: uPlot.paths.stepped?.({ align: -1 }) ?? null } : {}),
  } as uPlot.Series
}

function publishCursor(plot: uPlot): void {
  const { left } = plot.cursor
  if (left === undefined || left === null || left < 0) return
  hover.set(plot.posToVal(left, 'x'))
}

/** A drag zooms in time; a click seeks. */
function zoomToSelection(plot: uPlot): void {
  const { left, width } = plot.select
  if (width < DRAG_FROM_PX) return
  const range = { fromUs: Math.round(plot.posToVal(left, 'x')), toUs: Math.round(plot.posToVal(left + width, 'x')) }
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false)
  viewStore.setState({ range })
}

/** Index of the last x at or before the value, -1 when all are later. */
function sampleBefore(xs: ArrayLike<number>, value: number): number {
  let low = 0
  let high = xs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (xs[middle] <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
