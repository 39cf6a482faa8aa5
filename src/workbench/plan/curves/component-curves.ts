import { componentSeries } from '../../../model/run.ts'
import type { CurveSpec, LineSpec } from './curve-specs.ts'

/** Colours of the components of a game, in their order; from the sixth on again, dashed. */
const COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-0']

/** What is recorded of each component, in the order of COMPONENT_SERIES. */
const CHARTS: readonly (Omit<CurveSpec, 'lines'> & { readonly as: LineSpec['as'] })[] = [
  { id: 'packets', title: 'Packets, k/s', unit: 'thousands a second carried, in and out, by component', as: 'milli' },
  { id: 'bytes', title: 'Traffic, MB/s', unit: 'MB a second carried, in and out, by component', as: 'micro' },
  {
    id: 'missing',
    title: 'Missing, k/s',
    unit: 'thousands of packets a second lost or refused, by component',
    as: 'milli',
  },
  {
    id: 'hampered',
    title: 'Notice',
    unit: 'players who lose or wait more than they tolerate, by component',
    as: 'value',
  },
  { id: 'disks', title: 'Disks, GB', unit: 'GB that pods which answer have written, by component', as: 'milli' },
]

/** The charts of one game's network, a line a component. components: those whose packets are counted. */
export function componentCurves(game: string, components: readonly string[]): readonly CurveSpec[] {
  const names = components.map((component) => componentSeries(game, component))
  return CHARTS.map(({ as, ...chart }, k) => ({
    ...chart,
    game,
    lines: components.map((label, i) => ({
      ...{ series: names[i][k], as, label, colour: COLOURS[i % COLOURS.length], dash: i >= COLOURS.length },
    })),
  }))
}
