import type { ExplainedDecision } from '../../simulator/what-if/run-explainer.ts'
import type { Fault } from '../base/result.ts'
import type { DecisionLine } from '../model/decision.ts'
import type { Event } from '../model/event.ts'
import type { Fleet } from '../model/fleet.ts'
import type { ProfileSpec } from '../model/profile.ts'

/** A bundled case as a list has it. */
export interface CaseName {
  readonly name: string
  /** The law that it broke when it was found. */
  readonly law: string
  readonly message: string
  /**
   * Recorded: the log of an engine with a fault planted in it. Mended: today's engine is asked again. Found: it lies
   * where the server was started.
   */
  readonly kind: 'recorded' | 'mended' | 'found'
}

/** One line of either log, in the order of time, events of an instant before its decisions. */
export type CaseStep = EventStep | DecisionStep

interface StepHead {
  /** Counts from 1 within its log. */
  readonly line: number
  readonly atUs: number
  /** The line as it stands in the log. */
  readonly text: string
}

export interface EventStep extends StepHead {
  readonly log: 'events'
  readonly event: Event
}

export interface DecisionStep extends StepHead {
  readonly log: 'decisions'
  readonly decision: DecisionLine
}

/** A law broken at a line, as the auditor says it. */
export interface BrokenLaw {
  readonly law: string
  /** What is audited besides the logs stands at no step. */
  readonly file: 'events' | 'decisions' | 'fleet' | 'manifest'
  readonly line: number
  readonly pod?: string
  readonly host?: string
  readonly message: string
}

/** A case to be played: what happened on its hosts, and which laws that breaks. */
export interface OpenedCase {
  readonly title: string
  /** Whose decisions these are: those of a recording, or of today's engine. */
  readonly decidedBy: 'recording' | 'engine'
  readonly engineVersion: string
  readonly fleet: Fleet
  /** Beside the stock ones. */
  readonly profiles: readonly ProfileSpec[]
  /** The profile that the whole run was under, of the engine or of a baseline; null: each component's own. */
  readonly profile: string | null
  readonly steps: readonly CaseStep[]
  /** The first ones, at most BROKEN_MAX; `brokenCount` counts all. */
  readonly broken: readonly BrokenLaw[]
  readonly brokenCount: number
  /** What the proof that found the case said; null where no case file lies beside the log. */
  readonly found: { readonly law: string; readonly message: string } | null
}

export type CaseResult =
  | { readonly ok: true; readonly value: OpenedCase }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export type CaseExplainResult =
  | {
      readonly ok: true
      /** What is decided there today, and why. */
      readonly explained: ExplainedDecision
      /** The baseline that decides in the engine's place, as the run says; null: the engine. */
      readonly decider: string | null
      /** What the case has there, at which of its steps. */
      readonly recorded: DecisionLine
      readonly step: number
    }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** A file of a run directory by its name, without folders. */
export interface CaseFile {
  readonly name: string
  readonly text: string
}

/** What the worker that reads and audits cases offers. */
export interface CasesApi {
  names(): Promise<readonly CaseName[]>
  openBundled(name: string): Promise<CaseResult>
  openFiles(title: string, files: readonly CaseFile[]): CaseResult
  /** Explains a decision of a bundled case, or of the files opened last (null). */
  explain(name: string | null, seq: number): Promise<CaseExplainResult>
}
