import { useRef } from 'react'
import type { Plan, StepStatus, Wave } from '../../../model/plan.ts'
import { type StepStanding, standingOf, standingWords } from '../../../model/step-standing.ts'
import { counted, STANDING_MARK } from '../parts/words.ts'
import { pickStep } from './pick-step.ts'
import { useKeptInSight } from './use-kept-in-sight.ts'

/** How far the plan is: every wave as a bar, the step in hand, what is waited for, and what clashed. */
export default function ProgressTab({ plan }: { readonly plan: Plan }) {
  const { spec, status } = plan
  const waves = useRef<HTMLOListElement>(null)
  useKeptInSight(waves, status.wave)
  const inHand = status.steps.filter((step) => ['applying', 'undoing', 'failed', 'not-undone'].includes(step.state))
  // What stands stopped is not in hand: it waits for a person.
  const title = inHand.some((step) => standingOf(step, status) === 'stopped') ? 'Stopped steps' : 'In hand'
  const reasons = status.steps.filter((step) => step.state === 'waiting' && step.reason !== '')
  return (
    <div className="progress-tab">
      <section aria-label="Waves">
        <ol className="waves" ref={waves}>
          {spec.waves.map((wave, w) => (
            <WaveRow key={wave.name} plan={plan} wave={wave} number={w} />
          ))}
        </ol>
        <p className="faint gate">
          After each wave its pods have {spec.gate.timeoutMs / 1000} s to be healthy
          {spec.gate.settleMs > 0 && `, then ${spec.gate.settleMs / 1000} s to settle`}; else the plan halts.
        </p>
      </section>
      <section aria-label={title} aria-live="polite">
        <h3>{title}</h3>
        {inHand.length === 0 && <p className="faint">{idleWords(plan)}</p>}
        <ul className="in-hand">
          {[...inHand, ...reasons].map((step) => (
            <InHand key={step.number} plan={plan} step={step} pod={spec.steps[step.number - 1]?.pod ?? ''} />
          ))}
        </ul>
        {status.clashes.length > 0 && (
          <>
            <h3>Clashes</h3>
            <ul className="clashes">
              {status.clashes.map((clash) => (
                <li key={`${clash.step} ${clash.host} ${clash.detail}`}>
                  <span className="kind">step {clash.step}</span> <b>{clash.host}</b> {clash.detail}{' '}
                  <span className="faint">{clash.compensated ? 'undone' : 'not undone yet'}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  )
}

function idleWords({ status }: Plan): string {
  if (status.state === 'applying') return 'Between two steps: waiting for health, or about to begin the next.'
  if (status.state === 'paused') return 'Paused: no step is in hand.'
  if (status.state === 'halted') return 'Halted: no call is being made.'
  if (status.state === 'applied') return 'All done.'
  return status.state === 'rolled-back' ? 'All undone.' : 'Not begun.'
}

interface WaveRowProps {
  readonly plan: Plan
  readonly wave: Wave
  readonly number: number
}

const SEGMENTS: readonly StepStanding[] = [
  'applied',
  'applying',
  'undoing',
  'stopped',
  'failed',
  'not-undone',
  'undone',
  'waiting',
]

/** A wave: its steps by how they stand as parts of a bar, said in words too. */
function WaveRow({ plan: { status }, wave, number }: WaveRowProps) {
  const counts = new Map<StepStanding, number>()
  for (const step of wave.steps) {
    const standing = standingOf(status.steps[step - 1], status)
    counts.set(standing, (counts.get(standing) ?? 0) + 1)
  }
  const isInHand = status.wave === number && ['applying', 'paused', 'halted'].includes(status.state)
  const words = SEGMENTS.flatMap((state) => (counts.has(state) ? [`${counts.get(state)} ${state}`] : [])).join(', ')
  return (
    <li className="wave" aria-current={isInHand ? 'step' : undefined} data-wave={wave.name}>
      <span className="wave-title">
        {isInHand && <span aria-hidden="true">▸ </span>}
        {wave.name}
      </span>
      <span className="wave-bar" role="img" aria-label={`${wave.name}: ${words}`}>
        {SEGMENTS.map((state) => {
          const count = counts.get(state) ?? 0
          return count === 0 ? null : (
            <span
              key={state}
              className={`wave-part part-${state}`}
              style={{ flexGrow: count }}
              title={`${count} ${state}`}
            />
          )
        })}
      </span>
      <span className="wave-words figure">
        {counted(wave.steps.length, 'step')}: {words}
      </span>
    </li>
  )
}

interface InHandProps {
  readonly plan: Plan
  readonly step: StepStatus
  readonly pod: string
}

function InHand({ plan: { status }, step, pod }: InHandProps) {
  const standing = standingOf(step, status)
  return (
    <li>
      <span className={`step-state step-${standing}`}>
        <span aria-hidden="true">{STANDING_MARK[standing]}</span> {standingWords(step, status)}
      </span>{' '}
      <button type="button" className="link-button" onClick={() => pickStep(step.number)}>
        step {step.number}, {pod}
      </button>
      {step.call !== '' && standing !== 'stopped' && (
        <>
          {' '}
          call <code>{step.call}</code>
        </>
      )}
      {step.reason !== '' && <span className="reason">{step.reason}</span>}
    </li>
  )
}
