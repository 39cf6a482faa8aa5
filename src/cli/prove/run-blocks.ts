import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { BLOCK_RUNS, type BlockResult, blockSeed } from '../../prove/block.ts'
import type { Progress } from '../progress.ts'
import type { FromProver, ProveSetup, ToProver } from './protocol.ts'

/** Beside the built command, see scripts/build.mjs. */
const WORKER_FILE = './prove-worker.js'

export interface Proved {
  readonly runs: number
  readonly commands: number
  readonly broken:
    | (NonNullable<BlockResult['broken']> & { readonly blockSeed: number; readonly blockRuns: number })
    | null
}

export interface ProofPlan {
  readonly seed: number
  readonly runs: number
  /** Threads; the result does not depend on how many. */
  readonly workers: number
  readonly setup: ProveSetup
}

/**
 * Runs the blocks of a proof on threads. Of the blocks that break a law the first one counts, and nothing after it, so
 * that the same seed gives the same result on any number of threads. Null when the signal ends it.
 */
export async function runBlocks(plan: ProofPlan, progress: Progress, signal: AbortSignal): Promise<Proved | null> {
  const blocks = Math.ceil(plan.runs / BLOCK_RUNS)
  const results = new Map<number, BlockResult>()
  const runsOf = (block: number): number => Math.min(BLOCK_RUNS, plan.runs - block * BLOCK_RUNS)
  let next = 0
  let end = blocks
  const workers = Array.from({ length: Math.min(plan.workers, blocks) }, () => startWorker(plan.setup))
  const work = async (worker: Worker): Promise<void> => {
    while (next < end && !signal.aborted) {
      const block = next++
      const result = await ask(worker, { block, seed: blockSeed(plan.seed, block), runs: runsOf(block) }, signal)
      if (result === null) return
      results.set(block, result)
      if (result.broken !== null) end = Math.min(end, block)
      progress.at(results.size / blocks, `${results.size * BLOCK_RUNS} runs`)
    }
  }
  try {
    await Promise.all(workers.map(work))
  } finally {
    progress.end()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  if (signal.aborted) return null
  const counted = [...results].filter(([block]) => block <= end).map(([, result]) => result)
  const broken = results.get(end)?.broken ?? null
  return {
    runs: counted.reduce((sum, { runs }) => sum + runs, 0),
    commands: counted.reduce((sum, { commands }) => sum + commands, 0),
    broken: broken === null ? null : { ...broken, blockSeed: blockSeed(plan.seed, end), blockRuns: runsOf(end) },
  }
}

function startWorker(workerData: ProveSetup): Worker {
  return new Worker(new URL(WORKER_FILE, import.meta.url), { workerData })
}

/** The result of one block, or null when the signal comes first. Rejects when the thread breaks or ends. */
async function ask(worker: Worker, message: ToProver, signal: AbortSignal): Promise<BlockResult | null> {
  const answered = new AbortController()
  const until = AbortSignal.any([signal, answered.signal])
  worker.postMessage(message)
  try {
    const ended = once(worker, 'exit', { signal: until }).then(() => {
      throw new Error('a proving thread ended')
    })
    // `once` rejects with what an 'error' event carries.
    const answer = await Promise.race([once(worker, 'message', { signal: until }), ended])
    return (answer[0] as FromProver).result
  } catch (error) {
    if (signal.aborted) return null
    throw error
  } finally {
    answered.abort()
  }
}
