import { createHash } from 'node:crypto'
import type { RunPair } from '../../../simulator/planner/comparison.ts'
import { MeasuredRun, pairOf, type SideRun, type TextDigest } from '../../../simulator/planner/measured-run.ts'

const INSTANTS_PER_SLICE = 10_000

/** Runs a scenario under one seed both ways and compares them. */
export function pairOfSeed(seed: number, one: SideRun, other: SideRun): RunPair {
  const [a, b] = [one, other].map((side) => {
    const run = new MeasuredRun(seed, side, nodeDigest())
    while (!run.done) run.advance(INSTANTS_PER_SLICE)
    return run
  })
  return pairOf(a, b)
}

function nodeDigest(): TextDigest {
  const hash = createHash('sha256')
  return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') }
}
