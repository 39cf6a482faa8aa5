import { expect, test } from 'vitest'
import { FocusSeries } from '../../../src/workbench/state/focus-series.ts'
import { GAME_SERIES } from '../../../src/worker/codes.ts'
import { GameSamples } from '../../../src/worker/game-samples.ts'
import type { GameChunk } from '../../../src/worker/protocol.ts'

/** Two games; the second has ten times the figures of the first. */
function add(samples: GameSamples, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const games = [1, 10].map((factor) => Object.fromEntries(GAME_SERIES.map((name) => [name, factor * i])))
    samples.add(i, games as never)
  }
}

/** Answers like a worker: later, in order. */
function asking(samples: GameSamples) {
  const asked: number[][] = []
  const series = new FocusSeries(async (game, have, stride) => {
    asked.push([game, have, stride])
    await settled()
    return samples.read(game, have, stride)
  })
  return { series, asked }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}

test('follows a run by what is new, and begins anew when samples were thinned', async () => {
  const samples = new GameSamples(2, 8 * 2 * GAME_SERIES.length * 4)
  const { series, asked } = asking(samples)
  add(samples, 0, 3)
  series.show(1)
  await settled()
  await settled()
  expect(Array.from(series.column('players'))).toEqual([0, 10, 20])
  add(samples, 3, 6)
  series.refresh()
  await settled()
  await settled()
  expect(asked.at(-1)).toEqual([1, 3, 1])
  expect(Array.from(series.column('podsReady'))).toEqual([0, 10, 20, 30, 40, 50])
  add(samples, 6, 12)
  series.refresh()
  await settled()
  await settled()
  expect(Array.from(series.column('atUs'))).toEqual([0, 2, 4, 6, 8, 10])
  expect(Array.from(series.column('players'))).toEqual([0, 20, 40, 60, 80, 100])
  expect(series.column('hostsUp').length).toBe(0)
})

test('drops the answer about a game that is no longer in focus', async () => {
  const samples = new GameSamples(2)
  add(samples, 0, 3)
  const answers: ((chunk: GameChunk | null) => void)[] = []
  const series = new FocusSeries(() => new Promise((resolve) => answers.push(resolve)))
  series.show(0)
  series.show(1)
  answers[0](samples.read(0, 0, 1))
  await settled()
  expect(series.column('players').length).toBe(0)
  answers[1](samples.read(1, 0, 1))
  await settled()
  expect(Array.from(series.column('players'))).toEqual([0, 10, 20])
  series.show(-1)
  expect(series.column('players').length).toBe(0)
  await settled()
  expect(answers.length).toBe(2)
})
