import { hover } from '../../state/hover.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { themeChanged } from '../../state/theme.ts'
import { goToOpening } from '../go-to-opening.ts'
import { type ChartSubject, CurveChart } from './curve-chart.ts'

const { clock, recording, focus } = control

/** Makes the chart and keeps it in step; it is made anew when the theme changes, as its colours are baked in. */
export function attachCurve(subject: ChartSubject, box: HTMLElement, readouts: readonly HTMLElement[]): () => void {
  let chart = new CurveChart(subject, box, readouts)
  const grew = subject.source === focus ? focus.changed : recording.seriesGrew
  const undo = [
    attachClick(box, () => chart),
    grew.subscribe(() => chart.refresh()),
    recording.opened.subscribe(() => chart.range()),
    focus.changed.subscribe(() => chart.showOpenings()),
    clock.moved.subscribe(() => chart.movePlayhead()),
    hover.changed.subscribe(() => chart.moveCursor()),
    viewStore.subscribe((now, before) => {
      if (now.range !== before.range) chart.range()
    }),
    themeChanged.subscribe(() => {
      chart.dispose()
      chart = new CurveChart(subject, box, readouts)
    }),
  ]
  const sizes = new ResizeObserver(() => chart.resize(box.clientWidth, box.clientHeight))
  sizes.observe(box)
  return () => {
    sizes.disconnect()
    for (const stop of undo) stop()
    chart.dispose()
  }
}

/** A press and release in place seeks to the instant under the pointer, on a game's opening to that game. */
function attachClick(box: HTMLElement, chart: () => CurveChart): () => void {
  let downX = 0
  const down = (event: PointerEvent): void => {
    downX = event.clientX
  }
  const click = (event: MouseEvent): void => {
    if (hover.timeUs === null || Math.abs(event.clientX - downX) >= 5 || event.detail > 1) return
    const opening = chart().openingAt(hover.timeUs)
    if (opening !== null) return goToOpening(opening)
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
