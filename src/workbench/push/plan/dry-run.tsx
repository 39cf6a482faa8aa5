import { useEffect, useState } from 'react'
import type { Plan } from '../../../model/plan.ts'
import FaultTable from '../../shell/fault-table.tsx'
import { type Answer, problemOf } from '../api/answer.ts'
import type { DryCall, DryRunAnswer } from '../api/dry-run.ts'
import { counted } from '../parts/words.ts'
import { presentApi } from '../state/session.ts'

interface DryRunProps {
  readonly plan: Plan
  /** Called once the target has answered, whatever it said. */
  readonly onEnd: () => void
}

/** Asks the target what it says to every call of the plan, without changing anything, and shows it. */
export default function DryRun({ plan, onEnd }: DryRunProps) {
  const [answer, setAnswer] = useState<Answer<DryRunAnswer> | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the question is put
  useEffect(() => {
    let isHere = true
    const { name } = plan.metadata
    const request = { plan: name, action: 'apply', revision: plan.status.revision, dryRun: 'server' } as const
    void presentApi()
      .act<DryRunAnswer>(request)
      .then((result) => {
        if (!isHere) return
        setAnswer(result)
        onEnd()
      })
    return () => {
      isHere = false
    }
  }, [])
  return (
    <section className="dry-run" aria-label="Dry run" aria-live="polite">
      <h3>Dry run against the target</h3>
      {answer === null && <progress className="status-progress" aria-label="Dry run" />}
      {answer?.ok === true && <Calls calls={answer.value.calls} />}
      {answer?.ok === false && <Failed problem={problemOf(answer)} />}
    </section>
  )
}

function Failed({ problem }: { readonly problem: ReturnType<typeof problemOf> }) {
  return (
    <div className="callout danger" role="alert">
      <p>
        {problem.title}: {problem.detail}
      </p>
      {problem.reasons !== undefined && <FaultTable faults={problem.reasons} label="Why the dry run was refused" />}
    </div>
  )
}

function isGood({ outcome }: DryCall): boolean {
  return outcome === null || outcome.kind === 'done'
}

function Calls({ calls }: { readonly calls: readonly DryCall[] }) {
  const bad = calls.filter((call) => !isGood(call))
  return (
    <>
      <p className={bad.length === 0 ? 'verdict good' : 'verdict bad'} data-dry-run={bad.length === 0 ? 'good' : 'bad'}>
        <span aria-hidden="true">{bad.length === 0 ? '✓' : '✕'}</span>{' '}
        {bad.length === 0
          ? `The target takes all of ${counted(calls.length, 'call')}. Nothing was changed.`
          : `The target does not take ${bad.length} of ${counted(calls.length, 'call')}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard */}
      <ul className="dry-calls" tabIndex={0} aria-label="Calls">
        {[...bad, ...calls.filter(isGood)].map((call) => (
          <li key={`${call.step} ${call.call}`}>
            <span aria-hidden="true">{isGood(call) ? '✓' : '✕'}</span>{' '}
            {call.step === 0 ? 'cordon' : `step ${call.step}`} <code>{call.call}</code>
            <span className="faint"> {wordsOf(call)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function wordsOf({ outcome }: DryCall): string {
  if (outcome === null) return 'not asked'
  return outcome.reason ?? outcome.detail ?? outcome.kind
}
