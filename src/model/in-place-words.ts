import { formatCpuList, parseCpuList } from '../base/cpu-list.ts'
import type { DecisionLine } from './decision.ts'
import type { KeptBy, NumaRule, ResizeInPlace } from './explanation.ts'

const BY_RULE: Readonly<Record<Exclude<NumaRule, 'all'>, string>> = {
  'most-free': 'the one with the most free Cpus',
  'most-held': 'the one where the pod holds the most Cpus',
  policy: 'the one that the policy likes most',
}

const BY_KEPT: Readonly<Record<KeptBy, string>> = { devices: 'devices', cpus: 'Cpus', memory: 'memory' }

/** What keeps a resized pod on a NumaNode: `Cpus, memory`; '' for nothing. */
export function keptWords(keptBy: readonly KeptBy[]): string {
  return keptBy.map((what) => BY_KEPT[what]).join(', ')
}

/** Why a resized pod stands on the NumaNodes that it does, a sentence without its point; '' where it does not fit. */
export function numaRuleWords({ rule, rooms }: ResizeInPlace): string {
  const chosen = rooms.filter(({ isChosen }) => isChosen).map(({ numa }) => numa)
  if (chosen.length === 0) return ''
  if (rule === 'all') return `stands on all NumaNodes, its Cpus and memory evenly, as its policy \`spread\` says`
  const where = chosen.length === 1 ? `NumaNode ${chosen[0]}` : `NumaNodes ${formatCpuList(chosen)}`
  const isOnly = rooms.every(({ keptBy, isChosen }) => isChosen === keptBy.length > 0)
  if (isOnly) return `stays on ${where}, which ${chosen.length === 1 ? 'has' : 'have'} the room`
  const sets = 'of the smallest sets of NumaNodes that keep what is kept and have the room'
  return `stands on ${where}: ${sets}, ${BY_RULE[rule]}`
}

/** What becomes of a pod's Cpus by a decision; '' of any but a resize, as one that is refused. */
export function cpuChangeOf({ heldCpus }: ResizeInPlace, line: DecisionLine): string {
  return line.kind === 'resize' ? cpuChangeWords(heldCpus, line.cpus ?? '') : ''
}

/** What becomes of its Cpus, list forms: `Cpus: keeps 0-3, takes 8-9, gives back none`; '' for a pod that has none. */
export function cpuChangeWords(before: string, after: string): string {
  if (before === '' && after === '') return ''
  const [had, has] = [before, after].map((list) => parseCpuList(list) ?? [])
  const listOf = (cpus: readonly number[]): string => (cpus.length === 0 ? 'none' : formatCpuList(cpus))
  const kept = listOf(had.filter((cpu) => has.includes(cpu)))
  const taken = listOf(has.filter((cpu) => !had.includes(cpu)))
  const given = listOf(had.filter((cpu) => !has.includes(cpu)))
  return `Cpus: keeps ${kept}, takes ${taken}, gives back ${given}`
}
