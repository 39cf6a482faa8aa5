import { expect } from 'vitest'

/** Seeds of every theory test: as many independent runs. */
export const SEEDS: readonly number[] = Array.from({ length: 20 }, (_, index) => 7001 + index)

/** Quantile 0.995 of Student's t with 19 degrees of freedom: of 20 seeds, the interval of 99 %. */
const T_995 = 2.861

console.log(`theory: seeds ${SEEDS[0]} to ${SEEDS[SEEDS.length - 1]}, intervals of 99 %`)

export interface Interval {
  readonly mean: number
  readonly half: number
}

/** Confidence interval of 99 % of the mean of independent values, one a seed. */
export function intervalOf(values: readonly number[]): Interval {
  expect(values).toHaveLength(SEEDS.length)
  const mean = meanOf(values)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, half: T_995 * Math.sqrt(squares / (values.length - 1) / values.length) }
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Whether the interval holds what the law says. */
export function agrees({ mean, half }: Interval, law: number): boolean {
  return Math.abs(mean - law) <= half
}

/**
 * The law lies in the interval over the seeds, and the interval is narrow enough to say something: at most that share
 * of the law to each side. Prints both.
 */
export function expectLaw(what: string, values: readonly number[], law: number, halfMax: number): void {
  const interval = intervalOf(values)
  console.log(
    `theory: ${what}: ${interval.mean.toPrecision(5)} ± ${interval.half.toPrecision(2)}, law ${law.toPrecision(5)}`,
  )
  expect(Math.abs(interval.mean - law), `${what}: distance from ${law}`).toBeLessThanOrEqual(interval.half)
  expect(interval.half, `${what}: half of the interval`).toBeLessThanOrEqual(law * halfMax)
}
