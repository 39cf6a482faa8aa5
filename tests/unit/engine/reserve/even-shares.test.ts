import { describe, expect, test } from 'vitest'
import { evenShares, evenShortage } from '../../../../src/engine/reserve/even-shares.ts'

const NUMAS = 3

/** All lists of three from a range, both ends in. */
function triples(from: number, to: number): number[][] {
  const values = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return values.flatMap((a) => values.flatMap((b) => values.map((c) => [a, b, c])))
}

const sumOf = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0)

/** Every way to share an amount so that no NumaNode has more than one unit more than another. */
function waysOf(amount: number, unit: number): number[][] {
  const low = unit * Math.floor(amount / unit / NUMAS)
  return triples(0, 1)
    .map((extra) => extra.map((one) => low + unit * one))
    .filter((shares) => sumOf(shares) === amount)
}

const fits = (shares: readonly number[], least: readonly number[], most: readonly number[]): boolean =>
  shares.every((share, numa) => share >= least[numa] && share <= most[numa])

/** The way that gives the units over to those that can take most, ties to the first; null where there is none. */
function bestWay(amount: number, unit: number, least: readonly number[], most: readonly number[]): number[] | null {
  const order = [0, 1, 2].sort((a, b) => most[b] - most[a] || a - b)
  const byOrder = (shares: readonly number[]): string => order.map((numa) => shares[numa]).join()
  const ways = waysOf(amount, unit).filter((shares) => fits(shares, least, most))
  return ways.sort((a, b) => (byOrder(a) < byOrder(b) ? 1 : -1))[0] ?? null
}

describe('even shares, against all ways to share out over three NumaNodes', () => {
  test.each([1, 2])('in units of %i one is found wherever there is one', (unit) => {
    let found = 0
    for (const most of triples(0, 4)) {
      for (const least of triples(0, 3).filter((list) => list.every((one, numa) => one <= most[numa]))) {
        for (let amount = 0; amount <= 10; amount += unit) {
          const best = bestWay(amount, unit, least, most)
          const shares = evenShares(amount, unit, least, most)
          if (best !== null) found++
          if (JSON.stringify(shares) === JSON.stringify(best)) continue
          expect({ amount, least, most, shares }).toEqual({ amount, least, most, shares: best })
        }
      }
    }
    expect(found).toBeGreaterThan(3000)
  })

  test.each([1, 2, 3])('in units of %i what is short is the least that would have to be added', (unit) => {
    for (const room of triples(0, 4)) {
      for (let amount = 0; amount <= 16; amount += unit) {
        const shortages = waysOf(amount, unit).map((shares) =>
          sumOf(shares.map((share, numa) => Math.max(0, share - room[numa]))),
        )
        expect([room, amount, evenShortage(amount, unit, room)]).toEqual([room, amount, Math.min(...shortages)])
      }
    }
  })
})
