import { createHash } from 'node:crypto'
import { MeasuredRun, type SideRun, type TextDigest } from '../../../simulator/planner/measured-run.ts'

const INSTANTS_PER_SLICE = 10_000

/** Runs a scenario under one seed one way, to its end. Throws the PolicyFault of a plug-in. */
export function runOfSeed(seed: number, side: SideRun): MeasuredRun {
  const run = new MeasuredRun(seed, side, nodeDigest())
  while (!run.done) run.advance(INSTANTS_PER_SLICE)
  return run
}

function nodeDigest(): TextDigest {
  const hash = createHash('sha256')
  return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') }
}
