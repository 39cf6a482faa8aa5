import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { createEngine } from '../../engine/engine.ts'
import { runBlock } from '../../prove/block.ts'
import type { FromProver, ProveSetup, ToProver } from './protocol.ts'

/** A thread that runs blocks of a proof, one after the other. */

assert(parentPort !== null, 'a prover runs as a worker thread')
const port = parentPort
const setup = workerData as ProveSetup

port.on('message', ({ block, seed, runs }: ToProver) => {
  port.postMessage({ block, result: runBlock(seed, runs, setup, createEngine) } satisfies FromProver)
})
