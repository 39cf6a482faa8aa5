import type { Fault } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { parseDecision } from '../../model/parse/decision.ts'
import { HashedLines } from '../run/hashed-lines.ts'
import { RUN_FILES } from '../run/run-directory.ts'
import type { ExportedRun } from './export-kind.ts'

/**
 * Hands each decision of a run to `take`, in order, until it says false. Faults of the log, and then it ends: what
 * stands in a line, and a log that is not the one that the manifest names.
 */
export async function eachDecision(
  { directory, head }: ExportedRun,
  take: (decision: DecisionLine) => Promise<void> | boolean,
): Promise<readonly Fault[]> {
  const reader = new HashedLines(directory, 'decisions', head)
  const at = (path: string): string => `${RUN_FILES.decisions}:${reader.line}${path === '' ? '' : `: ${path}`}`
  try {
    for (let text = reader.next(); text !== null; text = reader.next()) {
      const parsed = parseDecision(text)
      if (!parsed.ok) return parsed.faults.map((fault) => ({ ...fault, path: at(fault.path) }))
      const more = take(parsed.value)
      if (more === false) return reader.faults()
      if (more !== true) await more
    }
    if (!reader.truncated) return reader.faults()
    return [{ path: at(''), found: 'a line that breaks off', expected: 'a whole line' }]
  } finally {
    reader.close()
  }
}
