import type { Engine } from '../../src/engine/engine.ts'
import { KubeDefault } from '../../src/engine/kube-default/kube-default.ts'
import type { Baseline } from '../../src/model/baseline.ts'
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
  /** Of a baseline: pods that failed after they were bound, by reason. */
  readonly failures?: ReadonlyMap<string, number> | null
}

export interface SchedulerParts {
  readonly fleet: Fleet
  /** Of a run with a baseline the check does not count: stock Kubernetes assumes. */
  readonly check: CacheCheck
  /** Stock Kubernetes in the engine's place; null: the engine. */
  readonly baseline: Baseline | null
  /** Makes the engine, which knows the run's profiles. */
  create(fleet: Fleet): Engine
}

/**
 * The scheduler of a run.
 *
 * told  sees each event as the one who decides observes it, in that order: what replays the run
 */
export function createScheduler(
  { fleet, check, baseline, create }: SchedulerParts,
  told: (event: Event) => void,
): Scheduler {
  if (baseline !== null) return toldToo(new KubeDefault(fleet, baseline), told)
  const engine = create(fleet)
  if (check === 'wait') return new TurnScheduler(engine, told)
  if (check === 'off') return new CacheOnlyScheduler(engine, fleet, told)
  return toldToo(engine, told)
}

function toldToo(inner: KubeDefault | Engine, told: (event: Event) => void): Scheduler {
  return {
    observe(event) {
      told(event)
      inner.observe(event)
    },
    decide: (nowUs) => inner.decide(nowUs),
    get pendingCount() {
      return inner.pendingCount
    },
    needsTurn: false,
    failures: inner instanceof KubeDefault ? inner.failures : null,
  }
}
