import { parentPort, workerData } from 'node:worker_threads'
import { type MeasuredRun, pairOf, type SideRun } from '../../../simulator/planner/measured-run.ts'
import { assert } from '../../base/assert.ts'
import { PolicyFault } from '../../engine/policy/guard.ts'
import { engineFactory, guardPolicies, TWICE_EVERY } from '../../engine/policy/policy-engines.ts'
import { loadedAgain } from '../policy/open-policy.ts'
import { loadScenario } from '../scenario-source.ts'
import type { CompareJob, SeedAnswer, Side } from './compare-seeds.ts'
import { runOfSeed } from './run-of-seed.ts'

/** Answers each seed it is sent with the pair of runs under it. */
const { texts, size, given, sides } = workerData as CompareJob

async function runOf({ profile, policy }: Side): Promise<SideRun> {
  const own = policy === null ? [] : guardPolicies([await loadedAgain(policy.text)], { twiceEvery: TWICE_EVERY })
  const scenario = loadScenario(texts, size, [...given, ...own.map(({ spec }) => spec)])
  assert(scenario.ok, 'the scenario was read once already')
  return { profile, scenario: scenario.value, create: engineFactory(own, scenario.value.profiles ?? []) }
}

function answerTo(seed: number, runs: readonly SideRun[]): SeedAnswer {
  const measured: MeasuredRun[] = []
  for (const [i, run] of runs.entries()) {
    try {
      measured.push(runOfSeed(seed, run))
    } catch (error) {
      if (!(error instanceof PolicyFault)) throw error
      const { plugin, host, what, pod } = error
      return { fault: { plugin, host, what, pod }, side: i }
    }
  }
  const [a, b] = measured
  return { pair: pairOf(a, b) }
}

const runs = Promise.all(sides.map(runOf))
parentPort?.on('message', async (seed: number) => {
  parentPort?.postMessage(answerTo(seed, await runs))
})
