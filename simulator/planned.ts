import type { Game, Scenario } from '../src/model/scenario.ts'
import { type EventQueue, Phase } from './event-queue.ts'
import type { Loss } from './fault/domain-faults.ts'

/**
 * Sets what is known of a run before it begins: starts and ends of games, losses, when hosts treat packets otherwise,
 * the first reading of the load and the first sample.
 *
 * games, faults  subjects of their phases are indices into these
 */
export function setPlanned(
  queue: EventQueue,
  { durationUs, scalingIntervalUs, network }: Scenario,
  games: readonly Game[],
  faults: readonly Loss[],
): void {
  for (const { fromUs } of network?.tuning ?? []) queue.push(fromUs, Phase.tuning, 0, 0)
  for (const [index, { atUs }] of faults.entries()) queue.push(atUs, Phase.hostLost, index, 0)
  for (const [index, game] of games.entries()) {
    const startUs = Math.max(0, game.startUs)
    if (startUs >= durationUs || (game.endUs !== null && game.endUs <= startUs)) continue
    queue.push(startUs, Phase.gameStart, index, 0)
    if (game.endUs !== null) queue.push(game.endUs, Phase.gameEnd, index, 0)
  }
  queue.push(scalingIntervalUs, Phase.load, 0, 0)
  queue.push(0, Phase.sample, 0, 0)
}
