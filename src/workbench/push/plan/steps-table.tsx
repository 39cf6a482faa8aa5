import type { HoldingWords } from '../../../model/decision.ts'
import { type Plan, type PlanStep, STEP_STATES, type StepStatus } from '../../../model/plan.ts'
import { type StepStanding, standingOf, standingWords } from '../../../model/step-standing.ts'
import { formatCpus } from '../../format.ts'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { memoryWords, STANDING_MARK, STEP_KIND_MARK } from '../parts/words.ts'
import { usePushView } from '../use-push.ts'
import { pickStep } from './pick-step.ts'
import { cpuCount, memoryMibOf } from './plan-facts.ts'

interface Row {
  readonly step: PlanStep
  readonly status: StepStatus
  readonly standing: StepStanding
  readonly standingWords: string
  /** Name of the wave that begins with this step. */
  readonly wave: string | undefined
  readonly isPicked: boolean
}

/** What the plan changes, step by step, before and after. */
export default function StepsTable({ plan }: { readonly plan: Plan }) {
  const picked = usePushView((view) => view.step)
  const { steps, waves } = plan.spec
  if (steps.length === 0) return <p className="faint tab-none">The plan has no steps: see what was refused.</p>
  const waveOf = new Map(waves.flatMap((wave) => wave.steps.slice(0, 1).map((step) => [step, wave.name] as const)))
  const rows = steps.map((step, i): Row => {
    const status = plan.status.steps[i]
    return {
      step,
      status,
      standing: standingOf(status, plan.status),
      standingWords: standingWords(status, plan.status),
      wave: waveOf.get(step.number),
      isPicked: picked === step.number,
    }
  })
  return (
    <SortedTable
      label="Steps"
      className="steps"
      headed="Pod"
      rows={rows}
      columns={COLUMNS}
      keyOf={({ step }) => String(step.number)}
      // The button in the row does the same as a click on it, for the keyboard.
      attributes={({ step, wave, isPicked }) => ({
        className: wave === undefined ? undefined : 'wave-start',
        'data-step': step.number,
        'data-picked': isPicked,
        onClick: () => pickStep(step.number),
      })}
    />
  )
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Step', cell: (row) => <StepNumber {...row} />, by: ({ step }) => step.number, look: () => 'figure' },
  { head: 'What', cell: ({ step }) => <StepKind step={step} />, by: ({ step }) => step.kind },
  {
    head: 'Pod',
    cell: ({ step }) => <StepPod step={step} />,
    by: ({ step }) => step.pod,
    hint: ({ step }) => step.objectName,
  },
  ends('Host', '', ({ host }) => host),
  ends('Cpus, which', 'code', (holding) => formatCpus(cpuCount(holding), holding.cpus), cpuCount),
  ends('Memory', 'whole', (holding) => memoryWords(memoryMibOf(holding)), memoryMibOf),
  ends('Network', 'code', ({ vf, network }) => vf ?? network),
  ends('IP', 'code', ({ ip }) => ip),
  {
    head: 'State',
    cell: ({ standing, standingWords: words }) => (
      <span className={`step-state step-${standing}`}>
        <span aria-hidden="true">{STANDING_MARK[standing]}</span> {words}
      </span>
    ),
    by: ({ status }) => STEP_STATES.indexOf(status.state),
    hint: ({ status }) => status.reason,
  },
]

/** A column of what a step changes: before over after, sorted by what the pod holds after it, else by what it held. */
function ends(
  head: string,
  look: string,
  words: (holding: HoldingWords) => string | undefined,
  key: (holding: HoldingWords) => string | number | undefined = words,
): Column<Row> {
  const of = (holding: HoldingWords | null): string | undefined => (holding === null ? undefined : words(holding))
  return {
    head,
    cell: ({ step: { before, after } }) => <Ends before={of(before)} after={of(after)} />,
    by: ({ step: { before, after } }) => {
      const holding = after ?? before
      return holding === null ? null : (key(holding) ?? null)
    },
    look: () => `ends ${look}`,
  }
}

function StepNumber({ step, wave, isPicked }: Row) {
  return (
    <>
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
    </>
  )
}

function StepKind({ step: { kind } }: { readonly step: PlanStep }) {
  return (
    <span className={`step-kind kind-${kind}`}>
      <span aria-hidden="true">{STEP_KIND_MARK[kind]}</span> {kind}
    </span>
  )
}

function StepPod({ step: { pod, irreversible } }: { readonly step: PlanStep }) {
  return (
    <>
      {pod}
      {irreversible !== null && (
        <span className="irreversible">
          <span aria-hidden="true">! </span>Not undone exactly: {reasonOf(irreversible, pod)}
        </span>
      )}
    </>
  )
}

/** The pod stands beside it, so its name is not said again. */
function reasonOf(reason: string, pod: string): string {
  return reason.startsWith(`${pod} `) ? reason.slice(pod.length + 1) : reason
}

interface EndsProps {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Before over after, or one line where they are equal. */
function Ends({ before = '–', after = '–' }: EndsProps) {
  if (before === after) return after
  return (
    <>
      <span className="end-before">{before}</span>
      <span className="visually-hidden"> becomes </span>
      <span className="end-after">
        <span aria-hidden="true">→ </span>
        {after}
      </span>
    </>
  )
}
