import PushMapPanel from '../map/push-map-panel.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import { usePush, usePushView } from '../use-push.ts'
import FleetLists from './fleet-lists.tsx'
import LookingPane from './looking-pane.tsx'
import SelectionPane from './selection-pane.tsx'

/** What is observed now: the fleet, what waits, what clashes, and what could not be understood. */
export default function FleetScreen() {
  const live = usePush((push) => push.live)
  const selection = usePushView((view) => view.selection)
  if (live === null) return <LookingPane />
  return (
    <div className="screen-split">
      <PushMapPanel />
      <aside className="screen-side" aria-label="Observed">
        <ProblemNotice />
        {selection !== null && <SelectionPane live={live} selection={selection} />}
        <FleetLists live={live} />
      </aside>
    </div>
  )
}
