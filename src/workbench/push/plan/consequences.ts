import type { Plan, PlanAction, PlanStep } from '../../../model/plan.ts'
import { formatCount } from '../../format.ts'
import { counted, waveWords } from '../parts/words.ts'
import { blastRadius } from './plan-facts.ts'

interface Line {
  readonly text: string
  readonly isGrave?: boolean
}

/** What a question says. */
export interface Consequences {
  readonly title: string
  readonly lines: readonly Line[]
  /** On the button. */
  readonly verb: string
  readonly isGrave: boolean
}

/** What will come of an action, in plain words, before anybody says yes. */
export function consequences(action: PlanAction, plan: Plan): Consequences {
  const { name } = plan.metadata
  const ask = (title: string, verb: string, lines: readonly Line[], isGrave = false): Consequences => {
    return { title, lines, verb, isGrave }
  }
  const from = waveWords(plan)
  switch (action) {
    case 'propose':
      return ask(`Propose ${name}?`, 'Propose', [
        ...whatItDoes(plan),
        { text: 'Nothing changes on the fleet. Somebody else can then approve it.' },
      ])
    case 'approve':
      return ask(`Approve ${name}?`, 'Approve', [
        ...whatItDoes(plan),
        { text: 'An operator can then apply it. It is compared with the fleet again, now and when it is applied.' },
      ])
    case 'apply':
      return ask(`Apply ${name} to ${plan.spec.target.name}?`, 'Apply', [...whatItDoes(plan), ...how(plan)])
    case 'resume':
      return ask(`Go on with ${name}?`, 'Resume', [
        { text: `${counted(left(plan), 'step')} left${from === '' ? '' : `, from ${from} on`}.` },
      ])
    case 'rollback':
      return ask(`Roll ${name} back?`, 'Roll back', rollbackLines(plan), true)
    case 'withdraw':
      return ask(`Withdraw ${name}?`, 'Withdraw', [{ text: 'It becomes a draft again; an approval is lost.' }])
    default:
      return ask(`Close ${name}?`, 'Close', [
        { text: 'What it freed is no longer kept for rolling back, and others may take it.', isGrave: true },
        { text: 'A closed plan takes no further action. This cannot be taken back.' },
      ])
  }
}

function whatItDoes(plan: Plan): Line[] {
  const radius = blastRadius(plan)
  const lines: Line[] = [
    {
      text: `${counted(plan.spec.steps.length, 'step')} on ${counted(radius.hosts.length, 'host')} and ${counted(radius.podCount, 'pod')}: ${formatCount(radius.cpusGained)} Cpus taken, ${formatCount(radius.cpusFreed)} freed.`,
    },
  ]
  if (radius.restartCount > 0) {
    lines.push({ text: `${counted(radius.restartCount, 'pod')} will be stopped and started elsewhere.`, isGrave: true })
  }
  if (radius.endCount > 0) lines.push({ text: `${counted(radius.endCount, 'pod')} will end.`, isGrave: true })
  if (plan.spec.cordon.length > 0) lines.push({ text: `Cordons ${plan.spec.cordon.join(', ')}.` })
  return [...lines, ...notUndone(radius.irreversible)]
}

/** Reasons told singly; the rest is counted and marked in the list of steps. */
const TOLD = 3

function notUndone(steps: readonly PlanStep[]): Line[] {
  const told = steps.slice(0, TOLD).map((step) => {
    return { text: `Step ${step.number}, ${step.kind}, cannot be undone exactly: ${step.irreversible}`, isGrave: true }
  })
  const rest = steps.length - told.length
  if (rest === 0) return told
  return [
    ...told,
    { text: `Nor can ${counted(rest, 'more step')}, each marked in the list of changes.`, isGrave: true },
  ]
}

function how({ spec }: Plan): Line[] {
  const [first] = spec.waves
  if (first === undefined) return []
  return [
    { text: `In ${counted(spec.waves.length, 'wave')}, ${counted(first.steps.length, 'step')} first.` },
    { text: 'It halts by itself when pods do not get healthy or somebody else is in the way.' },
    { text: 'Halt (h) stops it at any time.' },
  ]
}

function left({ status }: Plan): number {
  return status.steps.filter((step) => step.state === 'waiting' || step.state === 'applying').length
}

/** What was said of a pod before it was moved, said of it afterwards. */
function movedWords(why: string): string {
  const told = /^(\S+) runs on (\S+): its processes stop there and start anew elsewhere, and again when undone\./
  return why.replace(told, '$1 ran on $2 and was started anew elsewhere; undoing stops it there and starts it anew.')
}

function rollbackLines(plan: Plan): Line[] {
  const done = plan.spec.steps.filter((_, i) => {
    const state = plan.status.steps[i]?.state
    return state === 'applied' || state === 'applying' || state === 'failed'
  })
  const never = done
    .filter((step) => step.irreversible !== null)
    .map((step) => {
      const isMoved = step.kind === 'migrate' && plan.status.steps[step.number - 1]?.state === 'applied'
      return isMoved ? { ...step, irreversible: movedWords(step.irreversible ?? '') } : step
    })
  const moved = done.filter((step) => step.kind === 'migrate').length
  return [
    { text: `${counted(done.length, 'step')} will be undone, the last first.` },
    ...(moved > 0
      ? [{ text: `${counted(moved, 'pod')} will be stopped and started where they were.`, isGrave: true }]
      : []),
    ...notUndone(never),
    { text: 'A plan rolled back is closed by that.' },
  ]
}
