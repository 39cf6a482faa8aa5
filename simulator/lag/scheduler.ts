import type { Engine } from '../../src/engine/engine.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { CacheCheck } from '../../src/model/scenario.ts'
import { CacheOnlyScheduler } from './cache-only-scheduler.ts'
import { TurnScheduler } from './turn-scheduler.ts'

/** Who decides in a run: the engine itself, or the engine behind a cache that lags (S7). */
export interface Scheduler {
  /** Takes notice of an event; throws when it contradicts earlier ones. */
  observe(event: Event): void
  decide(nowUs: number): readonly Decision[]
  /** Pods wanted and not placed, those included that wait for their turn. */
  readonly pendingCount: number
  /** True when a pod waits for its turn and nothing that is under way will bring it. */
  readonly needsTurn: boolean
}

/**
 * The scheduler of a run.
 *
 * engine  decides, and knows the run's profiles
 * told  sees each event as the one who decides observes it, in that order: what replays the run
 */
export function createScheduler(
  engine: Engine,
  fleet: Fleet,
  check: CacheCheck,
  told: (event: Event) => void,
): Scheduler {
  if (check === 'wait') return new TurnScheduler(engine, told)
  if (check === 'off') return new CacheOnlyScheduler(engine, fleet, told)
  return {
    observe(event) {
      told(event)
      engine.observe(event)
    },
    decide: (nowUs) => engine.decide(nowUs),
    get pendingCount() {
      return engine.pendingCount
    },
    needsTurn: false,
  }
}
