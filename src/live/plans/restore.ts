import type { Plan, PlanSpec, PlanStatus, StepStatus } from '../../model/plan.ts'
import type { StoredLine } from '../store/journal.ts'
import type { StoredPlan } from '../store/plan-rows.ts'
import type { Direction } from '../targets/target.ts'
import { isWholly, recordsOf, type StepRecord } from './step-record.ts'

/**
 * A plan as its last process left it: the status saved, and of steps that went on after that what the journal says.
 * Every line stands for one change of the status at most, so the revision never repeats one that was told.
 *
 * callsOf  of the plan's target
 */
export function restoredPlan(
  stored: StoredPlan,
  lines: readonly StoredLine[],
  callsOf: (step: PlanSpec['steps'][number], direction: Direction) => readonly string[],
): Plan {
  const { plan, journalId } = stored
  const later = lines.filter((line) => line.id > journalId)
  if (later.length === 0) return plan
  const records = recordsOf(lines)
  const touched = new Set(later.map((line) => line.step))
  const steps = plan.status.steps.map((status, i): StepStatus => {
    const record = records.get(status.number)
    if (record === undefined || !touched.has(status.number)) return status
    return stepOf(status, record, isWholly(record, record.direction, callsOf(plan.spec.steps[i], record.direction)))
  })
  const status: PlanStatus = { ...plan.status, steps, revision: plan.status.revision + later.length + 1 }
  return { ...plan, status }
}

function stepOf({ number }: StepStatus, record: StepRecord, isDone: boolean): StepStatus {
  const call = record.open ?? [...record.done].at(-1) ?? ''
  const reason = record.clash
  if (record.direction === 'forward') return { number, state: isDone ? 'applied' : 'applying', call, reason }
  return { number, state: isDone ? 'undone' : 'undoing', call, reason }
}
