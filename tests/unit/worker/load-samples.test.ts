import { expect, test } from 'vitest'
import { LOAD_UNKNOWN } from '../../../src/worker/codes.ts'
import { Interned } from '../../../src/worker/growing.ts'
import { LOAD_BYTES_MAX, LoadSamples } from '../../../src/worker/load-samples.ts'

function readings(names: readonly string[], cpus: number[], loadMilli: number[]) {
  return {
    slotLimit: names.length,
    nameOf: (slot: number) => names[slot],
    heldMilli: Int32Array.from(cpus, (held) => 1000 * held),
    host: Int32Array.from(cpus, (held) => (held > 0 ? 0 : -1)),
    loadMilli: Float64Array.from(loadMilli),
  }
}

function loadAt(samples: LoadSamples, timeUs: number, pods: number[], podCount: number): number[] {
  const percent = new Uint8Array(pods.length)
  samples.fill(timeUs, Int32Array.from(pods), podCount, percent)
  return Array.from(percent)
}

test('the load shown is the last one read, in percent of the Cpus held, shared ones among them', () => {
  const pods = new Interned()
  for (const name of ['a', 'b', 'c']) pods.number(name)
  const samples = new LoadSamples(pods)
  samples.add(100, readings(['a', 'b', 'c'], [4, 2, 0], [1000, 3000, 500]))
  samples.add(200, readings(['a', 'b', 'c'], [4, 0.4, 1.5], [4000, 300, 750]))
  expect(loadAt(samples, 99, [0, 1, 2], 3)).toEqual([LOAD_UNKNOWN, LOAD_UNKNOWN, LOAD_UNKNOWN])
  expect(loadAt(samples, 150, [0, 1, 2], 3)).toEqual([25, 150, LOAD_UNKNOWN])
  expect(loadAt(samples, 200, [0, 1, 2], 3)).toEqual([100, 75, 50])
})

test('a slot taken over by another pod is read under the new name', () => {
  const pods = new Interned()
  pods.number('a')
  pods.number('b')
  const samples = new LoadSamples(pods)
  samples.add(1, readings(['a'], [1], [100]))
  samples.add(2, readings(['b'], [1], [900]))
  expect(loadAt(samples, 2, [0, 1], 2)).toEqual([LOAD_UNKNOWN, 90])
})

test('memory stays bounded: samples are thinned and the newest is kept within a few', () => {
  const pods = new Interned()
  const names = Array.from({ length: 20_000 }, (_, i) => `p${i}`)
  for (const name of names) pods.number(name)
  const samples = new LoadSamples(pods)
  const count = Math.ceil(LOAD_BYTES_MAX / 5 / names.length) + 40
  const ones = names.map(() => 1)
  const reading = readings(
    names,
    ones,
    names.map(() => 0),
  )
  for (let i = 1; i <= count; i++) {
    reading.loadMilli.fill(i)
    samples.add(i, reading)
  }
  const [seen] = loadAt(samples, count, [0], names.length)
  expect(Math.abs(seen - Math.round(count / 10))).toBeLessThanOrEqual(1)
})
