import type { Engine } from '../../src/engine/engine.ts'
import type { RefuseLine } from '../../src/model/decision.ts'
import type { ExplainedChange } from '../../src/model/explanation.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { isGranted } from './granted.ts'
import type { HeldThen } from './held-then.ts'
import { richerFleets, roomierFleets } from './richer.ts'

/** What came of making a nearest change on a copy of the fleet that holds what was held then. */
export interface TriedChange {
  /** Null when it was not tried; `reason` says why. */
  readonly fits: boolean | null
  /** The host that was made richer and took the pod; '' for more in a pool, or when none did. */
  readonly host: string
  /** '' when it was tried. */
  readonly reason: string
}

/** Why a change cannot be made, or '' when it can. */
function hindrance(held: HeldThen, refused: RefuseLine, { resource }: ExplainedChange): string {
  const { numa } = held.requestOf(refused) ?? {}
  if (held.isKeptBeside(refused)) return 'pods keep what they do not hold, which no copy of the fleet knows'
  if (numa === 'spread' && (resource === 'cpus' || resource === 'memoryMib')) {
    return 'the pod is spread evenly, so no one NumaNode is the place to add it'
  }
  return ''
}

/**
 * Makes the nearest change of a refusal: the first of its hosts is richer by the amount, everything else is held as it
 * was, and the pod is asked for again. create: the engine that is asked.
 */
export function tryNearest(
  fleet: Fleet,
  held: HeldThen,
  refused: RefuseLine,
  change: ExplainedChange,
  create: (fleet: Fleet) => Engine,
): TriedChange {
  const reason = hindrance(held, refused, change)
  if (reason !== '') return { fits: null, host: '', reason }
  const { resource, amount, on } = change
  if (resource === 'ip' || resource === 'volumeMib') {
    const fits = roomierFleets(fleet, resource, amount).some((roomier) =>
      isGranted(roomier, held, refused, null, create),
    )
    return { fits, host: '', reason: '' }
  }
  const [name] = on
  const host = fleet.hosts.findIndex((each) => each.name === name)
  const fits = richerFleets(fleet, host, resource, amount).some((richer) => {
    return isGranted(richer, held, refused, name, create)
  })
  return { fits, host: fits ? name : '', reason: '' }
}
