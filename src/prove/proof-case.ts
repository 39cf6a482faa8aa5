import type { Law } from '../../simulator/checker/report.ts'
import type { Fleet } from '../model/fleet.ts'
import type { Instant } from './drive.ts'

/** A story that the laws are put to: plain values, so that it can be kept, sent to a thread and made smaller. */
export interface ProofCase {
  readonly fleet: Fleet
  readonly instants: readonly Instant[]
  /** Seed of what a law draws itself, such as the order in which it lists the same events again. */
  readonly luck: number
}

/** How a law is broken. */
export interface Breach {
  readonly law: Law
  readonly message: string
  /** Line of decisions.ndjson or events.ndjson that breaks it; null where no single line does. */
  readonly line: { readonly file: 'events' | 'decisions'; readonly line: number } | null
  /** Whether one log shows it, so that the auditor names the law; else it takes a second run, and the case itself. */
  readonly inLog: boolean
}

/** The laws that are proved, in their order. */
export const PROVED_LAWS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8', 'L9', 'L10', 'L11', 'L12', 'L13'] as const
