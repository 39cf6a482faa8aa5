import type { Fault } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { RUN_FILES } from '../run/run-directory.ts'

/** A fault when what is decided now is not what was recorded: an explanation of it would be of something else. */
export function decisionDifference(
  recorded: DecisionLine,
  again: DecisionLine | null,
  recordedBy: string,
  engineVersion: string,
): Fault | null {
  const text = JSON.stringify(recorded)
  if (again !== null && JSON.stringify(again) === text) return null
  const by = recordedBy === engineVersion ? '' : `; recorded by engine ${recordedBy}, this is ${engineVersion}`
  return {
    path: `${RUN_FILES.decisions}:${recorded.seq}`,
    found: text,
    expected: `${again === null ? 'no such decision' : JSON.stringify(again)}, as the events say${by}`,
  }
}
