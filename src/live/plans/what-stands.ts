import type { Fault } from '../../base/result.ts'
import type { Plan, PlanStep } from '../../model/plan.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { JournalLine } from '../store/journal.ts'
import type { Direction } from '../targets/target.ts'
import { cordonsOpen } from './apply-forward.ts'
import { type GoingOn, goOnWith } from './go-on.ts'
import { reservationsOf } from './reservations.ts'
import { samePodFaults } from './same-pod.ts'
import { staleFaults } from './stale.ts'
import { recordsOf } from './step-record.ts'

/**
 * Why a plan cannot go on forward, and which steps it goes on with that were taken back.
 *
 * lines    its journal
 * plans    all there are
 * callsOf  of the target
 */
export function whatStands(
  plan: Plan,
  lines: readonly JournalLine[],
  snapshot: Snapshot,
  plans: readonly Plan[],
  callsOf: (step: PlanStep, direction: Direction) => readonly string[],
): { readonly faults: readonly Fault[]; readonly going: readonly GoingOn[] } {
  const { spec, status } = plan
  const records = recordsOf(lines)
  const { going, faults } = goOnWith(spec.steps, records, callsOf, snapshot)
  const anew = new Set(going.map(({ step }) => step.number))
  const others = reservationsOf(plans, plan.metadata.name)
  // Record 0 is of the cordons.
  const begun = [...records.keys()].filter((number) => number > 0)
  // What clashed is not finished but taken back, or gone on with anew.
  const clashed = new Set(status.clashes.map(({ step }) => step))
  const isOpen = (number: number): boolean => ['applying', 'failed'].includes(status.steps[number - 1].state)
  const inHand = new Set(begun.filter((number) => isOpen(number) && !clashed.has(number)))
  const own = { steps: new Set(begun), inHand, anew, cordoned: new Set(cordonsOpen(lines)) }
  const pending = samePodFaults(plan, plans)
  if (faults.length > 0) return { faults: [...pending, ...faults], going }
  return { faults: [...pending, ...staleFaults(spec, snapshot, others, own)], going }
}
