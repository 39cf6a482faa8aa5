import type { FleetMap } from '../../../chart/fleet-map.ts'

interface MapHolder {
  map: FleetMap | null
  /** Zooms to what is selected. */
  showSelected: () => void
  /** Number of a host in the fleet that the map shows, -1 when it has none of that name. */
  hostNumber: (name: string) => number
}

/** The map on the page, for commands that act on it; whoever puts a map there says what its names mean. */
export const mapHolder: MapHolder = { map: null, showSelected: () => {}, hostNumber: () => -1 }
