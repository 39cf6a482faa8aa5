import type { DecisionLine, HoldingWords } from '../../../model/decision.ts'
import type { Event } from '../../../model/event.ts'
import { reasonWords } from '../../../model/refusal-words.ts'
import type { CaseStep } from '../../../worker/cases-protocol.ts'
import { formatCount, formatMib } from '../../format.ts'

/** What a step says besides its kind and its pod or host, in few words. */
export function stepWords(step: CaseStep): string {
  return step.log === 'events' ? eventWords(step.event) : decisionWords(step.decision)
}

function eventWords(event: Event): string {
  switch (event.kind) {
    case 'component':
      return `${event.game}/${event.component}`
    case 'request':
      return `${sizeWords(event)} wanted${event.group === undefined ? '' : `, group ${event.group}`}`
    case 'resize':
      return `${sizeWords(event)} wanted`
    case 'adopt':
      return `found with ${holdingWords(event)}`
    case 'foreign':
      return `others use ${event.cpus ? `Cpus ${event.cpus}` : 'no Cpus'}`
    case 'host-lost':
    case 'host-recovered':
    case 'cordon':
    case 'uncordon':
    case 'taint':
      return event.host
    default:
      return ''
  }
}

function decisionWords(decision: DecisionLine): string {
  if (decision.kind === 'release') return `from ${decision.host}`
  const group = 'group' in decision ? `, group ${decision.group}` : ''
  if (decision.kind !== 'refuse') return `${holdingWords(decision)}${group}`
  return reasonWords(decision.reasons, formatCount).join(', ') + group
}

function sizeWords(size: { readonly cpus: number; readonly cpuMilli?: number; readonly memoryMib: number }): string {
  const milli = size.cpuMilli === undefined ? '' : ` + ${size.cpuMilli} m shared`
  return `${size.cpus} ${size.cpus === 1 ? 'Cpu' : 'Cpus'}${milli}, ${formatMib(size.memoryMib)}`
}

function holdingWords(holding: HoldingWords): string {
  const cpus = holding.cpus === undefined ? '' : ` Cpus ${holding.cpus}`
  return `${holding.host}${cpus}, ${memoryWords(holding)}`
}

/** `2 GiB on NumaNode 0 + 1 GiB on NumaNode 1` */
export function memoryWords({ memoryMib }: HoldingWords): string {
  const parts = Object.entries(memoryMib).map(([numa, mib]) => `${formatMib(mib)} on NumaNode ${numa}`)
  return parts.join(' + ')
}
