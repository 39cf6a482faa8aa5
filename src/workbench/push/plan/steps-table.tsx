import type { HoldingWords } from '../../../model/decision.ts'
import type { Plan, PlanStep, StepStatus } from '../../../model/plan.ts'
import { formatCpus } from '../../format.ts'
import { memoryWords, STEP_KIND_MARK, STEP_STATE_MARK } from '../parts/words.ts'
import { usePushView } from '../use-push.ts'
import { pickStep } from './pick-step.ts'
import { cpuCount, memoryMibOf } from './plan-facts.ts'

const HEADS = ['Step', 'What', 'Pod', 'Host', 'Cpus, which', 'Memory', 'Network', 'IP', 'State'] as const

/** What the plan changes, step by step, before and after. */
export default function StepsTable({ plan }: { readonly plan: Plan }) {
  const picked = usePushView((view) => view.step)
  const { steps, waves } = plan.spec
  if (steps.length === 0) return <p className="faint tab-none">The plan has no steps: see what was refused.</p>
  const waveOf = new Map(waves.flatMap((wave) => wave.steps.slice(0, 1).map((step) => [step, wave.name] as const)))
  return (
    <table className="steps" aria-label="Steps">
      <thead>
        <tr>
          {HEADS.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map((step, i) => (
          <StepRow
            key={step.number}
            step={step}
            status={plan.status.steps[i]}
            wave={waveOf.get(step.number)}
            isPicked={picked === step.number}
          />
        ))}
      </tbody>
    </table>
  )
}

interface StepRowProps {
  readonly step: PlanStep
  readonly status: StepStatus | undefined
  /** Name of the wave that begins with this step. */
  readonly wave: string | undefined
  readonly isPicked: boolean
}

function StepRow({ step, status, wave, isPicked }: StepRowProps) {
  const { before, after, irreversible } = step
  return (
    // The button in the row does the same as a click on it, for the keyboard.
    <tr
      className={wave === undefined ? undefined : 'wave-start'}
      data-step={step.number}
      data-picked={isPicked}
      onClick={() => pickStep(step.number)}
    >
      <td className="figure">
        <button
          type="button"
          className="link-button"
          aria-pressed={isPicked}
          aria-label={`Show step ${step.number} on the map`}
          onClick={(event) => {
            event.stopPropagation()
            pickStep(step.number)
          }}
        >
          {step.number}
        </button>
        {wave !== undefined && <span className="wave-name">{wave}</span>}
      </td>
      <td>
        <span className={`step-kind kind-${step.kind}`}>
          <span aria-hidden="true">{STEP_KIND_MARK[step.kind]}</span> {step.kind}
        </span>
      </td>
      <th scope="row" title={step.objectName}>
        {step.pod}
        {irreversible !== null && (
          <span className="irreversible">
            <span aria-hidden="true">! </span>Not undone exactly: {reasonOf(irreversible, step.pod)}
          </span>
        )}
      </th>
      <Ends before={before?.host} after={after?.host} />
      <Ends before={cpuWords(before)} after={cpuWords(after)} className="code" />
      <Ends before={memoryWords(memoryMibOf(before))} after={memoryWords(memoryMibOf(after))} className="whole" />
      <Ends before={before?.vf ?? before?.network} after={after?.vf ?? after?.network} className="code" />
      <Ends before={before?.ip} after={after?.ip} className="code" />
      <td title={status?.reason}>
        <span className={`step-state step-${status?.state ?? 'waiting'}`}>
          <span aria-hidden="true">{STEP_STATE_MARK[status?.state ?? 'waiting']}</span> {status?.state ?? 'waiting'}
        </span>
      </td>
    </tr>
  )
}

/** The pod stands beside it, so its name is not said again. */
function reasonOf(reason: string, pod: string): string {
  return reason.startsWith(`${pod} `) ? reason.slice(pod.length + 1) : reason
}

function cpuWords(holding: HoldingWords | null): string | undefined {
  return holding === null ? undefined : formatCpus(cpuCount(holding), holding.cpus)
}

interface EndsProps {
  readonly before: string | undefined
  readonly after: string | undefined
  readonly className?: string
}

/** Before over after, or one line where they are equal. */
function Ends({ before = '–', after = '–', className = '' }: EndsProps) {
  if (before === after) return <td className={`ends ${className}`}>{after}</td>
  return (
    <td className={`ends ${className}`}>
      <span className="end-before">{before}</span>
      <span className="visually-hidden"> becomes </span>
      <span className="end-after">
        <span aria-hidden="true">→ </span>
        {after}
      </span>
    </td>
  )
}
