import type { PlanHead } from '../../model/api.ts'
import { PlusIcon } from '../plan/icons.tsx'
import StateChip from './parts/state-chip.tsx'
import { useNow } from './parts/use-now.ts'
import { counted, formatAge } from './parts/words.ts'
import { openPlan, openScreen } from './state/push-view-store.ts'
import { usePush, usePushView } from './use-push.ts'

const PLACES = [
  { screen: 'fleet', title: 'Fleet now', keys: '1' },
  { screen: 'make', title: 'Make a plan', keys: '2' },
  { screen: 'audit', title: 'Audit trail', keys: '3' },
] as const

/** Where one can go: the fleet, the bench for a new plan, the audit trail, and every plan with its state. */
export default function PushRail() {
  const screen = usePushView((view) => view.screen)
  return (
    <nav className="rail" aria-label="Push">
      <ul className="rail-places">
        {PLACES.map((place) => (
          <li key={place.screen}>
            <button
              type="button"
              className="rail-place"
              aria-current={screen === place.screen ? 'page' : undefined}
              onClick={() => openScreen(place.screen)}
            >
              {place.screen === 'make' && <PlusIcon />}
              {place.title}
              <span className="spacer" />
              <kbd>{place.keys}</kbd>
            </button>
          </li>
        ))}
      </ul>
      <Plans />
    </nav>
  )
}

function Plans() {
  const plans = usePush((push) => push.plans)
  const open = usePushView((view) => view.plan)
  const nowMs = useNow()
  return (
    <>
      <h2 className="rail-title">Plans {plans !== null && <span className="faint">{plans.length}</span>}</h2>
      {plans?.length === 0 && (
        <p className="rail-none">No plan yet. Make one, or create one with berth plans create.</p>
      )}
      <ul className="rail-plans">
        {plans?.map((plan) => (
          <li key={plan.name}>
            <button
              type="button"
              className="rail-plan"
              aria-current={open === plan.name ? 'page' : undefined}
              data-plan={plan.name}
              onClick={() => openPlan(plan.name, tabFor(plan))}
            >
              <span className="rail-name">{plan.name}</span>
              <StateChip state={plan.state} closed={plan.closed} />
              <span className="rail-facts">
                {counted(plan.stepCount, 'step')}
                {plan.refusalCount > 0 && `, ${plan.refusalCount} refused`} · {plan.author} ·{' '}
                {formatAge(nowMs - plan.createdAtMs)
                  .split(' ')
                  .slice(0, 2)
                  .join(' ')}
              </span>
              <Done plan={plan} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** While a plan moves its progress says most, else what it changes. */
function tabFor(plan: PlanHead): 'changes' | 'progress' {
  return ['applying', 'paused', 'halted', 'failed'].includes(plan.state) ? 'progress' : 'changes'
}

function Done({ plan }: { readonly plan: PlanHead }) {
  if (!['applying', 'paused', 'halted'].includes(plan.state)) return null
  const applied = plan.steps.applied ?? 0
  return (
    <progress
      className="status-progress rail-progress"
      max={plan.stepCount}
      value={applied}
      aria-label="Steps applied"
    />
  )
}
