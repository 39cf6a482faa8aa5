import type { Outcome } from '../../../simulator/planner/futures.ts'
import type { Luck } from '../../../simulator/simulation-options.ts'
import type { Fault } from '../../base/result.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import { KeptRuns } from './kept-runs.ts'

/** What a sweep is of. Two sweeps of the same are one, which goes on where it was. */
export interface SweepSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  readonly profile: string | null
  readonly engineVersion: string
  /** Of each cell its settings, and the sha256 of the scenario that they make. */
  readonly cells: readonly { readonly settings: readonly Setting[]; readonly scenarioDigest: string }[]
}

/** One run of a sweep: its cell, its luck, and what it came to. */
export interface SweptRun {
  readonly cell: number
  readonly luck: Luck
  readonly outcome: Outcome
}

/** Identifies a run among those of its sweep. */
export function runKey({ cell, luck }: Pick<SweptRun, 'cell' | 'luck'>): string {
  return `${cell} ${luck.forecast} ${luck.failures} ${luck.noise}`
}

/** The folder of a sweep. */
export type SweepDirectory = KeptRuns<SweptRun>

/** Opens the folder of a sweep, as KeptRuns says. */
export function openSweep(path: string, spec: SweepSpec): SweepDirectory | Fault {
  return KeptRuns.open<SweptRun>(path, { kind: 'Sweep', spec, keyOf: runKey })
}
