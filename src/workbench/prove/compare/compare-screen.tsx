import { useEffect } from 'react'
import { formatCount, formatSimTime } from '../../format.ts'
import FaultTable from '../../shell/fault-table.tsx'
import { seedCount } from '../../shell/seeds-progress.tsx'
import SceneCanvas from '../map/scene-canvas.tsx'
import { adjust, proveViewStore } from '../state/prove-view-store.ts'
import { useCompare, useProveView, useSides } from '../use-prove.ts'
import CompareBar from './compare-bar.tsx'
import { compareStore, endComparison, startComparison } from './compare-store.ts'
import DifferenceList from './difference-list.tsx'
import FigureTable from './figure-table.tsx'
import { sideSources } from './side-scene.ts'
import { MAP_SEED } from './sides.ts'

/** Two policies on one scenario: figures with how sure they are, and both fleets side by side. */
export default function CompareScreen() {
  const spec = useProveView((view) => view.comparison)
  const status = useCompare((store) => store.status)
  useEffect(() => {
    // The address was opened, or went back to another comparison.
    if (compareStore.getState().spec !== spec) void startComparison(spec)
  }, [spec])
  useEffect(() => endComparison, [])
  return (
    <div className="compare">
      <CompareBar />
      {status === 'faults' || status === 'failed' ? <CompareNotice /> : <Compared />}
    </div>
  )
}

function Compared() {
  const figures = useCompare((store) => store.figures)
  const done = useCompare((store) => store.done)
  const isCancelled = useCompare((store) => store.status === 'cancelled')
  return (
    <>
      <section className="panel" aria-labelledby="figures-title">
        <header className="panel-header">
          <h2 id="figures-title">Is B better?</h2>
          <span className="figure faint" data-testid="compared">
            <Inputs />
            {done === 0 ? '' : ` · means over ${seedCount(done)}`}
          </span>
        </header>
        {figures.length === 0 ? (
          <p className="compare-waiting faint">
            {isCancelled ? 'Cancelled before a seed had ended.' : 'Running the first seed with both profiles.'}
          </p>
        ) : (
          <FigureTable figures={figures} seeds={done} />
        )}
      </section>
      <DifferenceList />
      <Maps />
    </>
  )
}

/** What the figures are of: what is chosen above may be another comparison by now. */
function Inputs() {
  const spec = useCompare((store) => store.spec)
  return spec === null ? null : `${spec.scenario}, ${spec.size} · A ${spec.a}, B ${spec.b}`
}

function Maps() {
  const { a, b } = useProveView((view) => view.comparison)
  const timeUs = useProveView((view) => view.timeUs) ?? 0
  const endUs = useSides((sides) => sides?.[0].opened?.durationUs ?? 0)
  const word = useCompare((store) => (store.status === 'cancelled' ? 'cancelled' : 'running'))
  const elsewhere = useSides(() => sideSources[0].scene?.told['hostsDiffer'] ?? '')
  return (
    <section className="panel compare-maps" aria-labelledby="maps-title">
      <header className="panel-header">
        <h2 id="maps-title">Both fleets</h2>
        <span className="figure faint" data-testid="maps-differ">
          seed {MAP_SEED} · {elsewhere === '' ? word : `${formatCount(Number(elsewhere))} hosts differ`}
        </span>
        <label className="compare-time">
          <span className="figure">{formatSimTime(timeUs)}</span>
          <input
            type="range"
            min={0}
            max={Math.max(1, endUs)}
            step={60_000_000}
            value={timeUs}
            aria-label="Time"
            aria-valuetext={formatSimTime(timeUs)}
            onChange={(event) => adjust({ timeUs: Number(event.target.value) })}
          />
        </label>
        <span className="legend-fixed">
          <b>≠</b> pods here that lie elsewhere there; pale: the same host in both
        </span>
      </header>
      <div className="map-pair">
        <figure aria-label={`A, ${a}`}>
          <figcaption>
            <b>A</b> {a}
          </figcaption>
          <SceneCanvas label={`Fleet of A, ${a}`} source={sideSources[0]} />
        </figure>
        <figure aria-label={`B, ${b}`}>
          <figcaption>
            <b>B</b> {b}
          </figcaption>
          <SceneCanvas label={`Fleet of B, ${b}`} source={sideSources[1]} />
        </figure>
      </div>
    </section>
  )
}

function CompareNotice() {
  const faults = useCompare((store) => store.faults)
  const error = useCompare((store) => store.error)
  const { scenario, size } = proveViewStore.getState().comparison
  return (
    <section className="notice" role="alert">
      <h2>
        {scenario} ({size}) cannot be compared
      </h2>
      {error === '' ? <FaultTable faults={faults} label="Faults" /> : <pre>{error}</pre>}
      <p>Choose another scenario or profile above.</p>
    </section>
  )
}
