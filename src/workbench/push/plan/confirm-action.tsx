import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Plan, PlanAction } from '../../../model/plan.ts'
import SteadyButton from '../../shell/steady-button.tsx'
import { act } from '../state/push-control.ts'
import { usePush, useSession } from '../use-push.ts'
import { actionStates } from './action-rules.ts'
import { closeQuestion, confirmStore } from './begin-action.ts'
import { consequences } from './consequences.ts'
import DryRun from './dry-run.tsx'

/** Before an action: what will come of it, said plainly; for applying also what the target says to it. */
export default function ConfirmAction() {
  const question = useStore(confirmStore, (confirm) => confirm.question)
  const plan = usePush((push) => push.plan)
  if (question === null || plan === null || plan.metadata.name !== question.plan) return null
  const { action } = question
  return <Question key={action} action={action} plan={plan} />
}

function Question({ action, plan }: { readonly action: PlanAction; readonly plan: Plan }) {
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(action !== 'apply')
  const obstacle = useObstacle(action, plan)
  const { title, lines, verb, isGrave } = consequences(action, plan)
  const confirm = (): void => {
    closeQuestion()
    void act(action, reason.trim())
  }
  return (
    <AlertDialog.Root open onOpenChange={closeQuestion}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="sheet question">
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<ul className="consequences" />}>
            {lines.map((line) => (
              <li key={line.text} className={line.isGrave === true ? 'grave' : undefined}>
                {line.isGrave === true && <span aria-hidden="true">! </span>}
                {line.text}
              </li>
            ))}
          </AlertDialog.Description>
          {action === 'apply' && <DryRun plan={plan} onEnd={() => setTried(true)} />}
          <label className="field wide">
            <span>Reason, for the log</span>
            <input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </label>
          {obstacle !== null && (
            <p className="callout warn" role="alert">
              {obstacle}
            </p>
          )}
          <div className="question-end">
            <AlertDialog.Close className="button">Not now</AlertDialog.Close>
            <span className="spacer" />
            <SteadyButton
              className={isGrave ? 'button halt' : 'button primary'}
              disabled={!isTried}
              isOff={obstacle !== null}
              data-confirm={action}
              onClick={confirm}
            >
              {isTried ? verb : 'Dry run first…'}
            </SteadyButton>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** Why the action cannot be asked for any more: somebody else was faster while the question stood. Null: it can. */
function useObstacle(action: PlanAction, plan: Plan): string | null {
  const me = useSession((session) => session.me)
  if (me === null) return null
  return actionStates(plan, me).find((state) => state.action === action)?.obstacle ?? null
}
