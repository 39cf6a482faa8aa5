import { mapHolder } from '../plan/map/map-holder.ts'
import type { Named } from '../state/url-state.ts'
import { goTo } from '../state/url-sync.ts'
import { findByName } from './find.ts'
import NameSearch from './name-search.tsx'

const LIMIT = 14

/** Finds pods, hosts and games of the run by name. */
export default function SearchBox() {
  return (
    <NameSearch
      label="Find a pod, host or game"
      placeholder="Find"
      none="Nothing in this run has that name."
      find={(text) => findByName(text, LIMIT)}
      onFound={open}
    />
  )
}

/** Goes to it, and shows where on the map. */
function open(choice: Named): void {
  goTo(choice)
  if (choice.kind !== 'game') requestAnimationFrame(mapHolder.showSelected)
}
