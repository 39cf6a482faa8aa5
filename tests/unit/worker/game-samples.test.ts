import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSimulation } from '../../../simulator/simulate.ts'
import { parseScenarioFile, resolveScenario } from '../../../src/model/parse/scenario.ts'
import type { Scenario } from '../../../src/model/scenario.ts'
import { GAME_SERIES } from '../../../src/worker/codes.ts'
import { type GameReadings, GameSamples } from '../../../src/worker/game-samples.ts'

const SCENARIOS = join(import.meta.dirname, '../../../scenarios')

function named(folder: string, name: string): string | null {
  const file = readdirSync(join(SCENARIOS, folder)).find((entry) => entry.replace(/\.[a-z]+$/, '') === name)
  return file === undefined ? null : readFileSync(join(SCENARIOS, folder, file), 'utf8')
}

function launchDay(): Scenario {
  const file = parseScenarioFile(readFileSync(join(SCENARIOS, 'launch-day.yaml'), 'utf8'))
  if (!file.ok) throw new Error(JSON.stringify(file.faults))
  const resolved = resolveScenario(file.value, 'smoke', {
    topology: (name) => named('hosts', name),
    gameTemplate: (name) => named('games', name),
    curve: (name) => named('curves', name),
    networkModel: (name) => named('networks', name),
    lossLog: () => null,
  })
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.faults))
  return resolved.value
}

/** A reading whose six figures differ, by sample and game. */
function reading(sample: number, game: number): GameReadings {
  const figure = (column: number): number => sample * 1000 + game * 10 + column
  return Object.fromEntries(GAME_SERIES.map((name, c) => [name, figure(c)])) as unknown as GameReadings
}

function filled(samples: GameSamples, count: number, gameCount: number): void {
  for (let i = 0; i < count; i++) {
    const games = Array.from({ length: gameCount }, (_, game) => reading(i, game))
    samples.add(i * 60, games)
  }
}

test('the games of a run add up to its series, at every sample', () => {
  const scenario = launchDay()
  const samples = new GameSamples(scenario.games.length)
  const run = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onSample: (atUs, _pods, games) => samples.add(atUs, games),
  })
  while (!run.done) run.advance(10_000)
  const chunks = scenario.games.map((_, game) => samples.read(game, 0, 1))
  const length = run.series.length
  expect(length).toBeGreaterThan(100)
  for (const chunk of chunks) expect(Array.from(chunk.atUs)).toEqual(Array.from(run.series.column('atUs')))
  for (const name of GAME_SERIES) {
    const sums = Array.from({ length }, (_, i) => chunks.reduce((sum, chunk) => sum + chunk[name][i], 0))
    expect(sums, name).toEqual(Array.from(run.series.column(name)))
  }
})

test('the launch has no players before it opens, and a crowd soon after', () => {
  const scenario = launchDay()
  const game = scenario.games.findIndex(({ name }) => name === 'launch')
  const { startUs, peakPlayers } = scenario.games[game]
  const samples = new GameSamples(scenario.games.length)
  const run = startSimulation(scenario, {
    seed: 1,
    profile: null,
    onSample: (atUs, _pods, games) => samples.add(atUs, games),
  })
  while (!run.done) run.advance(10_000)
  const { atUs, players } = samples.read(game, 0, 1)
  atUs.forEach((at, i) => {
    if (at < startUs) expect(players[i]).toBe(0)
  })
  expect(players[atUs.findIndex((at) => at >= startUs + 20 * 60_000_000)]).toBeGreaterThan(peakPlayers / 2)
})

test('a reader is given what it lacks, game by game', () => {
  const samples = new GameSamples(3)
  filled(samples, 700, 3)
  const first = samples.read(2, 0, 1)
  expect(first).toMatchObject({ game: 2, from: 0, stride: 1 })
  expect(first.atUs.length).toBe(700)
  expect(first.playersServed[699]).toBe(699_021)
  const rest = samples.read(1, 690, 1)
  expect(rest.from).toBe(690)
  expect(Array.from(rest.podsReady)).toEqual(Array.from({ length: 10 }, (_, i) => (690 + i) * 1000 + 15))
  expect(samples.read(1, 700, 1).atUs.length).toBe(0)
  expect(samples.read(-1, 0, 1).atUs.length).toBe(0)
  expect(samples.read(3, 0, 1).atUs.length).toBe(0)
})

test('Cpus are kept to the thousandth', () => {
  const samples = new GameSamples(1)
  samples.add(0, [{ ...reading(0, 0), cpusRequested: 9876.543 }])
  expect(samples.read(0, 0, 1).cpusRequested[0]).toBeCloseTo(9876.543, 3)
})

test('memory stays bounded: samples are thinned evenly, and a reader of the old ones begins anew', () => {
  const rowBytes = 2 * GAME_SERIES.length * 4
  const samples = new GameSamples(2, 100 * rowBytes)
  filled(samples, 100, 2)
  expect(samples.read(0, 0, 1).atUs.length).toBe(100)
  for (let i = 100; i < 1000; i++) samples.add(i * 60, [reading(i, 0), reading(i, 1)])
  const chunk = samples.read(1, 100, 1)
  expect(chunk.from).toBe(0)
  expect(chunk.stride).toBe(16)
  expect(Array.from(chunk.atUs)).toEqual(Array.from({ length: 63 }, (_, i) => i * 16 * 60))
  expect(Array.from(chunk.players)).toEqual(Array.from({ length: 63 }, (_, i) => i * 16_000 + 10))
})
