import type { Plan, PlanStep, StepStatus } from '../../../model/plan.ts'
import { change, memoryWords, STEP_KIND_MARK, STEP_STATE_MARK } from '../parts/words.ts'
import { usePushView } from '../use-push.ts'
import { pickStep } from './pick-step.ts'
import { cpuCount, memoryMibOf } from './plan-facts.ts'

const HEADS = ['Step', 'What', 'Pod', 'Host', 'Cpus', 'Memory', 'VF', 'IP', 'State'] as const

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
  const { before, after } = step
  return (
    // The button in the row does the same, for the keyboard.
    <tr
      className={wave === undefined ? '' : 'wave-start'}
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
        {step.irreversible !== null && (
          <span className="irreversible" title={step.irreversible}>
            ! cannot be undone: {step.irreversible}
          </span>
        )}
      </td>
      <th scope="row" title={step.objectName}>
        {step.pod}
      </th>
      <td>
        {change(before?.host ?? '', after?.host ?? '')
          .replace(/^ → /, '→ ')
          .replace(/ → $/, ' →')}
      </td>
      <CpuCell step={step} />
      <td className="figure">{change(memoryWords(memoryMibOf(before)), memoryWords(memoryMibOf(after)))}</td>
      <td className="code">{change(before?.vf ?? '–', after?.vf ?? '–')}</td>
      <td className="code">{change(before?.ip ?? '–', after?.ip ?? '–')}</td>
      <td className="figure" title={status?.reason}>
        <span className={`step-state step-${status?.state ?? 'waiting'}`}>
          <span aria-hidden="true">{STEP_STATE_MARK[status?.state ?? 'waiting']}</span> {status?.state ?? 'waiting'}
        </span>
      </td>
    </tr>
  )
}

function CpuCell({ step: { before, after } }: { readonly step: PlanStep }) {
  const count = change(before === null ? '–' : String(cpuCount(before)), after === null ? '–' : String(cpuCount(after)))
  return (
    <td className="figure">
      {count}{' '}
      <span className="code faint">{change(before?.cpus ?? '', after?.cpus ?? '').replace(/^ → | → $/, '')}</span>
    </td>
  )
}
