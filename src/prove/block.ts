import fc from 'fast-check'
import { randomStream } from '../base/random.ts'
import { type EngineFactory, type Instant, instantsOf } from './drive.ts'
import { breachOf } from './judge.ts'
import type { Breach, ProofCase } from './proof-case.ts'
import { reduceCase } from './reduce.ts'
import { type World, type WorldOptions, worldsOf } from './worlds.ts'

/** Runs of one block: a worker takes a block at a time. */
export const BLOCK_RUNS = 40

export interface BlockOptions extends WorldOptions {
  readonly laws: readonly string[]
}

/** What a block of runs showed. */
export interface BlockResult {
  /** Up to the run that broke a law, that one counted. */
  readonly runs: number
  readonly commands: number
  /** The case made small, or null when every law held. */
  readonly broken: { readonly proof: ProofCase; readonly breach: Breach; readonly podsBefore: number } | null
}

/**
 * The seed of a block: the first block's is that of the whole, so that a block's own seed is enough to run it again.
 */
export function blockSeed(seed: number, block: number): number {
  return block === 0 ? seed : randomStream(seed, `block/${block}`).below(0x8000_0000)
}

/**
 * Runs a block: fast-check draws the worlds and stops at the first that breaks a law; the case is then made small by
 * what it says, not by what was drawn (`reduce.ts`). The same seed and options give the same result everywhere.
 * seed: integer in [0, 2^31).
 */
export function runBlock(seed: number, runs: number, options: BlockOptions, create: EngineFactory): BlockResult {
  const laws = new Set(options.laws)
  let count = 0
  let commands = 0
  let found: { proof: ProofCase; breach: Breach } | null = null
  const property = fc.property(worldsOf(options), (world) => {
    count++
    commands += world.commands.length
    const proof = { fleet: world.fleet, instants: told(world, create), luck: world.luck }
    const breach = breachOf(proof, create, laws)
    if (breach !== null) found = { proof, breach }
    return breach === null
  })
  const details = fc.check(property, { seed, numRuns: runs, endOnFailure: true })
  const broken = found as { proof: ProofCase; breach: Breach } | null
  if (broken === null) {
    if (details.failed) throw details.errorInstance ?? new Error('a world could not be drawn')
    return { runs: count, commands, broken: null }
  }
  const reduced = reduceCase(broken.proof, broken.breach, create)
  return { runs: count, commands, broken: { ...reduced, podsBefore: podCount(broken.proof) } }
}

/** An engine that cannot be made on the fleet has no story; the laws say so. */
function told({ fleet, components, commands }: World, create: EngineFactory): readonly Instant[] {
  try {
    return instantsOf(fleet, components, commands, create)
  } catch {
    return []
  }
}

/** Pods that a case asks for or finds. */
export function podCount({ instants }: ProofCase): number {
  return instants.flatMap(({ events }) => events).filter(({ kind }) => kind === 'request' || kind === 'adopt').length
}
