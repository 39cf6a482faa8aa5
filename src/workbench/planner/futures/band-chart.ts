import uPlot from 'uplot'
import { formatCount, formatShort } from '../../format.ts'
import { chartAxes, rangeFromZero } from '../../plan/curves/chart-axes.ts'
import { hover } from '../../state/hover.ts'
import { themeChanged, token } from '../../state/theme.ts'
import type { BandColumns } from './bands.ts'

export interface BandLine {
  readonly label: string
  /** Design token of its colour. */
  readonly colour: string
  readonly band: BandColumns
}

interface BandSubject {
  /** When each value was taken. */
  readonly atUs: Float64Array
  readonly lines: readonly BandLine[]
  readonly hasAxis: boolean
}

/**
 * Draws bands into a box and keeps them in step with size, theme and the instant under the pointer, which all charts
 * share. readouts: one element a line, in which its middle and its band are written. Returns what ends it.
 */
export function attachBandChart(subject: BandSubject, box: HTMLElement, readouts: readonly HTMLElement[]): () => void {
  let plot = made(subject, box)
  const write = (): void => {
    const at = hover.timeUs === null ? -1 : nearest(subject.atUs, hover.timeUs)
    readouts.forEach((element, i) => {
      element.textContent = words(subject.lines[i].band, at)
    })
    const left = hover.timeUs === null ? -10 : plot.valToPos(hover.timeUs, 'x')
    if (Math.abs((plot.cursor.left ?? -10) - left) > 0.5) plot.setCursor({ left, top: 10 }, false)
  }
  const leave = (): void => hover.set(null)
  box.addEventListener('pointerleave', leave)
  const undo = [
    hover.changed.subscribe(write),
    themeChanged.subscribe(() => {
      plot.destroy()
      plot = made(subject, box)
    }),
  ]
  const sizes = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: box.clientHeight }))
  sizes.observe(box)
  write()
  return () => {
    for (const element of readouts) element.textContent = '–'
    sizes.disconnect()
    box.removeEventListener('pointerleave', leave)
    for (const stop of undo) stop()
    plot.destroy()
  }
}

/** At an instant the middle and the band, else the highest of the middle and of the band's upper edge. */
function words({ p10, p50, p90 }: BandColumns, at: number): string {
  if (p50.length === 0) return '–'
  if (at >= 0) return `${formatCount(p50[at])} (${formatShort(p10[at])} to ${formatShort(p90[at])})`
  return `p50 at most ${formatCount(highest(p50))}, p90 ${formatShort(highest(p90))}`
}

function highest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

function nearest(atUs: Float64Array, timeUs: number): number {
  let best = 0
  for (let i = 1; i < atUs.length; i++) if (Math.abs(atUs[i] - timeUs) < Math.abs(atUs[best] - timeUs)) best = i
  return best
}

function made({ atUs, lines, hasAxis }: BandSubject, box: HTMLElement): uPlot {
  const columns = lines.flatMap(({ band }) => [band.p10, band.p50, band.p90])
  const options: uPlot.Options = {
    width: Math.max(80, box.clientWidth),
    height: Math.max(40, box.clientHeight),
    padding: [5, 8, hasAxis ? 0 : 6, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { range: rangeFromZero } },
    series: [{}, ...lines.flatMap(({ colour }) => seriesOf(token(colour)))],
    bands: lines.map(({ colour }, i) => ({ series: [3 * i + 3, 3 * i + 1], fill: `${token(colour)}3d` })),
    axes: chartAxes(hasAxis),
    hooks: {
      setCursor: [
        (plot) => {
          const { left } = plot.cursor
          if (left !== undefined && left !== null && left >= 0) hover.set(plot.posToVal(left, 'x'))
        },
      ],
    },
  }
  return new uPlot(options, [atUs, ...columns], box)
}

/** The band's edges are drawn by its ground alone. */
function seriesOf(colour: string): uPlot.Series[] {
  const edge = { width: 0, stroke: 'transparent', points: { show: false } }
  return [edge, { width: 1.5, stroke: colour, points: { show: false } }, edge]
}
