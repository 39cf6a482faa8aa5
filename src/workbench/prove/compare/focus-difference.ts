import type { Difference } from '../../../worker/comparison-protocol.ts'
import { proveViewStore, turnTo } from '../state/prove-view-store.ts'
import { compareStore } from './compare-store.ts'
import { sideSources } from './side-scene.ts'
import { MAP_SEED, sidesNow } from './sides.ts'

/** The earliest differences of the seed that the maps show. */
export function differencesShown(): readonly Difference[] {
  return compareStore.getState().pairs[MAP_SEED - 1]?.diff.first ?? []
}

/** Both maps go to the instant and show where the pod lies in each. */
export function focusDifference({ pod, atUs, a, b }: Difference): void {
  turnTo({ pod, timeUs: atUs })
  const fleet = sidesNow()?.[0].opened?.fleet
  sideSources.forEach((source, side) => {
    const host = fleet?.hosts.findIndex(({ name }) => name === (side === 0 ? a : b)) ?? -1
    source.frame(host < 0 ? [] : [host])
  })
}

/** The difference after or before the one that is shown; the first when none is. */
export function differenceBeside(direction: 1 | -1): void {
  const all = differencesShown()
  if (all.length === 0) return
  const now = all.findIndex(({ pod }) => pod === proveViewStore.getState().pod)
  focusDifference(all[now < 0 ? 0 : Math.max(0, Math.min(all.length - 1, now + direction))])
}
