import { useEffect, useRef } from 'react'
import type { Problem } from '../../../model/api.ts'
import { CloseIcon } from '../../plan/icons.tsx'
import FaultTable from '../../shell/fault-table.tsx'
import { loadPlan } from '../state/push-control.ts'
import { pushStore } from '../state/push-store.ts'
import { usePush } from '../use-push.ts'
import { useNow } from './use-now.ts'
import { formatAge } from './words.ts'

/** What failed last, in the server's words, with what to do about it. */
export default function ProblemNotice() {
  const failed = usePush((push) => push.problem)
  const box = useRef<HTMLElement>(null)
  // What it stands in may be scrolled: whoever pressed a button must see that nothing came of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the problem
  useEffect(() => {
    // Newer browsers answer with a promise, which is nothing that ends an effect.
    void box.current?.scrollIntoView({ block: 'nearest' })
  }, [failed])
  if (failed === null) return null
  const { doing, problem } = failed
  return (
    <section ref={box} className="problem" role="alert" aria-label="What failed">
      <header>
        <strong>
          <span aria-hidden="true">✕</span> {doing}: {problem.title.toLowerCase()}
        </strong>
        {problem.status !== 0 && <span className="kind">{problem.status}</span>}
        <span className="spacer" />
        <button
          type="button"
          className="icon-button"
          aria-label="Close this notice"
          onClick={() => pushStore.setState({ problem: null })}
        >
          <CloseIcon />
        </button>
      </header>
      <p>{problem.detail}</p>
      {problem.rule !== undefined && (
        <p>
          Rule: <code>{problem.rule}</code>
        </p>
      )}
      {problem.reasons !== undefined && problem.reasons.length > 0 && (
        <FaultTable faults={problem.reasons} label="Faults" />
      )}
      <WhatNow problem={problem} />
    </section>
  )
}

function WhatNow({ problem }: { readonly problem: Problem }) {
  const plan = usePush((push) => push.plan)
  const observedAtMs = usePush((push) => push.live?.snapshot.observedAtMs)
  const isOnline = usePush((push) => push.isOnline)
  const nowMs = useNow()
  if (problem.status === 0 && isOnline) return <p>The server answers again.</p>
  if ((problem.status === 409 || problem.status === 412) && plan !== null) {
    return (
      <p>
        The plan is now {plan.status.state}, revision {plan.status.revision}. What is on this page is that.{' '}
        <button type="button" className="link-button" onClick={() => void loadPlan()}>
          Read it again
        </button>
      </p>
    )
  }
  if (problem.status === 503 && observedAtMs !== undefined) {
    return <p>The last snapshot is {formatAge(nowMs - observedAtMs)} old and is what this page shows.</p>
  }
  return null
}
