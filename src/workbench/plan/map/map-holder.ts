import type { FleetMap } from '../../../chart/fleet-map.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'

/** The map on the page, for commands that act on it; null while there is none. */
export const mapHolder: { map: FleetMap | null; showSelected: () => void } = {
  map: null,
  showSelected: () => {
    const { selection } = viewStore.getState()
    const { recording } = control
    if (selection?.kind === 'host') mapHolder.map?.showHost(recording.hostNumber(selection.name))
    if (selection?.kind === 'pod') mapHolder.map?.showHost(recording.hostOfPod(recording.podNumber(selection.name)))
  },
}
