import { useEffect } from 'react'
import type { Plan } from '../../../model/plan.ts'
import PushMapPanel from '../map/push-map-panel.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import LookingPane from '../screens/looking-pane.tsx'
import SelectionPane from '../screens/selection-pane.tsx'
import { watchPlan } from '../state/push-control.ts'
import { usePush, usePushView } from '../use-push.ts'
import PlanHeader from './plan-header.tsx'
import PlanTabs from './plan-tabs.tsx'

/** A plan: how it stands, what it changes on the map and as a list, and what may be done with it. */
export default function PlanScreen({ name }: { readonly name: string }) {
  useEffect(() => watchPlan(name), [name])
  const plan = usePush((push) => push.plan)
  const isMissing = usePush((push) => push.isMissing)
  if (isMissing) {
    return (
      <section className="notice">
        <h2>There is no plan {name}</h2>
        <p>It may have another name; every plan that you may read is in the list on the left.</p>
      </section>
    )
  }
  if (plan === null || plan.metadata.name !== name) {
    return (
      <section className="notice" aria-busy="true">
        <h2>Opening {name}</h2>
        <ProblemNotice />
      </section>
    )
  }
  return <Opened plan={plan} />
}

function Opened({ plan }: { readonly plan: Plan }) {
  const live = usePush((push) => push.live)
  const selection = usePushView((view) => view.selection)
  return (
    <div className="plan-screen">
      <div className="plan-top">
        <PlanHeader plan={plan} live={live} />
        <ProblemNotice />
      </div>
      {live === null ? (
        <LookingPane />
      ) : (
        <div className={selection === null ? 'plan-map' : 'plan-map with-picked'}>
          <PushMapPanel />
          {selection !== null && (
            <aside className="screen-side" aria-label="Picked on the map">
              <SelectionPane live={live} selection={selection} />
            </aside>
          )}
        </div>
      )}
      <PlanTabs plan={plan} />
    </div>
  )
}
