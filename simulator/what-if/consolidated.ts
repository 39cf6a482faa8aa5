import type { ConsolidationPrices } from '../../src/engine/actions/consolidate.ts'
import type { DecisionLine } from '../../src/model/decision.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { RunUntil } from './run-until.ts'

/** A host that it pays to empty. */
export interface EmptiedHost {
  readonly host: string
  /** Lines of the moves, numbered as if decided next. */
  readonly moves: readonly DecisionLine[]
}

export interface Consolidated {
  /** The instant after which the fleet was looked at; the moves bear this time. */
  readonly atUs: number
  /** Hosts that hold something, before and after. */
  readonly hostsInUse: number
  readonly hostsAfter: number
  readonly emptied: readonly EmptiedHost[]
}

/** Which hosts it pays to empty where a run stands. fleet: the run's. */
export function consolidatedAt(
  fleet: Fleet,
  { engine, atUs, hostsInUse }: RunUntil,
  prices: ConsolidationPrices,
): Consolidated {
  const write = createDecisionWriter(fleet)
  const emptied = engine.consolidate(atUs, prices).map(({ host, moves }) => ({
    host: fleet.hosts[host].name,
    moves: moves.map((move) => JSON.parse(write(move)) as DecisionLine),
  }))
  return { atUs, hostsInUse, hostsAfter: hostsInUse - emptied.length, emptied }
}
