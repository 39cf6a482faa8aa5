import type { PlanHead } from '../../model/api.ts'
import { PLAN_STATES } from '../../model/plan.ts'
import { PlusIcon } from '../plan/icons.tsx'
import SortedTable, { type Column } from '../shell/sorted-table.tsx'
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
  return (
    <>
      <h2 className="rail-title">Plans {plans !== null && <span className="faint">{plans.length}</span>}</h2>
      {plans?.length === 0 && (
        <p className="rail-none">No plan yet. Make one, or create one with berth plans create.</p>
      )}
      {plans !== null && plans.length > 0 && (
        <div className="rail-plans">
          <SortedTable
            label="Plans"
            className="rail-table"
            rows={plans}
            columns={COLUMNS}
            keyOf={({ name }) => name}
            attributes={({ name }) => ({ className: 'rail-plan', 'data-plan': name })}
          />
        </div>
      )}
    </>
  )
}

/** Newest first, until a head is clicked. */
const COLUMNS: readonly Column<PlanHead>[] = [
  { head: 'Name', cell: (plan) => <PlanName plan={plan} />, by: ({ name }) => name },
  {
    head: 'State',
    cell: ({ state, closed }) => <StateChip state={state} closed={closed} />,
    by: ({ state }) => PLAN_STATES.indexOf(state),
  },
]

/** What opens a plan, its facts and how far it is. */
function PlanName({ plan }: { readonly plan: PlanHead }) {
  const isOpen = usePushView((view) => view.plan === plan.name)
  const nowMs = useNow()
  return (
    <>
      <button
        type="button"
        className="rail-name"
        title={plan.name}
        aria-current={isOpen ? 'page' : undefined}
        onClick={() => openPlan(plan.name, tabFor(plan))}
      >
        {plan.name}
      </button>
      <span className="rail-facts">
        {counted(plan.stepCount, 'step')}
        {plan.refusalCount > 0 && `, ${plan.refusalCount} refused`} · {plan.author} ·{' '}
        {formatAge(nowMs - plan.createdAtMs)
          .split(' ')
          .slice(0, 2)
          .join(' ')}
      </span>
      <Done plan={plan} />
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
