import type { Followed, Forecast } from '../scenario.ts'
import type { FaultList } from './faults.ts'
import type { GameGroupSpec } from './scenario-schema.ts'

/** As planned, whatever the seed. */
const AS_PLANNED: Forecast['peak'] = [
  [0, 1],
  [1, 1],
]

/** A game's forecast, undefined where its group has none. launches: its curves, as the game would follow them. */
export function forecastOf({ forecast }: GameGroupSpec, launches: readonly Followed[]): Forecast | undefined {
  if (forecast === undefined) return undefined
  return { launches, peak: (forecast.peak ?? AS_PLANNED).map(([below, factor]) => [below, factor] as const) }
}

/** Highest factor of the peak over the peak as planned; 1 without a forecast. */
export function peakFactorMax({ forecast }: GameGroupSpec): number {
  return forecast?.peak?.at(-1)?.[1] ?? 1
}

/** Notes quantiles that are not ascending from 0 to 1, and a forecast that says nothing. */
export function checkForecast({ forecast }: GameGroupSpec, path: string, faults: FaultList): void {
  if (forecast === undefined) return
  const { curves, peak } = forecast
  if (curves === undefined && peak === undefined) faults.add(path, 'an empty map', 'curves, a peak, or both')
  if (peak !== undefined) checkQuantiles(peak, 'peak', `${path}.peak`, faults)
}

/** Notes speeds of hosts that are no quantiles, or 0: a host that does nothing is a lost one. */
export function checkHostSpeed(hostSpeed: readonly (readonly number[])[] | undefined, faults: FaultList): void {
  if (hostSpeed === undefined) return
  checkQuantiles(hostSpeed, 'speed', 'spec.hostSpeed', faults)
  if (hostSpeed[0][1] === 0) faults.add('spec.hostSpeed[0][1]', '0', 'a speed above 0')
}

/** Notes quantiles that are not ascending from 0 to 1. */
function checkQuantiles(list: readonly (readonly number[])[], what: string, path: string, faults: FaultList): void {
  const [first, last] = [list[0][0], list[list.length - 1][0]]
  if (first !== 0) faults.add(`${path}[0][0]`, String(first), `0, the lowest ${what} there may be`)
  if (last !== 1) faults.add(`${path}[${list.length - 1}][0]`, String(last), `1, the highest ${what} there may be`)
  for (let i = 1; i < list.length; i++) {
    const [below, factor] = list[i]
    if (below <= list[i - 1][0]) faults.add(`${path}[${i}][0]`, String(below), `more than ${list[i - 1][0]}`)
    if (factor < list[i - 1][1]) faults.add(`${path}[${i}][1]`, String(factor), `at least ${list[i - 1][1]}`)
  }
}
