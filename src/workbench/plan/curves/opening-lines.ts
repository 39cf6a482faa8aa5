import type uPlot from 'uplot'
import { formatSimTime } from '../../format.ts'
import { hover } from '../../state/hover.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { token } from '../../state/theme.ts'
import { LINES_MAX, type Opening, openingNear, openingsOf } from '../openings.ts'

/** With more openings in sight than this their names are shown under the pointer only. */
const NAMED_MAX = 3
const TICK_PX = 5
const TICK_REACH_PX = 12
/** How far from a line the pointer still means it. */
const REACH_PX = 5

/** The openings of the run shown; with a game in focus only its own. */
function openingsShown(): readonly Opening[] {
  const { run } = control.recording
  if (run === null) return []
  const { focus } = viewStore.getState()
  const openings = openingsOf(run.games, run.durationUs)
  return control.focus.game < 0 ? openings : openings.filter(({ name }) => name === focus)
}

/** Thin lines on a chart where games open, and the name of the one under the pointer. */
export class OpeningLines {
  readonly #isNaming: boolean
  readonly #label = document.createElement('div')
  #plot: uPlot | null = null
  /** How far below the chart's top the pointer is. */
  #topPx = 0

  constructor(isNaming: boolean) {
    this.#isNaming = isNaming
    this.#label.className = 'opening-label'
    this.#label.hidden = true
  }

  attach(plot: uPlot): void {
    this.#plot = plot
    plot.over.append(this.#label)
    plot.over.addEventListener('pointermove', (event) => {
      this.#topPx = event.clientY - plot.over.getBoundingClientRect().top
      this.point(hover.timeUs)
    })
  }

  /** The opening that the pointer means at an instant of the chart, null for none. */
  at(timeUs: number): Opening | null {
    const plot = this.#plot
    if (plot === null) return null
    const openings = openingsWithin(plot)
    // Short ticks are meant only where they are: among many, a click further down is for the instant.
    if (openings.length > LINES_MAX && this.#topPx > TICK_REACH_PX) return null
    const reachUs = plot.posToVal(REACH_PX, 'x') - plot.posToVal(0, 'x')
    return openingNear(openings, timeUs, reachUs)
  }

  /** Draws behind the curves. */
  draw(plot: uPlot): void {
    const openings = openingsWithin(plot)
    const { ctx, bbox } = plot
    const ratio = devicePixelRatio
    ctx.save()
    ctx.fillStyle = token('--text-muted')
    ctx.strokeStyle = ctx.fillStyle
    ctx.lineWidth = Math.max(1, Math.round(ratio))
    ctx.setLineDash(openings.length > LINES_MAX ? [] : [3 * ratio, 2 * ratio])
    ctx.font = `${10 * ratio}px ${token('--font')}`
    ctx.textBaseline = 'top'
    ctx.textAlign = 'right'
    let endPx = bbox.left
    for (const { name, startUs } of openings) {
      const left = Math.round(plot.valToPos(startUs, 'x', true))
      ctx.globalAlpha = openings.length > NAMED_MAX ? 0.5 : 0.9
      ctx.beginPath()
      ctx.moveTo(left + 0.5, bbox.top)
      ctx.lineTo(left + 0.5, bbox.top + (openings.length > LINES_MAX ? TICK_PX * ratio : bbox.height))
      ctx.stroke()
      if (!this.#isNaming || openings.length > NAMED_MAX) continue
      // Before the line, where the game has no players yet and its curve leaves the room free.
      const room = left - 6 * ratio - endPx
      const text = [`${name} opens`, name].find((words) => ctx.measureText(words).width <= room)
      if (text !== undefined) ctx.fillText(text, left - 5 * ratio, bbox.top + ratio)
      endPx = left
    }
    ctx.restore()
  }

  /** Names the opening at the instant under the pointer, on the chart that the pointer is on. */
  point(timeUs: number | null): void {
    const plot = this.#plot
    if (plot === null) return
    const near = timeUs !== null && plot.over.matches(':hover') ? this.at(timeUs) : null
    this.#label.hidden = near === null
    plot.over.classList.toggle('at-opening', near !== null)
    if (near === null) return
    this.#label.textContent = `${near.name} opens ${formatSimTime(near.startUs)}`
    const left = plot.valToPos(near.startUs, 'x')
    const isLeft = left > plot.over.clientWidth / 2
    const beside = isLeft ? 'calc(-100% - 6px)' : '6px'
    this.#label.style.transform = `translateX(${left}px) translateX(${beside})`
  }
}

/** Those in the range of time that the chart shows. */
function openingsWithin(plot: uPlot): Opening[] {
  const { min, max } = plot.scales['x']
  return openingsShown().filter(({ startUs }) => startUs >= (min ?? 0) && startUs <= (max ?? 0))
}
