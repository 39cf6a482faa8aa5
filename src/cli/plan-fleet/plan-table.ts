import { decimalText } from '../../base/decimal-text.ts'
import { US_PER_DAY } from '../../base/units.ts'
import type { DemandBound, FleetPlan, FleetWitness, GoalCase, GoalMiss } from '../../model/fleet-plan.ts'
import {
  anywayWords,
  dayOf,
  goalWords,
  lateWords,
  lossWords,
  lostAt,
  missWords,
  seedsWords,
  whenWords,
  whyWords,
} from '../../model/goal-words.ts'
import { amountWords, figureWords } from '../../model/resource-words.ts'
import { formatCount, table } from '../output.ts'

/** What is told of a plan. */
type Told = Pick<FleetPlan, 'spec' | 'status'>

/** A plan as text: what to do first, then how sure that is, then on what it rests. */
export function planTable({ spec, status }: FleetPlan): string {
  const { scenario, size, seeds, goal, command } = spec
  const parts = [
    `${scenario} ${size}, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${formatCount(status.runs)} runs\n`,
    `${recommendation({ spec, status })}\n\n`,
    groupsTable({ spec, status }),
    `\ngoal: ${goalWords(goal, formatCount)}\n`,
    goalTable(status.present, status.planned),
    missesText('missed', status.misses),
    missesText('missed when all is ordered as the scenario begins', status.late?.misses ?? []),
    ...status.bounds.map((bound) => `${boundText(bound)}\n`),
    ...status.witnesses.map((witness) => `${witnessText(witness)}\n`),
    '\n',
    ...status.assumptions.map((text) => `- ${text}\n`),
    `again: ${command}\n`,
  ]
  return parts.join('')
}

/** What to do, in sentences. */
export function recommendation({ spec, status }: Told): string {
  const { verdict, changes, late, costPresent, costPlanned } = status
  if (verdict === 'infeasible') return 'No fleet that was tried keeps the goal; the largest one tried is shown.'
  const texts = changes.map(({ kind, group, atUs, count, byModule, orderByUs }) => {
    const hosts = `${formatCount(count)} ${count === 1 ? 'host' : 'hosts'} of ${group}`
    const where = Object.entries(byModule).map(([module, many]) => `${module} ${many}`)
    const order = orderByUs === null ? '' : `, ${orderText(orderByUs)}`
    return `${kind === 'add' ? 'Add' : 'Free'} ${hosts} from ${dayOf(atUs)}${order} (${where.join(', ')}).`
  })
  const length = daysText(spec.durationUs)
  const money = `Cost of the ${length}: ${decimal(costPlanned)}; of the fleet as it stands ${decimal(costPresent)}.`
  const lateness = late === null ? [] : [lateWords(late, formatCount)]
  return [...(texts.length === 0 ? ['Nothing to add and nothing to free.'] : texts), ...lateness, money].join('\n')
}

/** By when something must be ordered. */
export function orderText(orderByUs: number): string {
  if (orderByUs >= 0) return `order by ${dayOf(orderByUs)}`
  return `order ${daysText(-orderByUs)} before the scenario begins`
}

/** Bounds of the goal that are missed: how, when, and what was short. */
function missesText(head: string, misses: readonly GoalMiss[]): string {
  const texts = misses.map((miss) => {
    const how = `  ${seedsWords(miss)}: ${whenWords(miss, formatCount)}\n  ${whyWords(miss, formatCount)}\n`
    return `${head}, ${lossWords(miss.loss, lostAt(miss))}: ${missWords(miss, formatCount)}\n${how}`
  })
  return [...texts, ...commandsOf(misses).map((command) => `  again: ${command}\n`)].join('')
}

/** The runs that missed bounds are told by, each once. */
export function commandsOf(misses: readonly GoalMiss[]): readonly string[] {
  return [...new Set(misses.map(({ command }) => command))]
}

/** What demand alone asks for, and how many hosts that leaves at most or wants at least. */
export function boundText({ idcs, resource, demand, capacity, addAtLeast, freeAtMost, planned }: DemandBound): string {
  const asked = amountWords(resource, demand, formatCount)
  const held = `${asked} at the peak, ${figureWords(resource, capacity, formatCount)} there`
  const change = planned === 0 ? 'as many' : planned > 0 ? `${planned} more` : `${-planned} fewer`
  const least = leastText(addAtLeast, freeAtMost)
  return `bound: what may lie in ${idcs.join(', ')} asks for ${held}: ${least}; the plan has ${change}`
}

function leastText(addAtLeast: number, freeAtMost: number): string {
  const hosts = (count: number): string => `${formatCount(count)} ${count === 1 ? 'host' : 'hosts'}`
  if (addAtLeast > 0) return `${hosts(addAtLeast)} more at least`
  return freeAtMost > 0 ? `${hosts(freeAtMost)} fewer at most` : 'no host can go'
}

export function witnessText(witness: FleetWitness): string {
  const { group, loss, seed, kept, ran, needed, missed, directory, command } = witness
  const how = `${kept} of ${ran} seeds keep the goal, ${needed} must`
  const where = directory === null ? `again: ${command}` : `kept in ${directory}`
  const what = `seed ${seed} has ${missed.join('; ')}`
  return `witness: one host fewer of ${group}, ${lossWords(loss, lostAt(witness))}: ${how}; ${what}; ${where}`
}

function groupsTable({ spec, status }: Told): string {
  const months = Array.from({ length: spec.months }, (_, month) => (spec.months === 1 ? 'HOSTS' : `MONTH ${month + 1}`))
  const isAnyway = status.groups.some(({ anyway }) => anyway.length > 0)
  const rows = status.groups.map((group) => [
    group.name,
    group.idc,
    String(group.host.cpus),
    formatCount(group.present),
    ...group.hosts.map(formatCount),
    ...(isAnyway ? [anywayWords(group, formatCount)] : []),
    `${decimal(group.monthlyCost)}${group.isCostAssumed ? ' (assumed)' : ''}`,
  ])
  return table([
    ['GROUP', 'IDC', 'CPUS', 'PRESENT', ...months, ...(isAnyway ? ['ANYWAY'] : []), 'COST A MONTH'],
    ...rows,
  ])
}

function goalTable(present: readonly GoalCase[], planned: readonly GoalCase[]): string {
  const rows = (fleet: string, cases: readonly GoalCase[]): string[][] =>
    cases.map((each) => {
      const { loss, kept, ran, needed } = each
      const isSure = kept >= needed
      return [fleet, lossWords(loss, lostAt(each)), isSure ? 'kept' : 'missed', `${kept} of ${ran}, ${needed} must`]
    })
  return table([['FLEET', 'CASE', 'GOAL', 'SEEDS'], ...rows('as it stands', present), ...rows('planned', planned)])
}

function daysText(us: number): string {
  return us === US_PER_DAY ? '1 day' : `${decimal(us / US_PER_DAY)} days`
}

function decimal(value: number): string {
  return decimalText(value, '-', formatCount)
}
