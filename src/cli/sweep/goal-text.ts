import type { GoalBound } from '../../../simulator/record/goal.ts'
import { boundWords } from '../../model/goal-words.ts'
import { formatCount } from '../output.ts'

/** A bound with what was found, `players refused 1.3 ‰, at most 1 ‰`. */
export function boundText(bound: GoalBound): string {
  return boundWords(bound, formatCount)
}

/** Whether a run kept its goal, with each bound. */
export function goalText(bounds: readonly GoalBound[]): string {
  const word = bounds.every(({ isKept }) => isKept) ? 'kept' : 'missed'
  const missed = bounds.filter(({ isKept }) => !isKept)
  return `${word}: ${(missed.length > 0 ? missed : bounds).map(boundText).join('; ')}`
}
