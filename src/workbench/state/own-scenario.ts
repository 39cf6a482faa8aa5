import type { Fault } from '../../base/result.ts'
import { OWN_PREFIX } from '../../worker/protocol.ts'
import { filesElsewhere } from '../files-elsewhere.ts'
import { onDrop } from '../on-drop.ts'
import { control } from './run-control.ts'
import { runStore, viewStore } from './stores.ts'
import { runDraft } from './url-sync.ts'

/** Runs the scenario of the user's files; what is wrong with them is shown in place of the run. */
export async function runOwnScenario(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  const { draft } = viewStore.getState()
  const refuse = (faults: readonly Fault[]): void => {
    control.refuse({ ...draft, scenario: `${OWN_PREFIX}${files[0].name}` }, faults)
  }
  const elsewhere = await filesElsewhere('scenario', files)
  if (elsewhere.length > 0) return refuse(elsewhere)
  const kept = await control.keepOwn(files)
  if (!kept.ok) return refuse(kept.faults)
  // A profile or setting of the scenario before is none of this one; a file may have changed under its name.
  runStore.setState(({ ownProfiles: { [kept.value]: _, ...ownProfiles } }) => ({ ownProfiles }))
  viewStore.setState({ draft: { scenario: kept.value, size: draft.size, seed: draft.seed, profile: null } })
  runDraft()
}

/** Opens files that are dropped on the page. Returns what ends that. */
export function watchScenarioDrops(): () => void {
  return onDrop(({ files }) => void runOwnScenario([...files]))
}
