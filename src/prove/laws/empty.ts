import type { Fleet } from '../../model/fleet.ts'
import type { EngineFactory } from '../drive.ts'
import type { Breach } from '../proof-case.ts'
import type { Recording } from '../recording.ts'
import { sameColumns } from './trace.ts'

/** L6: after the ending, when every pod is released and every host is back, all is as on the empty fleet. */
export function emptyBreach(fleet: Fleet, { engine }: Recording, create: EngineFactory): Breach | null {
  if (engine === null) return null
  const breach = (message: string): Breach => ({ law: 'L6', message, line: null, inLog: false })
  const counts = [engine.pendingCount, engine.placedCount, engine.groupCount]
  if (counts.some((count) => count !== 0)) {
    return breach(`every pod is released, and there are pods pending, placed and groups of them: ${counts}`)
  }
  const [left, empty] = [engine.columns(), create(fleet).columns()]
  if (sameColumns(left, empty)) return null
  const column = left.findIndex((each, i) => !sameColumns([each], [empty[i]]))
  return breach(`every pod is released, and column ${column} is not that of the empty fleet`)
}
