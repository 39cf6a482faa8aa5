import { randomStream } from '../../src/base/random.ts'
import type { Forecast, Game } from '../../src/model/scenario.ts'

/**
 * The game as one seed has it come: a curve and a peak drawn from its forecast, from a stream of the game's own name,
 * so that another game moves nothing. A game without a forecast comes as planned.
 */
export function drawLaunch(game: Game, seed: number): Game {
  const { forecast } = game
  if (forecast === undefined) return game
  const stream = randomStream(seed, `forecast/${game.name}`)
  // Both are always drawn, so that a curve more or fewer in the list does not move the peak.
  const which = Math.floor(stream.unit() * forecast.launches.length)
  const factor = quantileOf(forecast.peak, stream.unit())
  const { curve, startUs } = forecast.launches[which] ?? game
  return { ...game, curve, startUs, peakPlayers: Math.max(1, Math.round(game.peakPlayers * factor)) }
}

/** The factor below which that share lies; share in [0, 1). */
export function quantileOf(quantiles: Forecast['peak'], share: number): number {
  let [below, factor] = quantiles[0]
  for (const [nextBelow, nextFactor] of quantiles.slice(1)) {
    if (share < nextBelow) return factor + ((nextFactor - factor) * (share - below)) / (nextBelow - below)
    below = nextBelow
    factor = nextFactor
  }
  return factor
}
