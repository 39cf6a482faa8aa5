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

/** Counts what was opened: what an older reading still brings is dropped. */
let turn = 0

/** Asks the server which plans lie where it was started; one that does not know the question has none. */
export async function loadPlanNames(): Promise<void> {
  await served()
}

/** Opens a plan by its name; one of a file stays as it is, and is gone when the page was loaded again. */
export async function openPlan(name: string): Promise<void> {
  const { name: shown, plan, faults } = planStore.getState()
  if (name === FILE_PLAN) {
    if (name === shown && (plan !== null || faults.length > 0)) return
    turn++
    const expected = 'the file plan.json, chosen again'
    return planStore.setState({ name, plan: null, faults: [{ path: 'plan', found: 'an address alone', expected }] })
  }
  const own = ++turn
  // It is read again though it is shown: it may have been made again. Until then it stays in sight.
  if (name !== shown) planStore.setState({ name, plan: null, faults: [] })
  const read = await readServed(name)
  if (own !== turn || (read === null && planStore.getState().plan !== null)) return
  if (read === null) planStore.setState({ faults: [NO_ANSWER] })
  else if (read.ok) planStore.setState({ plan: read.value, faults: [] })
  else planStore.setState({ plan: null, faults: read.faults })
}

/** Looks again at what the server has, for who comes back to the page from where plans are made. */
export function refreshPlans(): void {
  const { name } = planStore.getState()
  void (name === null || name === FILE_PLAN ? loadPlanNames() : openPlan(name))
}

/** Opens a plan.json of the user's: it is read here and goes nowhere. */
export async function openPlanFile(file: File): Promise<void> {
  const own = ++turn
  const elsewhere = await filesElsewhere('plan', [file])
  const read: Result<FleetPlan> = elsewhere.length > 0 ? failed(elsewhere) : readPlan(file.name, await file.text())
  if (own !== turn) return
  planStore.setState({
    name: FILE_PLAN,
    plan: read.ok ? read.value : null,
    faults: read.ok ? [] : read.faults,
  })
  turnTo({ screen: 'buying', plan: FILE_PLAN, part: 'buy' })
}

const NO_ANSWER: Fault = { path: 'plan', found: 'no answer', expected: 'the server that this page is of, running' }

/** Null: the server gave no answer. */
async function readServed(name: string): Promise<Result<FleetPlan> | null> {
  const plans = await served()
  if (plans === null) return null
  if (!plans.some((each) => each.name === name)) {
    const known = plans.map((each) => each.name).join(', ')
    const expected = known === '' ? 'a plan that berth plan made in runs; there is none' : `one of ${known}`
    return failed([{ path: 'plan', found: name, expected }])
  }
  try {
    return readPlan('plan.json', await (await fetch(fleetPlanPath(name, 'plan.json'))).text())
  } catch {
    return null
  }
}

/** The plans that the server has, which the page then lists; null: it gave no answer. */
async function served(): Promise<FleetPlansAnswer['plans'] | null> {
  let text: string
  try {
    text = await (await fetch(FLEET_PLANS_PATH)).text()
  } catch {
    return null
  }
  const plans = namesIn(text)
  planStore.setState({ served: plans })
  return plans
}

function namesIn(text: string): FleetPlansAnswer['plans'] {
  try {
    return (JSON.parse(text) as FleetPlansAnswer).plans
  } catch {
    return []
  }
}
