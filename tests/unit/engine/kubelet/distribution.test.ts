import { describe, expect, it } from 'vitest'
import { imbalance } from '../../../../src/engine/kubelet/cpu/balance.ts'
import { type Combination, eachCombination, members } from '../../../../src/engine/kubelet/cpu/combinations.ts'

/** The first combination of `size` out of nine, as it reads after all others were visited. */
function keptFirst(size: number, edition: 'v1.37' | 'later'): readonly number[] {
  const kept: Combination[] = []
  eachCombination([0, 1, 2, 3, 4, 5, 6, 7, 8], size, edition, (combination) => {
    kept.push(combination)
    return true
  })
  return members(kept[0])
}

describe('the balance of a distribution', () => {
  it('is a deviation to three decimals about a mean to three decimals', () => {
    // As Go 1.26 prints them for standardDeviation of v1.37.2.
    expect(imbalance([1, 2, 4])).toBe(1.247)
    expect(imbalance([5, 5, 5, 5])).toBe(0)
    expect(imbalance([32, 0, 1, 2, 4, 15, 8])).toBe(10.589)
    expect(imbalance([0, 1, 1, 3, 9, 9, 9])).toBe(3.923)
    expect(imbalance([-3, 4])).toBe(3.5)
  })
})

describe('combinations that are kept', () => {
  it('are written over in v1.37 as slices of Go are, from four members on', () => {
    // As Go 1.26 prints them for iterateCombinations of v1.37.2.
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((size) => keptFirst(size, 'v1.37'))).toEqual([
      [0],
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 8],
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4, 8],
      [0, 1, 2, 3, 4, 7, 8],
      [0, 1, 2, 3, 4, 6, 7, 8],
    ])
  })

  it('stay in later versions', () => {
    expect([4, 6, 8].map((size) => keptFirst(size, 'later').join(' '))).toEqual([
      '0 1 2 3',
      '0 1 2 3 4 5',
      '0 1 2 3 4 5 6 7',
    ])
  })

  it('come in order, each once, and stop when told', () => {
    const seen: string[] = []
    eachCombination([5, 6, 7], 2, 'later', (combination) => {
      seen.push(members(combination).join(' '))
      return seen.length < 2
    })
    expect(seen).toEqual(['5 6', '5 7'])
  })
})
