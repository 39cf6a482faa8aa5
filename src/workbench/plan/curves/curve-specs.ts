import type { SeriesName } from '../../../model/run.ts'
import { GAME_SERIES } from '../../../worker/codes.ts'

/**
 * One line of a chart: a recorded series as is, in thousandths or millionths, as what it rose since the sample before,
 * or as the MB a second which that is.
 */
export interface LineSpec {
  readonly series: SeriesName
  readonly as: 'value' | 'milli' | 'micro' | 'rise' | 'MB/s'
  readonly label: string
  /** Design token of its colour. */
  readonly colour: string
  readonly fill?: boolean
  readonly dash?: boolean
}

export interface CurveSpec {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly lines: readonly LineSpec[]
  /** The game that its series are of where they are not of the run; left out: all games. */
  readonly game?: string
}

export const CURVES: readonly CurveSpec[] = [
  {
    id: 'players',
    title: 'Players',
    unit: 'players',
    lines: [
      { series: 'players', as: 'value', label: 'online', colour: '--series-1', fill: true },
      { series: 'playersServed', as: 'value', label: 'served', colour: '--series-3', dash: true },
    ],
  },
  {
    id: 'cpus',
    title: 'Cpus',
    unit: 'Cpus',
    lines: [
      { series: 'cpusAllocatable', as: 'value', label: 'allocatable', colour: '--series-0' },
      { series: 'cpusRequested', as: 'value', label: 'requested', colour: '--series-2', fill: true },
      { series: 'cpusUsedMilli', as: 'milli', label: 'used', colour: '--series-3' },
    ],
  },
  {
    id: 'pods',
    title: 'Pods',
    unit: 'pods',
    lines: [
      { series: 'podsPlaced', as: 'value', label: 'placed', colour: '--series-1', fill: true },
      { series: 'podsReady', as: 'value', label: 'ready', colour: '--series-3', dash: true },
    ],
  },
  {
    id: 'pending',
    title: 'Pending',
    unit: 'pods',
    lines: [{ series: 'podsPending', as: 'value', label: 'waiting for a host', colour: '--series-4', fill: true }],
  },
  {
    id: 'refusals',
    title: 'Refusals',
    unit: 'in each sample interval',
    lines: [{ series: 'refusalsTotal', as: 'rise', label: 'new', colour: '--danger', fill: true }],
  },
  {
    id: 'hosts',
    title: 'Hosts',
    unit: 'hosts',
    lines: [
      { series: 'hostsUp', as: 'value', label: 'up', colour: '--series-0' },
      { series: 'hostsInUse', as: 'value', label: 'in use', colour: '--series-1', fill: true },
    ],
  },
]

/** The lines of a chart that are recorded of every game; none when the chart is about the fleet alone. */
export function gameLines(spec: CurveSpec): readonly LineSpec[] {
  return spec.lines.filter((line) => (GAME_SERIES as readonly SeriesName[]).includes(line.series))
}

/** The values a line shows, one a sample. atUs: when each was taken. */
export function lineValues(spec: LineSpec, column: Float64Array, atUs: Float64Array): Float64Array {
  if (spec.as === 'value') return column
  if (spec.as === 'milli') return column.map((milli) => milli / 1000)
  if (spec.as === 'micro') return column.map((micro) => micro / 1e6)
  const rises = column.map((total, i) => (i === 0 ? total : total - column[i - 1]))
  // Bytes a microsecond are MB a second.
  return spec.as === 'rise' ? rises : rises.map((bytes, i) => (i === 0 ? 0 : bytes / (atUs[i] - atUs[i - 1])))
}
