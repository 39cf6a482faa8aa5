import { expect, it } from 'vitest'
import { Recording } from '../../../src/workbench/state/recording.ts'
import type { RunOpened, RunProgress } from '../../../src/worker/protocol.ts'

const opened = { fleet: { hosts: [] }, games: [] } as unknown as RunOpened
const grown = (series: Record<string, number[]>): RunProgress => {
  const columns = Object.entries(series).map(([name, values]) => [name, Float64Array.from(values)])
  return { podNames: [], series: Object.fromEntries(columns) } as unknown as RunProgress
}

it('keeps every sample of every series that comes, and of a new run none of the last', () => {
  const recording = new Recording()
  recording.open(opened)
  const atUs = Array.from({ length: 5000 }, (_, i) => i)
  for (let from = 0; from < 5000; from += 7) {
    const part = atUs.slice(from, from + 7)
    recording.grow(grown({ atUs: part, podsPulling: part.map((us) => us * 2) }))
  }
  expect([...recording.column('atUs')]).toEqual(atUs)
  expect([...recording.column('podsPulling')]).toEqual(atUs.map((us) => us * 2))
  recording.open(opened)
  recording.grow(grown({ atUs: [1, 2], players: [3, 4] }))
  expect([...recording.column('players')]).toEqual([3, 4])
  expect([...recording.column('podsPulling')]).toEqual([])
})
