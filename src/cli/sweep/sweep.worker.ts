import { parentPort, workerData } from 'node:worker_threads'
import { outcomeOf } from '../../../simulator/planner/futures.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import { assert } from '../../base/assert.ts'
import type { Scenario } from '../../model/scenario.ts'
import { loadScenario } from '../scenario-source.ts'
import type { SweepJob, SweepTask } from './sweep-runs.ts'

const INSTANTS_PER_SLICE = 10_000

/** Answers each cell and luck it is sent with what the run comes to. */
const { texts, size, given, profile, cells } = workerData as SweepJob
const scenarios = new Map<number, Scenario>()

function scenarioOf(cell: number): Scenario {
  const known = scenarios.get(cell)
  if (known !== undefined) return known
  const scenario = loadScenario(texts, size, given, cells[cell])
  assert(scenario.ok, 'the scenario was read once already')
  // Cells come one after another, so that one at a time is kept.
  scenarios.clear()
  scenarios.set(cell, scenario.value)
  return scenario.value
}

parentPort?.on('message', ({ cell, luck }: SweepTask) => {
  const simulation = startSimulation(scenarioOf(cell), { seed: luck.noise, luck, profile })
  while (!simulation.done) simulation.advance(INSTANTS_PER_SLICE)
  parentPort?.postMessage(outcomeOf(simulation.summary()))
})
