import type { Fault } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { nearestWords } from '../../model/resource-words.ts'

/** Refusals of the engine as faults: what fits nowhere, which filters kept it out, the smallest change that helps. */
export function refusalFaults(lines: readonly DecisionLine[]): readonly Fault[] {
  return lines.flatMap((line) => {
    if (line.kind !== 'refuse') return []
    const reasons = line.reasons.map(({ filter, hosts }) => `${filter} ${hosts}`).join(', ')
    const { nearest } = line
    const expected = nearest === undefined ? 'a host that is more than one change away' : nearestWords(nearest, String)
    const group = line.group === undefined ? '' : ` for it and so for group ${line.group}`
    return [{ path: line.pod, found: `no host${group} (kept out by ${reasons})`, expected }]
  })
}
