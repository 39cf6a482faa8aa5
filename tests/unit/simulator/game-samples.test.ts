import { expect, test } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { GameSample } from '../../../simulator/workload/zone-service.ts'
import { bundled } from '../../scenario/run-scenario.ts'
import { component, curve, game, scenario } from './make.ts'

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

test('shared Cpus are requested too: games, world and decisions agree, and nobody uses more than that', () => {
  const shared = (cpus: number, cpuMilli: number) => {
    const load = { cpuMilliBase: 90, cpuMilliPerPlayer: 9, noisePermille: 200 }
    const made = component({ cpus, load, playersPerPod: 100 })
    return { ...made, name: `shared${cpuMilli}`, request: { ...made.request, cpuMilli } }
  }
  // Neither sum of so many pods is a whole number of Cpus.
  const games = [
    game({ name: 'proxies', components: [shared(0, 333)], zonePlayers: 100, curve: curve([0.2, 1, 0.4], 'loop') }),
    game({
      name: 'beside',
      components: [shared(1, 1), shared(0, 1700)],
      startUs: 3000,
      curve: curve([1, 0.3], 'loop'),
    }),
  ]
  const hostFaults = [{ atUs: 4000, host: 'h000', downUs: 900 }]
  const rows: (readonly GameSample[])[] = []
  const held = new Map<string, number>()
  const decided: number[] = []
  const simulation = startSimulation(scenario({ games, hostFaults }), {
    seed: 1,
    profile: null,
    onDecision: ({ kind, pod, ...rest }) => {
      if (kind === 'release') held.delete(pod.name)
      else if ('holding' in rest) held.set(pod.name, 1000 * rest.holding.cpus.length + rest.holding.cpuMilli)
    },
    onSample: (_, __, samples) => {
      rows.push(samples)
      decided.push([...held.values()].reduce((sum, milli) => sum + milli, 0))
    },
  })
  while (!simulation.done) simulation.advance(1000)
  const [requested, used] = [simulation.series.column('cpusRequested'), simulation.series.column('cpusUsedMilli')]
  expect([...requested]).toEqual(decided.map((milli) => milli / 1000))
  const milliOf = (sum: number, { cpusRequested }: GameSample) => sum + Math.round(1000 * cpusRequested)
  expect(rows.map((of) => of.reduce(milliOf, 0))).toEqual(decided)
  expect(decided.some((milli) => milli % 1000 !== 0)).toBe(true)
  expect(used.some((milli, i) => milli > 900 * requested[i])).toBe(true)
  for (const [i, milli] of used.entries()) expect(milli).toBeLessThanOrEqual(Math.round(1000 * requested[i]))
})
