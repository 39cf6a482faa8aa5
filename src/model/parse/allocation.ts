import { formatCpuList } from '../../base/cpu-list.ts'
import type { Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import type { HoldingWords } from '../decision.ts'
import { holdingOfLine } from '../holding-of-line.ts'
import { checkHolding, holdingSchema } from './agent.ts'
import { FaultList, faultsOfIssues, shortened } from './faults.ts'
import * as scalars from './scalars.ts'
import { record } from './shapes.ts'

/** The annotation `berth.dev/allocation`: what a pod holds and the decision that gave it. */
export interface Allocation {
  readonly holding: HoldingWords
  /** `PLAN/STEP` or `SESSION/SEQ`. */
  readonly decision: string
}

const schema = record({ ...holdingSchema.shape, decision: scalars.text(300) })

/** The annotation's text: the holding's keys in the order of a decision line, then the decision. */
export function formatAllocation(holding: HoldingWords, decision: string): string {
  return JSON.stringify({ ...holdingOfLine(holding), decision })
}

/** Reads the annotation, with every fault; paths are keys of its JSON. */
export function parseAllocation(text: string): Result<Allocation> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed([{ path: '', found: shortened(text), expected: 'one JSON object' }])
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const { decision, ...words } = parsed.data
  const faults = new FaultList()
  checkHolding(words, '', faults)
  if (!faults.isEmpty) return failed(faults.all.map((fault) => ({ ...fault, path: fault.path.slice(1) })))
  return ok({ holding: { ...words, cpus: formatCpuList(words.cpus) } as HoldingWords, decision })
}
