import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { loadScenario } from '../scenario-source.ts'
import type { CompareJob } from './compare-seeds.ts'
import { pairOfSeed } from './pair-of-seed.ts'

/** Answers each seed it is sent with the pair of runs under it. */
const { path, size, given, profiles } = workerData as CompareJob
const scenario = loadScenario(path, size, given)
assert(scenario.ok, 'the scenario was read once already')
parentPort?.on('message', (seed: number) => {
  parentPort?.postMessage(pairOfSeed(scenario.value, seed, profiles))
})
