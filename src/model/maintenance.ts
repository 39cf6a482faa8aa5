import type { DurationRange } from './scenario.ts'

/**
 * What becomes of a host on which pods are left when their time to leave is over: it waits on until the last has gone;
 * it is skipped, takes pods again and is not worked on; or what is left on it ends as the host goes.
 */
export const AFTER_GRACE = ['wait', 'skip', 'evict'] as const
export type AfterGrace = (typeof AFTER_GRACE)[number]

/**
 * Planned work on hosts, such as a new kernel or firmware, so many hosts at a time: each is cordoned, its pods are
 * asked to migrate, it goes away for the work and comes back empty.
 */
export interface Maintenance {
  readonly name: string
  readonly atUs: number
  /** From then on no host is begun; left out: until all are done. */
  readonly untilUs?: number
  /** By name, in the order in which they are worked on: the fleet's. */
  readonly hosts: readonly string[]
  /** Hosts of the window that take no pods or are down at one time, at most; those lost meanwhile are among them. */
  readonly atOnce: number
  /** How long a host is away for it, drawn for each. */
  readonly workUs: DurationRange
  /** How long pods may take to leave a host. */
  readonly graceUs: number
  readonly afterGrace: AfterGrace
  /** Components whose pods move although what they have on a path of their host is lost; others with such data stay. */
  readonly discard: readonly string[]
}
