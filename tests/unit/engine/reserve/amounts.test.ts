import { describe, expect, test } from 'vitest'
import { shareByRoom, shareByWeight, shareNearFirst } from '../../../../src/engine/reserve/amounts.ts'

describe('an amount goes where most room is, on as few NumaNodes as can be', () => {
  test.each<[number, number, number[], number[]]>([
    [0, 0b11, [5, 5], [0, 0]],
    [4, 0b11, [3, 5], [0, 4]],
    [5, 0b11, [3, 5], [0, 5]],
    [7, 0b11, [3, 5], [2, 5]],
    [8, 0b11, [3, 5], [3, 5]],
    [4, 0b11, [5, 5], [4, 0]],
    [4, 0b110, [9, 4, 4], [0, 4, 0]],
    [8, 0b101, [3, 9, 5], [3, 0, 5]],
  ])('%i over mask %i with room %j: %j', (amount, mask, room, shares) => {
    expect(shareByRoom(amount, mask, room)).toEqual(shares)
  })
})

describe('memory follows the Cpus, as far as there is room', () => {
  test.each<[string, number, number[], number[], number[]]>([
    ['by halves', 100, [2, 2], [100, 100], [50, 50]],
    ['a rest goes where most room is left', 10, [3, 1], [100, 100], [7, 3]],
    ['what does not fit beside its Cpus goes elsewhere', 8, [3, 1], [4, 8], [4, 4]],
    ['to the last of the room', 12, [3, 1], [4, 8], [4, 8]],
    ['without Cpus by room alone', 6, [0, 0], [4, 8], [0, 6]],
  ])('%s', (_, amount, cpus, room, shares) => {
    expect(shareByWeight(amount, 0b11, cpus, room)).toEqual(shares)
  })

  test('and none goes to a NumaNode that is not the pod’s', () => {
    expect(shareByWeight(9, 0b101, [1, 0, 1], [9, 99, 8])).toEqual([5, 0, 4])
  })
})

describe('a grown pod takes more where it stands first', () => {
  test.each<[number, number, number[], number[], number[]]>([
    [2, 0b11, [4, 0], [5, 9], [2, 0]],
    [5, 0b11, [4, 0], [5, 9], [5, 0]],
    [7, 0b11, [4, 0], [5, 9], [5, 2]],
    [3, 0b101, [4, 0, 0], [1, 9, 3], [1, 0, 2]],
    [4, 0b111, [1, 1, 0], [2, 3, 9], [1, 3, 0]],
    [9, 0b111, [1, 1, 0], [2, 3, 9], [2, 3, 4]],
    [2, 0b01, [0, 4], [3, 9], [2, 0]],
  ])('%i over mask %i, held %j, with room %j: %j', (more, mask, held, room, shares) => {
    expect(shareNearFirst(more, mask, held, room)).toEqual(shares)
  })
})
