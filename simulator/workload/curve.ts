import type { Curve, Game } from '../../src/model/scenario.ts'

/**
 * Share of the peak at a time since the curve's start (≥ 0), in [0, 1]; samples are joined linearly.
 *
 * A looping curve has a period of samples × step: its last sample is joined to its first. A held one keeps its last
 * sample for ever.
 */
export function curveAt(curve: Curve, sinceStartUs: number): number {
  const { samples, stepUs } = curve
  const last = samples.length - 1
  let step = Math.floor(sinceStartUs / stepUs)
  const within = (sinceStartUs - step * stepUs) / stepUs
  if (curve.after === 'loop') step %= samples.length
  else if (step >= last) return samples[last]
  const from = samples[step]
  const to = samples[step === last ? 0 : step + 1]
  return from + (to - from) * within
}

/** Players online at an instant of the run, a whole number; 0 before the game starts. */
export function playersAt(game: Game, nowUs: number): number {
  if (nowUs < game.startUs) return 0
  return Math.round(curveAt(game.curve, nowUs - game.startUs) * game.peakPlayers)
}

/** Most players online over [fromUs, toUs], read at every step of the curve and at both ends; 0 before the game starts. */
export function playersMaxOver(game: Game, fromUs: number, toUs: number): number {
  let most = playersAt(game, toUs)
  for (let atUs = fromUs; atUs < toUs; atUs += game.curve.stepUs) most = Math.max(most, playersAt(game, atUs))
  return most
}
