import type { ExplainedDecision } from '../../simulator/what-if/run-explainer.ts'
import type { Fault } from '../base/result.ts'
import type { RunPolicy, RunSpec } from './protocol.ts'

/** A decision about a pod in a run; without a number the pod's last one that is no release. */
export interface ExplainSpec extends RunSpec {
  readonly pod: string
  readonly seq: number | null
}

export type ExplainResult =
  | { readonly ok: true; readonly explained: ExplainedDecision }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** What the worker that explains offers. To cancel, end the worker. */
export interface ExplainApi {
  /** Runs the scenario again and looks into the decision. report: how far the run has come, 0 to 1. */
  explain(spec: ExplainSpec, policy: RunPolicy, report: (share: number) => void): Promise<ExplainResult>
}
