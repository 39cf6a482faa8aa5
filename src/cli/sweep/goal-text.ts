import type { GoalBound } from '../../../simulator/record/goal.ts'
import { decimalText } from '../../base/decimal-text.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { formatCount } from '../output.ts'

/** What a bound is of, and how its figures are written. */
const WORDS: Readonly<Record<GoalBound['name'], readonly [name: string, unit: string, scale: number]>> = {
  refusedPermille: ['players refused', ' ‰', 1],
  degradedPermille: ['players degraded', ' ‰', 1],
  readyWaitUsP99: ['ready wait p99', ' s', US_PER_SECOND],
}

/** A bound with what was found, `players refused 1.3 ‰, at most 1 ‰`. */
export function boundText({ name, atMost, found }: GoalBound): string {
  const [words, unit, scale] = WORDS[name]
  const figure = (value: number): string => `${decimalText(value / scale, '-', formatCount)}${unit}`
  return `${words} ${found === null ? 'none' : figure(found)}, at most ${figure(atMost)}`
}

/** Whether a run kept its goal, with each bound. */
export function goalText(bounds: readonly GoalBound[]): string {
  const word = bounds.every(({ isKept }) => isKept) ? 'kept' : 'missed'
  const missed = bounds.filter(({ isKept }) => !isKept)
  return `${word}: ${(missed.length > 0 ? missed : bounds).map(boundText).join('; ')}`
}
