import { useEffect, useRef } from 'react'
import type { CaseStep } from '../../../worker/cases-protocol.ts'
import { formatInstant } from '../../format.ts'
import { turnTo } from '../state/prove-view-store.ts'
import { useProveView } from '../use-prove.ts'
import { goToStep, stepNow } from './case-store.ts'
import { type CaseStory, podOf } from './case-story.ts'
import { stepWords } from './step-words.ts'

/** Rows shown around the present step: a long log would make the page slow. */
const SHOWN_AROUND = 100

/** What happened and what was decided, in order. */
export default function StepList({ story }: { readonly story: CaseStory }) {
  useProveView((view) => view.step)
  const step = stepNow()
  const list = useRef<HTMLOListElement>(null)
  const { steps } = story.opened
  const first = Math.max(0, Math.min(step - SHOWN_AROUND, steps.length - 2 * SHOWN_AROUND))
  const shown = steps.slice(first, first + 2 * SHOWN_AROUND)
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the step
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [step])
  return (
    <section className="panel" aria-labelledby="steps-title">
      <header className="panel-header">
        <h2 id="steps-title">Steps</h2>
        <span className="figure faint">
          {first > 0 || shown.length < steps.length ? `${first + 1} to ${first + shown.length} of ` : ''}
          {steps.length}
        </span>
      </header>
      <ol className="steps" ref={list} start={first + 1}>
        {shown.map((each, i) => (
          <StepRow
            key={`${each.log} ${each.line}`}
            step={each}
            number={first + i + 1}
            endUs={steps[steps.length - 1].atUs}
            isNow={first + i + 1 === step}
            isBroken={story.breaks.has(first + i + 1)}
          />
        ))}
      </ol>
    </section>
  )
}

/** To the explanation of a decision; within the page, for files that were opened are gone when it is loaded again. */
function Why({ seq, pod }: { readonly seq: number; readonly pod: string }) {
  const name = useProveView((view) => view.name) ?? ''
  const explain = `?${new URLSearchParams({ case: name, pod, seq: String(seq) }).toString().replaceAll('%2F', '/')}`
  return (
    <a
      className="why"
      href={`/prove/explain${explain}`}
      aria-label={`Why decision ${seq}`}
      onClick={(event) => {
        event.preventDefault()
        turnTo({ screen: 'explain', explain, pod, name: null })
      }}
    >
      why
    </a>
  )
}

interface StepRowProps {
  readonly step: CaseStep
  readonly number: number
  /** When the last step of the case is. */
  readonly endUs: number
  readonly isNow: boolean
  readonly isBroken: boolean
}

function StepRow({ step, number, endUs, isNow, isBroken }: StepRowProps) {
  const kind = step.log === 'events' ? step.event.kind : step.decision.kind
  return (
    <li className="step-item">
      <button
        type="button"
        className={`step-row of-${step.log}`}
        aria-current={isNow ? 'step' : undefined}
        title={step.text}
        onClick={() => goToStep(number)}
      >
        <span className="step-number figure">{number}</span>
        <span className="figure faint">{formatInstant(step.atUs, endUs)}</span>
        <span className="kind">{kind}</span>
        <span className="step-words">
          <b>{podOf(step) ?? ''}</b> {stepWords(step)}
        </span>
        {isBroken && (
          <span className="danger-text step-broken">
            <span aria-hidden="true">✕</span> <span className="visually-hidden">breaks a law</span>
          </span>
        )}
      </button>
      {step.log === 'decisions' && <Why {...step.decision} />}
    </li>
  )
}
