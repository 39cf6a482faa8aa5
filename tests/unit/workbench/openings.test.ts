import { describe, expect, test } from 'vitest'
import { nextOfMark, openingMarks, openingNear, openingsOf } from '../../../src/workbench/plan/openings.ts'

const GAMES = [
  { name: 'late', startUs: 900 },
  { name: 'before', startUs: -50 },
  { name: 'at-zero', startUs: 0 },
  { name: 'b', startUs: 100 },
  { name: 'a', startUs: 100 },
  { name: 'c', startUs: 104 },
  { name: 'never', startUs: 1000 },
]

describe('openings', () => {
  test('are of games that open within the run, by time', () => {
    expect(openingsOf(GAMES, 1000).map(({ name }) => name)).toEqual(['b', 'a', 'c', 'late'])
  })

  test('that lie close together make one mark, which leads from one game to the next', () => {
    const marks = openingMarks(openingsOf(GAMES, 1000), 5)
    expect(marks.map(({ atUs, openings }) => [atUs, openings.length])).toEqual([
      [100, 3],
      [900, 1],
    ])
    const [mark] = marks
    expect(nextOfMark(mark, null).name).toBe('b')
    expect(nextOfMark(mark, 'b').name).toBe('a')
    expect(nextOfMark(mark, 'c').name).toBe('b')
    expect(nextOfMark(mark, 'late').name).toBe('b')
    expect(openingMarks(openingsOf(GAMES, 1000), 4).map(({ atUs }) => atUs)).toEqual([100, 104, 900])
  })

  test('are met within reach, the nearest first', () => {
    const openings = openingsOf(GAMES, 1000)
    expect(openingNear(openings, 103, 10)?.name).toBe('c')
    expect(openingNear(openings, 98, 10)?.name).toBe('b')
    expect(openingNear(openings, 500, 10)).toBe(null)
  })
})
