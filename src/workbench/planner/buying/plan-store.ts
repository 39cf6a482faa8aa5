import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type Fault, failed, type Result } from '../../../base/result.ts'
import type { FleetPlan } from '../../../model/fleet-plan.ts'
import { FLEET_PLANS_PATH, type FleetPlansAnswer, fleetPlanPath } from '../../../model/served-plans.ts'
import { filesElsewhere } from '../../files-elsewhere.ts'
import { FILE_PLAN } from '../state/planner-address.ts'
import { turnTo } from '../state/planner-view-store.ts'
import { readPlan } from './read-plan.ts'

/** The fleet plans that can be opened, and the one on the page. */
export interface PlanStore {
  /** Those that the server has. */
  readonly served: FleetPlansAnswer['plans']
  /** Name of the plan below, or of the one that could not be read. */
  readonly name: string | null
  readonly plan: FleetPlan | null
  readonly faults: readonly Fault[]
}

export const planStore = createStore<PlanStore>(() => ({
  served: [],
  name: null,
  plan: null,
  faults: [],
}))

export function usePlanStore<T>(pick: (store: PlanStore) => T): T {
  return useStore(planStore, pick)
}

/** Asks the server which plans lie where it was started; one that does not know the question has none. */
export async function loadPlanNames(): Promise<void> {
  try {
    const { plans } = (await (await fetch(FLEET_PLANS_PATH)).json()) as FleetPlansAnswer
    planStore.setState({ served: plans })
  } catch {
    planStore.setState({ served: [] })
  }
}

/** Opens a plan by its name; one of a file stays as it is, and is gone when the page was loaded again. */
export async function openPlan(name: string): Promise<void> {
  const { name: shown, plan, faults } = planStore.getState()
  if (name === shown && (plan !== null || faults.length > 0)) return
  planStore.setState({ name, plan: null, faults: [] })
  if (name === FILE_PLAN) {
    const expected = 'the file plan.json, chosen again'
    return planStore.setState({ faults: [{ path: 'plan', found: 'an address alone', expected }] })
  }
  await loadPlanNames()
  const { served } = planStore.getState()
  const found = served.find((each) => each.name === name)
  if (found === undefined) {
    const known = served.map((each) => each.name).join(', ')
    const expected = known === '' ? 'a plan that berth plan made in runs; there is none' : `one of ${known}`
    return planStore.setState({ faults: [{ path: 'plan', found: name, expected }] })
  }
  const read = readPlan('plan.json', await (await fetch(fleetPlanPath(name, 'plan.json'))).text())
  if (planStore.getState().name !== name) return
  if (read.ok) planStore.setState({ plan: read.value })
  else planStore.setState({ faults: read.faults })
}

/** Opens a plan.json of the user's: it is read here and goes nowhere. */
export async function openPlanFile(file: File): Promise<void> {
  const elsewhere = await filesElsewhere('plan', [file])
  const read: Result<FleetPlan> = elsewhere.length > 0 ? failed(elsewhere) : readPlan(file.name, await file.text())
  planStore.setState({
    name: FILE_PLAN,
    plan: read.ok ? read.value : null,
    faults: read.ok ? [] : read.faults,
  })
  turnTo({ screen: 'buying', plan: FILE_PLAN, part: 'buy' })
}
