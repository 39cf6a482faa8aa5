import { formatCount } from '../../format.ts'
import { viewStore } from '../../state/stores.ts'
import { COLOUR_MODES, type ColourMode } from '../../state/url-state.ts'
import { useRun, useView } from '../../use-store.ts'
import { attachMap } from './attach-map.ts'
import MapButtons from './map-buttons.tsx'
import MapCanvas from './map-canvas.tsx'
import MapLegend, { StateLegend } from './map-legend.tsx'

/** The fleet: every Cpu, VF and address of every host at the instant shown. */
export default function MapPanel() {
  const opened = useRun((run) => run.opened)
  const colour = useView((view) => view.colour)
  const hasSelection = useView((view) => view.selection !== null)
  const hosts = opened?.fleet.hosts ?? []
  const cpus = hosts.reduce((sum, host) => sum + host.allocatable.cpus, 0)
  return (
    <section className="panel map-panel" aria-labelledby="map-title">
      <header className="panel-header">
        <h2 id="map-title">Fleet</h2>
        <span className="figure faint">
          {formatCount(hosts.length)} hosts · {formatCount(cpus)} Cpus allocatable
        </span>
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
