import type { Returning } from './calendar.ts'
import type { LostDomain } from './fault.ts'
import type { DurationRange } from './scenario.ts'

/**
 * How long it takes until a loss is known, and until players find what has moved (S18, S21). Both are drawn, one for
 * each loss of a host and one for each move of a pod.
 */
export interface RecoveryModel {
  /** From a host's loss until the platform knows of it; a host that is back earlier says so itself. */
  readonly detectUs: DurationRange
  /**
   * From the readiness of a pod that came back under another address until the name service shows that to players. A
   * pod that keeps its address is found at once.
   */
  readonly nameLagUs: DurationRange
  /** How players whom a loss cut off log in again, once they could; left out: all at once. */
  readonly reconnect?: Returning
}

/** What a host was lost with: itself alone, its rack, module or IDC, or planned work while pods were left on it. */
export type LossKind = 'host' | LostDomain | 'maintenance'
export const LOSS_KINDS: readonly LossKind[] = ['host', 'rack', 'module', 'idc', 'maintenance']
