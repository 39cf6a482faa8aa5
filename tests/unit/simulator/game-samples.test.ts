import { expect, test } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { GameSample } from '../../../simulator/workload/zone-service.ts'
import { bundled } from '../../scenario/run-scenario.ts'

test('the samples of the games add up to the series of the world, which counts on its own', () => {
  const scenario = bundled('launch-day', 'smoke')
  const rows: (readonly GameSample[])[] = []
  const simulation = startSimulation(scenario, { seed: 1, profile: null, onSample: (_, __, games) => rows.push(games) })
  while (!simulation.done) simulation.advance(1000)
  expect(rows.length).toBe(simulation.series.length)
  const sums = (name: keyof GameSample): number[] =>
    rows.map((games) => games.reduce((sum, game) => sum + game[name], 0))
  for (const name of ['podsPlaced', 'podsReady', 'cpusRequested'] as const) {
    expect(sums(name)).toEqual([...simulation.series.column(name)])
  }
  const launch = scenario.games.findIndex((game) => game.startUs > 0)
  const players = rows.map((games) => games[launch].players)
  expect(players.filter((count) => count > 0)[1] / (scenario.games[launch].peakPlayers ?? 1)).toBeCloseTo(0.616, 2)
})
