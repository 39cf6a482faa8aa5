import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { engineFactory, guardPolicies } from '../../engine/policy/policy-engines.ts'
import { runBlock } from '../../prove/block.ts'
import type { EngineFactory } from '../../prove/drive.ts'
import { loadedAgain } from '../policy/open-policy.ts'
import type { FromProver, ProveSetup, ToProver } from './protocol.ts'

/** A thread that runs blocks of a proof, one after the other. */

assert(parentPort !== null, 'a prover runs as a worker thread')
const port = parentPort
const setup = workerData as ProveSetup

async function factoryOf(policy: string | null): Promise<EngineFactory> {
  return engineFactory(policy === null ? [] : guardPolicies([await loadedAgain(policy)], { twiceEvery: 1 }), [])
}

const create = factoryOf(setup.policy)
port.on('message', async ({ block, seed, runs }: ToProver) => {
  port.postMessage({ block, result: runBlock(seed, runs, setup, await create) } satisfies FromProver)
})
