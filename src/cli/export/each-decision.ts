import { join } from 'node:path'
import type { Fault } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { parseDecision } from '../../model/parse/decision.ts'
import { LineReader } from '../run/line-reader.ts'
import { RUN_FILES } from '../run/run-directory.ts'

/** Hands each decision of a run to `take`, in order, until it says false. Faults of the log, and then it ends. */
export async function eachDecision(
  directory: string,
  take: (decision: DecisionLine) => Promise<void> | boolean,
): Promise<readonly Fault[]> {
  const reader = new LineReader(join(directory, RUN_FILES.decisions))
  const at = (path: string): string => `${RUN_FILES.decisions}:${reader.line}${path === '' ? '' : `: ${path}`}`
  try {
    for (let text = reader.next(); text !== null; text = reader.next()) {
      const parsed = parseDecision(text)
      if (!parsed.ok) return parsed.faults.map((fault) => ({ ...fault, path: at(fault.path) }))
      const more = take(parsed.value)
      if (more === false) return []
      if (more !== true) await more
    }
    if (!reader.truncated) return []
    return [{ path: at(''), found: 'a line that breaks off', expected: 'a whole line' }]
  } finally {
    reader.close()
  }
}
