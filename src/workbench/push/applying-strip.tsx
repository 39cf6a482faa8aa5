import { useEffect } from 'react'
import { formatCount } from '../format.ts'
import { StopIcon } from '../plan/icons.tsx'
import SteadyButton from '../shell/steady-button.tsx'
import { takeUpFocus } from './parts/lost-focus.ts'
import { counted, waveWords } from './parts/words.ts'
import { planToHalt } from './plan/action-rules.ts'
import { haltPlan } from './plan/begin-action.ts'
import { openPlan } from './state/push-view-store.ts'
import { usePush, usePushView, useSession } from './use-push.ts'

/** While a plan is applied: which, how far, and the way to stop it, on every screen. */
export default function ApplyingStrip() {
  const head = usePush((push) => push.plans?.find((plan) => plan.state === 'applying'))
  const shown = usePush((push) => push.plan)
  // A plan that stands paused on the page takes the key; what moves elsewhere is then stopped by the button alone.
  const keyed = usePush((push) => planToHalt(push.plan, push.plans)?.name)
  const isOpen = usePushView((view) => view.plan === (head?.name ?? shown?.metadata.name))
  const mayApply = useSession((session) => session.me?.may.apply === true)
  const isHalting = usePush((push) => push.acting === 'halt')
  // The strip goes with what it was about, and its button with it.
  useEffect(() => {
    const name = document.getElementById('plan-name')
    takeUpFocus(name ?? document.querySelector<HTMLElement>('.rail-place[aria-current=page]'))
  })
  const isShownMoving = isOpen && shown?.status.state === 'applying'
  if (head === undefined && !isShownMoving) return null
  if (isOpen && shown !== null && !isShownMoving) return null
  const isBack = isShownMoving && shown.status.direction === 'back'
  const name = isShownMoving ? shown.metadata.name : (head?.name ?? '')
  const revision = isShownMoving ? shown.status.revision : (head?.revision ?? 0)
  const keys = keyed === name ? ' (h)' : ''
  const steps = isShownMoving ? shown.status.steps : null
  const applied = steps?.filter((step) => step.state === 'applied').length ?? head?.steps.applied ?? 0
  const stepCount = steps?.length ?? head?.stepCount ?? 0
  const wave = isShownMoving ? waveWords(shown) : ''
  const far = `${wave === '' ? '' : `${wave}, `}${formatCount(applied)} of ${counted(stepCount, 'step')} applied`
  return (
    <aside className="applying" aria-label="Being applied">
      <span className="applying-mark" aria-hidden="true">
        ▶
      </span>
      <span>
        <b>{name}</b> is being {isBack ? 'rolled back' : 'applied'}: {far}
      </span>
      <progress className="status-progress" max={stepCount} value={applied} aria-label="Steps applied" />
      <span className="spacer" />
      {!isOpen && (
        <button type="button" className="button" onClick={() => openPlan(name, 'progress')}>
          Open
        </button>
      )}
      <SteadyButton
        className="button halt"
        isOff={!mayApply || isHalting}
        title={mayApply ? `Stop at the call in hand, at once${keys}` : 'Needs the role operator'}
        onClick={() => haltPlan({ name, revision })}
      >
        <StopIcon /> {isHalting ? 'Halting…' : 'Halt'} {keys !== '' && <kbd>h</kbd>}
      </SteadyButton>
    </aside>
  )
}
