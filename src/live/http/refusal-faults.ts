import type { Fault } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { reasonWords } from '../../model/refusal-words.ts'
import { nearestWords } from '../../model/resource-words.ts'

const NO_SINGLE_CHANGE = 'more than one change: no single one on any host makes it fit'

/** Refusals of the engine as faults: what fits nowhere, what keeps it from hosts, the smallest change that helps. */
export function refusalFaults(lines: readonly DecisionLine[]): readonly Fault[] {
  return lines.flatMap((line) => {
    if (line.kind !== 'refuse') return []
    const reasons = reasonWords(line.reasons, String).join(', ')
    const { nearest } = line
    const expected = nearest === undefined ? NO_SINGLE_CHANGE : nearestWords(nearest, String)
    const group = line.group === undefined ? '' : ` for it and so for group ${line.group}`
    return [{ path: line.pod, found: `no host${group} (${reasons})`, expected }]
  })
}
