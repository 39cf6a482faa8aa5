import type uPlot from 'uplot'
import { formatShort } from '../../format.ts'
import { token } from '../../state/theme.ts'
import { tickLabel, tickStepUs, ticksWithin } from '../time-axis.ts'

const Y_AXIS_PX = 46
const X_AXIS_PX = 20
const TICK_ROOM_PX = 56
/** The widest label, `Day 100`. */
const LABEL_PX = 36

/** Axes of a chart in the colours of the theme: instants of a run, shown where hasAxis, and values from 0. */
export function chartAxes(hasAxis: boolean): uPlot.Axis[] {
  const look = {
    stroke: token('--text-muted'),
    font: `10px ${token('--font')}`,
    grid: { stroke: token('--grid'), width: 1 },
    ticks: { show: false },
  }
  return [
    {
      ...look,
      show: hasAxis,
      size: X_AXIS_PX,
      // A label begins at its instant: the first one is not under the 0 of the values.
      align: 1,
      splits: (plot, _axis, min, max) => ticksWithin(min, max, stepUsOf(plot, min, max)),
      values: (plot, splits) => {
        const { min, max } = plot.scales['x']
        const [from, to] = [min ?? 0, max ?? 1]
        const stepUs = stepUsOf(plot, from, to)
        // A label that would be cut by the edge is left out.
        const room = ((to - from) * LABEL_PX) / Math.max(1, plot.width - Y_AXIS_PX)
        return splits.map((split) => (split > to - room ? '' : tickLabel(split, stepUs)))
      },
      gap: 2,
    },
    {
      ...look,
      size: Y_AXIS_PX,
      space: 26,
      gap: 4,
      // Whole numbers alone: half a pod is none.
      incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7],
      values: (_plot, splits) => splits.map(formatShort),
    },
  ]
}

/** Values from 0 to a little above the highest, so that its label is clear of the caption; all 0: to 1. */
export function rangeFromZero(_plot: uPlot, _min: number, max: number): [number, number] {
  return [0, (max > 0 ? max : 1) * 1.06]
}

function stepUsOf(plot: uPlot, fromUs: number, toUs: number): number {
  return tickStepUs(fromUs, toUs, plot.width - Y_AXIS_PX, TICK_ROOM_PX)
}
