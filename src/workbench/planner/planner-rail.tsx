import { Link } from 'wouter'
import { runAddress } from '../state/url-sync.ts'
import { usePlanStore } from './buying/plan-store.ts'
import { FILE_PLAN } from './state/planner-address.ts'
import { turnTo, usePlannerView } from './state/planner-view-store.ts'

/** Left: what can be opened. */
export default function PlannerRail() {
  const screen = usePlannerView((view) => view.screen)
  const open = usePlannerView((view) => view.plan)
  const served = usePlanStore((store) => store.served)
  return (
    <nav className="rail" aria-label="Plan">
      <Link className="rail-place" href={runAddress()}>
        Replay a run
      </Link>
      <button
        type="button"
        className="rail-place"
        aria-current={screen === 'futures' ? 'page' : undefined}
        onClick={() => turnTo({ screen: 'futures' })}
      >
        Futures and what-if
      </button>
      <button
        type="button"
        className="rail-place"
        aria-current={screen === 'buying' && (open === null || open === FILE_PLAN) ? 'page' : undefined}
        onClick={() => turnTo({ screen: 'buying', plan: null })}
      >
        Buying plan
      </button>
      {served.length > 0 && <h2 className="rail-title">Plans found here</h2>}
      <ul>
        {served.map(({ name }) => (
          <li key={name}>
            <button
              type="button"
              className="rail-place"
              aria-current={screen === 'buying' && open === name ? 'page' : undefined}
              title={name}
              onClick={() => turnTo({ screen: 'buying', plan: name, part: 'buy' })}
            >
              <span className="rail-case-name">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
