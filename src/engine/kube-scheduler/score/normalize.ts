import { SCORE_MAX } from '../plugin.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/helper/normalize_score.go.

/** Stretches scores, whole and not negative, so that the highest is 100; all zero stays zero. */
export function stretch(scores: readonly number[]): number[] {
  const highest = highestOf(scores)
  return highest === 0 ? [...scores] : scores.map((score) => Math.floor((SCORE_MAX * score) / highest))
}

/** The same turned round: the lowest count becomes the best score, none at all 100. */
export function stretchReversed(scores: readonly number[]): number[] {
  const highest = highestOf(scores)
  if (highest === 0) return scores.map(() => SCORE_MAX)
  return scores.map((score) => SCORE_MAX - Math.floor((SCORE_MAX * score) / highest))
}

function highestOf(scores: readonly number[]): number {
  let highest = 0
  for (const score of scores) highest = Math.max(highest, score)
  return highest
}
