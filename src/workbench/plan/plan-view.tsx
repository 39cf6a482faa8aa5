import { useRun, useView } from '../use-store.ts'
import CurvesPanel from './curves/curves-panel.tsx'
import DetailPane from './detail/detail-pane.tsx'
import MapPanel from './map/map-panel.tsx'
import RunBar from './run-bar/run-bar.tsx'
import RunNotice from './run-bar/run-notice.tsx'
import StatusBar from './status-bar.tsx'
import TransportBar from './transport/transport-bar.tsx'

/** A run replayed: what is asked for, when, where, and what came of it. */
export default function PlanView() {
  const hasSelection = useView((view) => view.selection !== null)
  const hasFocus = useView((view) => view.focus !== null)
  const hasDetail = hasSelection || hasFocus
  const hasRun = useRun((run) => run.opened !== null && run.status !== 'faults' && run.status !== 'failed')
  return (
    <div className="plan">
      <RunBar />
      <TransportBar />
      <main className="plan-main">
        {hasRun ? (
          <>
            <MapPanel />
            <div className={`side ${hasDetail ? 'with-detail' : ''} ${hasSelection ? '' : 'of-game'}`}>
              <CurvesPanel isCompact={hasDetail} />
              {hasDetail && <DetailPane />}
            </div>
          </>
        ) : (
          <RunNotice />
        )}
      </main>
      <StatusBar />
    </div>
  )
}
