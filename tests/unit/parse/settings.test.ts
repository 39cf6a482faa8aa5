import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { withSettings } from '../../../src/model/parse/settings.ts'

const TEXT = `kind: Scenario
spec:
  duration: {smoke: 1h, demo: 2h, bench: 3h}
  games:
    - {name: a, peak: &peak [[0, 1], [1, 2]]}
    - {name: b, peak: *peak}
`
const set = (...settings: readonly (readonly [string, string])[]) => {
  const result = withSettings(
    TEXT,
    settings.map(([path, value]) => ({ path, value })),
  )
  return result.ok ? parse(result.value).spec : result.faults
}

it('puts a value where a map by size stood, in an item by name or number, and where nothing stood', () => {
  expect(set(['duration', '5h'])).toMatchObject({ duration: '5h' })
  expect(set(['games.b.peak', '[[0, 2], [1, 2]]'], ['games.0.name', 'c'])).toMatchObject({
    games: [
      {
        name: 'c',
        peak: [
          [0, 1],
          [1, 2],
        ],
      },
      {
        name: 'b',
        peak: [
          [0, 2],
          [1, 2],
        ],
      },
    ],
  })
  expect(set(['goal', '{refusedPermille: 1}'])).toMatchObject({ goal: { refusedPermille: 1 } })
})

it('leaves a text without settings as it is', () => {
  expect(withSettings(TEXT, [])).toEqual({ ok: true, value: TEXT })
})

it('lists each path that leads nowhere, and each value that is none', () => {
  expect(set(['games.d.peak', '1'], ['games.7', '1'], ['durations.smoke', '1'], ['duration', '[1'])).toEqual([
    { path: '--set games.d.peak', found: '"d" in spec.games', expected: 'one of a, b' },
    { path: '--set games.7', found: '"7" in spec.games', expected: 'one of a, b' },
    { path: '--set durations.smoke', found: 'spec.durations, which holds nothing', expected: 'a map or a list' },
    { path: '--set duration', found: '"[1"', expected: 'a value as YAML writes it' },
  ])
})

it('a path reaches keys of the document alone, not those that every object has', () => {
  expect(set(['__proto__.x', '1'], ['games.a.__proto__', '1'], ['constructor.prototype.x', '1'])).toEqual([
    { path: '--set __proto__.x', found: '__proto__', expected: 'a key of a map or a list' },
    { path: '--set games.a.__proto__', found: '__proto__', expected: 'a key of a map or a list' },
    {
      path: '--set constructor.prototype.x',
      found: 'spec.constructor, which holds nothing',
      expected: 'a map or a list',
    },
  ])
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
})
