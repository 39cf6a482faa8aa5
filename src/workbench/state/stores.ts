import { createStore } from 'zustand/vanilla'
import type { Fault } from '../../base/result.ts'
import type { PluginFault, PluginShare } from '../../model/policy-report.ts'
import type { RunCounts } from '../../model/run.ts'
import type { OwnProfile, RunOpened, RunSpec } from '../../worker/protocol.ts'
import { type ColourMode, FIRST_SPEC, type MapView, type Selection, type Theme, type TimeRange } from './url-state.ts'

export type RunStatus = 'idle' | 'loading' | 'running' | 'paused' | 'done' | 'cancelled' | 'faults' | 'failed'

/** How the run stands; changes a few times a second while one runs. */
export interface RunStore {
  readonly status: RunStatus
  readonly spec: RunSpec
  readonly opened: RunOpened | null
  readonly faults: readonly Fault[]
  /** Message of a failure of the program. */
  readonly error: string
  readonly headUs: number
  readonly counts: RunCounts
  readonly elapsedMs: number
  readonly decisionsPerSecond: number
  readonly digest: string | null
  readonly scenarioNames: readonly string[]
  /** Those that scenarios have themselves, by scenario, as far as they were asked for. */
  readonly ownProfiles: Readonly<Record<string, readonly OwnProfile[]>>
  /** Version of the policy that the run has as its profile; null: of none. */
  readonly policyDigest: string | null
  /** What a plug-in of it did, when that ended the run. */
  readonly pluginFault: PluginFault | null
  readonly plugins: readonly PluginShare[]
}

export const NO_COUNTS: RunCounts = {
  events: 0,
  decisions: 0,
  place: 0,
  resize: 0,
  migrate: 0,
  release: 0,
  refuse: 0,
}

export const runStore = createStore<RunStore>(() => ({
  status: 'idle',
  spec: FIRST_SPEC,
  opened: null,
  faults: [],
  error: '',
  headUs: 0,
  counts: NO_COUNTS,
  elapsedMs: 0,
  decisionsPerSecond: 0,
  digest: null,
  scenarioNames: [],
  ownProfiles: {},
  policyDigest: null,
  pluginFault: null,
  plugins: [],
}))

/** What of the view is chosen by the user, apart from time (see Clock) and the run. */
export interface ViewStore {
  /** The run asked for next; differs from the store's spec until Run is pressed. */
  readonly draft: RunSpec
  readonly pace: number | null
  readonly range: TimeRange | null
  readonly selection: Selection | null
  /** Name of the game the view is about, null for all games. Picking a pod or host leaves it as it is. */
  readonly focus: string | null
  readonly colour: ColourMode
  readonly map: MapView | null
  readonly theme: Theme | null
  readonly overlay: 'none' | 'palette' | 'keys'
}

export const viewStore = createStore<ViewStore>(() => ({
  draft: FIRST_SPEC,
  pace: null,
  range: null,
  selection: null,
  focus: null,
  colour: 'game',
  map: null,
  theme: null,
  overlay: 'none',
}))
