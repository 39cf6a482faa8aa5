import { type Fault, failed } from '../../base/result.ts'
import { filesElsewhere, kindOf } from '../files-elsewhere.ts'
import { onDrop } from '../on-drop.ts'
import { control } from '../state/run-control.ts'
import { openPlanFile } from './buying/plan-store.ts'
import { refuseFutures, startFutures } from './futures/futures-store.ts'
import { AS_IT_IS } from './state/planner-address.ts'
import { plannerViewStore, turnTo } from './state/planner-view-store.ts'

/** Opens what is dropped on the page: a plan.json, or the files of a scenario. Returns what ends that. */
export function watchDrops(): () => void {
  return onDrop((dropped) => {
    const files = [...dropped.files]
    if (files.length > 0) void open(files)
  })
}

/** What is neither a plan nor a scenario is told where it was dropped. */
async function open(files: readonly File[]): Promise<void> {
  const hasYaml = files.some(isYaml)
  const isOnBuying = plannerViewStore.getState().screen === 'buying'
  const isPlan = !hasYaml && (isOnBuying || (await kindOf(files[0])) === 'FleetPlan')
  const isForeign = hasYaml && isOnBuying && (await filesElsewhere('plan', files)).length > 0
  if (isPlan || isForeign) await openPlanFile(files[0])
  else await openFutures(files)
}

/** Runs futures of the user's scenario; what is wrong with its files is shown in their place. */
async function openFutures(files: readonly File[]): Promise<void> {
  const faults = await foreign(files)
  const kept = faults.length > 0 ? failed<string>(faults) : await control.keepOwn(files)
  const { futures } = plannerViewStore.getState()
  const asked = { ...futures, scenario: kept.ok ? kept.value : futures.scenario, profile: null }
  turnTo({ screen: 'futures', futures: asked, whatIf: AS_IT_IS })
  if (kept.ok) await startFutures(asked, AS_IT_IS)
  else refuseFutures(asked, kept.faults)
}

/** What is wrong with files none of which is of a scenario, as far as their names and beginnings say. */
async function foreign(files: readonly File[]): Promise<readonly Fault[]> {
  const elsewhere = await filesElsewhere('scenario', files)
  if (elsewhere.length > 0 || files.some(isYaml) || (await kindOf(files[0])) === 'Scenario') return elsewhere
  return [{ path: files[0].name, found: 'no document of Berth', expected: 'a scenario, or a fleet plan' }]
}

function isYaml({ name }: File): boolean {
  return /\.ya?ml$/i.test(name)
}
