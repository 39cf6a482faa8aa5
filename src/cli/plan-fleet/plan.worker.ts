import { parentPort, workerData } from 'node:worker_threads'
import { faultsOfLoss } from '../../../simulator/planner/loss-cases.ts'
import { runPlanned } from '../../../simulator/planner/planned-run.ts'
import type { Setting } from '../../model/parse/settings.ts'
import { withHostFaults } from '../../model/scenario.ts'
import { hourPricesOf, placesOf } from './buyers-groups.ts'
import { loadPlanned, type PlannedScenario } from './load-planned.ts'
import type { PlanJob, PlanTask } from './plan-job.ts'

/** Answers each run it is sent with what it comes to. */
const { texts, size, given, profile, monthUs, months, stretchesUs } = workerData as PlanJob
/** Fleets asked for last: questions come back to the same ones with other seeds. */
const planned = new Map<string, PlannedScenario>()
const KEPT = 8

function plannedOf(settings: readonly Setting[]): PlannedScenario {
  const key = JSON.stringify(settings)
  const known = planned.get(key)
  if (known !== undefined) return known
  const loaded = loadPlanned(texts, size, given, settings)
  if (!loaded.ok) throw new Error(loaded.faults.map((fault) => `${fault.path}: ${fault.found}`).join('; '))
  const oldest = planned.keys().next()
  if (planned.size >= KEPT && oldest.done !== true) planned.delete(oldest.value)
  planned.set(key, loaded.value)
  return loaded.value
}

parentPort?.on('message', ({ settings, seed, loss, isDetailed }: PlanTask) => {
  const { scenario, groups } = plannedOf(settings)
  const faults = loss === null ? [] : faultsOfLoss(scenario.fleet, loss.of, loss.atUs)
  const { fleet } = scenario
  const by = { monthUs, months, stretchesUs }
  const detail = isDetailed ? { prices: hourPricesOf(fleet, groups), places: placesOf(fleet, groups), ...by } : null
  parentPort?.postMessage(runPlanned(withHostFaults(scenario, faults), { seed, profile, detail }))
})
