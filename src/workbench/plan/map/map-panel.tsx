import { useSyncExternalStore } from 'react'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { COLOUR_MODES, type ColourMode } from '../../state/url-state.ts'
import { useRun, useView } from '../../use-store.ts'
import { attachMap } from './attach-map.ts'
import { hostCounts } from './host-counts.ts'
import MapButtons from './map-buttons.tsx'
import MapCanvas from './map-canvas.tsx'
import MapLegend, { StateLegend } from './map-legend.tsx'

const { recording } = control

/** The fleet: every Cpu, VF and address of every host at the instant shown. */
export default function MapPanel() {
  const colour = useView((view) => view.colour)
  const hasSelection = useView((view) => view.selection !== null)
  return (
    <section className="panel map-panel" aria-labelledby="map-title">
      <header className="panel-header">
        <h2 id="map-title">Fleet</h2>
        <HostCounts />
        <span className="spacer" />
        <StateLegend />
        <fieldset className="segmented">
          <legend className="visually-hidden">Colour Cpus by</legend>
          {COLOUR_MODES.map((mode: ColourMode) => (
            <label key={mode}>
              <input
                type="radio"
                name="colour"
                checked={mode === colour}
                onChange={() => viewStore.setState({ colour: mode })}
              />
              <span>{mode}</span>
            </label>
          ))}
        </fieldset>
        <MapButtons hasPicked={hasSelection} />
      </header>
      <MapCanvas label="Fleet map" attach={attachMap} />
      <MapLegend />
    </section>
  )
}

/** What is there at the instant shown: hosts that a plan adds or frees are of the run, but not all the time. */
function HostCounts() {
  const opened = useRun((run) => run.opened)
  const words = useSyncExternalStore(recording.frameChanged.subscribe, () =>
    hostCounts(opened?.fleet.hosts ?? [], recording.frame?.hostDown ?? null),
  )
  return (
    <span className="figure faint" data-testid="host-counts">
      {words}
    </span>
  )
}
