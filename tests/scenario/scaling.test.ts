import { expect, test } from 'vitest'
import { startSimulation } from '../../simulator/simulate.ts'
import { bundled } from './run-scenario.ts'

/** Player-minutes, of them degraded and refused, and Cpu-minutes held, by game. */
function played() {
  const scenario = bundled('scaling', 'smoke')
  const sums = scenario.games.map(({ name }) => ({
    name: name.slice(0, -4),
    players: 0,
    degraded: 0,
    refused: 0,
    cpus: 0,
  }))
  const simulation = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onSample: (_atUs, _pods, games) => {
      for (const [i, game] of games.entries()) {
        sums[i].players += game.players
        sums[i].degraded += game.playersDegraded
        sums[i].refused += game.playersRefused
        sums[i].cpus += game.cpusRequested
      }
    },
  })
  while (!simulation.done) simulation.advance(10_000)
  return Object.fromEntries(sums.map((sum) => [sum.name, sum]))
}

test('what is planned for costs nobody anything, what is only read does, and a timer costs Cpus all day', () => {
  const { reading, players, calendar, timer, stateless } = played()
  for (const game of [players, calendar, timer, stateless]) expect(game.players).toBe(reading.players)
  // The event comes between two readings: who goes by readings is late by one.
  for (const game of [reading, players]) expect(game.degraded / game.players).toBeGreaterThan(0.002)
  for (const game of [calendar, timer]) expect(game.degraded).toBe(0)
  expect(calendar.cpus).toBeLessThan(1.1 * reading.cpus)
  expect(timer.cpus).toBeGreaterThan(1.2 * reading.cpus)
  // A stateless tier refuses those whose new pod does not answer yet.
  expect(stateless.refused).toBeGreaterThan(0)
  expect(stateless.refused / stateless.players).toBeLessThan(0.002)
})
