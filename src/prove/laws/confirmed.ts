import type { Fleet } from '../../model/fleet.ts'
import type { EngineFactory } from '../drive.ts'
import type { Breach } from '../proof-case.ts'
import type { Recording } from '../recording.ts'
import { differenceIn } from './trace.ts'

/**
 * L11: confirmations that are late, lost or repeated book nothing: without any of them the same is decided. That no
 * pod that holds something is placed again, the auditor says.
 */
export function confirmedBreach(fleet: Fleet, { instants }: Recording, create: EngineFactory): Breach | null {
  if (!instants.some(({ events }) => events.some(({ kind }) => kind === 'ready'))) return null
  const silent = instants.map(({ atUs, events }) => ({ atUs, events: events.filter(({ kind }) => kind !== 'ready') }))
  const difference = differenceIn(fleet, silent, instants, create)
  if (difference === null) return null
  return { law: 'L11', message: `without confirmations ${difference}`, line: null, inLog: false }
}
