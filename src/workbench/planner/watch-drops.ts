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
    if (files.some(({ name }) => /\.ya?ml$/i.test(name))) void openFutures(files)
    else if (files.length > 0) void openPlanFile(files[0])
  })
}

/** Runs futures of the user's scenario; what is wrong with its files is shown in their place. */
async function openFutures(files: readonly File[]): Promise<void> {
  const kept = await control.keepOwn(files)
  const { futures } = plannerViewStore.getState()
  const asked = { ...futures, scenario: kept.ok ? kept.value : futures.scenario, profile: null }
  turnTo({ screen: 'futures', futures: asked, whatIf: AS_IT_IS })
  if (kept.ok) await startFutures(asked, AS_IT_IS)
  else refuseFutures(asked, kept.faults)
}
