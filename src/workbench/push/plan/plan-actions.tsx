import { Tooltip } from '@base-ui/react/tooltip'
import type { Plan, PlanAction } from '../../../model/plan.ts'
import { popups } from '../../plan/popups.ts'
import { usePush, useSession } from '../use-push.ts'
import { type ActionState, actionStates } from './action-rules.ts'
import { beginAction } from './begin-action.ts'

const KEYS: Partial<Record<PlanAction, string>> = { halt: 'h', pause: 'p', resume: 'p' }
/** What the plan is for in its state: the button a person most likely wants. */
const MAIN: readonly PlanAction[] = ['propose', 'approve', 'apply', 'resume']

interface PlanActionsProps {
  readonly plan: Plan
  /** Then the server would refuse what leads on, so that no button invites to it. */
  readonly isStale: boolean
}

/** What may be done with the plan now; a button that cannot be pressed says why. */
export default function PlanActions({ plan, isStale }: PlanActionsProps) {
  const me = useSession((session) => session.me)
  if (me === null) return null
  // While it is applied the strip above every screen has the button that halts.
  const isInStrip = plan.status.state === 'applying'
  const due = actionStates(plan, me).filter(({ action, isDue }) => isDue && !(isInStrip && action === 'halt'))
  if (due.length === 0)
    return <span className="obstacle">{plan.status.closed ? 'Closed.' : 'Nothing more to do.'}</span>
  return (
    <fieldset className="plan-actions">
      <legend className="visually-hidden">Actions</legend>
      {due.map((state) => (
        <ActionButton key={state.action} state={state} isMain={MAIN.includes(state.action) && !isStale} />
      ))}
    </fieldset>
  )
}

function ActionButton({ state, isMain }: { readonly state: ActionState; readonly isMain: boolean }) {
  const { action, title, obstacle } = state
  const acting = usePush((push) => push.acting)
  const keys = KEYS[action]
  const look = action === 'halt' ? 'button halt' : isMain && obstacle === null ? 'button primary' : 'button'
  return (
    <Tooltip.Root>
      {/* A button that cannot be pressed stays in reach of the keyboard, so that everybody can learn why. */}
      <Tooltip.Trigger
        className={look}
        aria-disabled={obstacle !== null || acting !== null}
        onClick={() => {
          if (acting === null) beginAction(action)
        }}
        data-action={action}
      >
        {acting === action ? `${title}…` : title}
        {keys !== undefined && <kbd>{keys}</kbd>}
        {obstacle !== null && <span className="visually-hidden">. {obstacle}</span>}
      </Tooltip.Trigger>
      {obstacle !== null && (
        <Tooltip.Portal container={popups()}>
          <Tooltip.Positioner sideOffset={6}>
            <Tooltip.Popup className="tip">{obstacle}</Tooltip.Popup>
          </Tooltip.Positioner>
        </Tooltip.Portal>
      )}
    </Tooltip.Root>
  )
}
