import { sumOf } from '../../../base/sum.ts'
import { US_PER_DAY } from '../../../base/units.ts'
import type { Exhaustion, FleetChange, FleetPlan, GoalCase } from '../../../model/fleet-plan.ts'
import { dayOf, lateWords } from '../../../model/goal-words.ts'
import { formatCount } from '../../format.ts'

/** What a name leaves open. */
export const RESOURCE_TITLES: Readonly<Partial<Record<Exhaustion['resource'], string>>> = {
  diskMibUsed: 'What pods have written of the disks of hosts; short when the disk of a pod is full. ',
  packetsUsed:
    'What comes of what hosts, NICs or gateways carry, the fullest; short when packets or players are lost. ',
}

/** `1 day`, `45 days`, `1.5 days`. */
export function daysWords(us: number): string {
  return us === US_PER_DAY ? '1 day' : `${Math.round((10 * us) / US_PER_DAY) / 10} days`
}

/** `Day 31`, or too late from today on `60 days before the start`. */
export function orderWords(orderByUs: number): string {
  return orderByUs >= 0 ? dayOf(orderByUs) : `${daysWords(-orderByUs)} before the start`
}

/** `28 of 32, needs 29`, and whether that is enough as far as was run. */
export function caseWords({ kept, ran, needed }: GoalCase): { readonly text: string; readonly isKept: boolean } {
  return { text: `${kept} of ${ran}, needs ${needed}`, isKept: kept >= needed }
}

/** The plan in a sentence: how many hosts to buy and to free, until when to order, and what that costs. */
export function answerOf({ status }: FleetPlan): string {
  const { changes, verdict, late, costPresent, costPlanned } = status
  const [now, then] = [costPresent, costPlanned].map(formatCount)
  const cost = `It costs ${then} over the scenario, the fleet as it stands ${now}.`
  if (verdict === 'infeasible') return `No fleet that was tried keeps the goal; shown is the largest one. ${cost}`
  const count = (kind: FleetChange['kind']): number =>
    sumOf(changes.filter((change) => change.kind === kind).map((change) => change.count))
  const [add, free] = [count('add'), count('free')]
  if (add === 0 && free === 0) return `Nothing to buy and nothing to free. ${cost}`
  const orders = changes.flatMap(({ orderByUs }) => orderByUs ?? [])
  const first = orders.length === 0 ? '' : `, the first to be ordered ${firstOrder(Math.min(...orders))}`
  const buy = add === 0 ? 'Nothing to buy' : `Buy ${hosts(add)}${first}`
  const lateness = late === null ? '' : ` ${lateWords(late, formatCount)}`
  return `${buy}${free === 0 ? '' : `; free ${hosts(free)}`}.${lateness} ${cost}`
}

/** What the head says of a plan: its sign, its words, and the class that gives them their look. */
export function verdictOf({
  status: { verdict, late },
}: FleetPlan): readonly [sign: string, text: string, look: string] {
  if (verdict === 'infeasible') return ['✕', 'no fleet tried keeps the goal', 'danger-text']
  if (late === null || late.misses.length === 0) return ['✓', 'keeps the goal, no host can go', 'good']
  return ['!', 'keeps the goal only if ordered before the scenario begins', 'warn-text']
}

function firstOrder(orderByUs: number): string {
  return orderByUs >= 0 ? `by ${dayOf(orderByUs)}` : orderWords(orderByUs)
}

function hosts(count: number): string {
  return count === 1 ? '1 host' : `${formatCount(count)} hosts`
}
