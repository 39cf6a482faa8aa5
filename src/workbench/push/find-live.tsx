import { mapHolder } from '../plan/map/map-holder.ts'
import NameSearch from '../shell/name-search.tsx'
import { type FoundLive, findLive } from './find-in-fleet.ts'
import { pushStore } from './state/push-store.ts'
import { openPlan, selectLive } from './state/push-view-store.ts'

const LIMIT = 14

/** Finds pods and hosts of the snapshot, and plans, by name. */
export default function FindLive() {
  return (
    <NameSearch
      label="Find a pod, host or plan"
      placeholder="Find pod, host, plan"
      none="Nothing observed has that name."
      find={(text) => findLive(pushStore.getState(), text, LIMIT)}
      onFound={goTo}
    />
  )
}

/** Selects it and shows where on the map, or opens the plan. */
function goTo(choice: FoundLive): void {
  if (choice.kind === 'plan') return openPlan(choice.name)
  selectLive(choice)
  requestAnimationFrame(() => mapHolder.showSelected())
}
