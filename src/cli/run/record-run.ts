import { createHash } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { RecordedSeries } from '../../../simulator/record/series.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'
import { type Simulation, startSimulation } from '../../../simulator/simulate.ts'
import type { Luck } from '../../../simulator/simulation-options.ts'
import { ENGINE_VERSION, type Engine } from '../../engine/engine.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { Manifest } from '../../model/run.ts'
import type { CacheCheck, Scenario } from '../../model/scenario.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { scenarioDigest } from '../scenario-source.ts'
import { LogWriter } from './log-writer.ts'
import { MANIFEST_FRESH, RUN_FILES } from './run-directory.ts'

export interface RecordOptions {
  readonly seed: number
  /** Seeds of their own for sources of luck. */
  readonly luck?: Partial<Luck>
  /** Profile for every component, or null for each its own. */
  readonly profile: string | null
  /** Overrides the check of a scenario that models the scheduler's cache; null: its own. */
  readonly check: CacheCheck | null
  readonly log: 'full' | 'digest'
  /** Makes the engine when a policy of code is there, and its bundle; null without. */
  readonly policy: { readonly create: (fleet: Fleet) => Engine; readonly text: string } | null
  readonly directory: string
  readonly progress: Progress
  readonly interrupt: Interrupt
}

export interface Recorded {
  readonly manifest: Manifest
  readonly summary: RunSummary
}

/** Wall time of one slice of the simulation: short enough that Ctrl-C answers at once, long enough to cost nothing. */
const SLICE_MS = 40
/** Instants between two looks at the clock and at the room of the logs. */
const INSTANTS_PER_LOOK = 16
/** How often the room of the logs is looked at while the disk is behind. */
const ROOM_POLL_MS = 2

const EVENTS = 0
const DECISIONS = 1
const REGISTRY = 2

/** Name of a run, also its directory under `runs/`: `launch-day-demo-1`, `launch-day-demo-1-pack`,
 * `stale-cache-demo-1-off`. asked: tells runs of other settings or luck apart. */
export function runName(
  scenario: string,
  size: string,
  seed: number,
  profile: string | null,
  check: string | null,
  asked: string | null = null,
): string {
  return [scenario, size, seed, profile, check, asked].filter((part) => part !== null).join('-')
}

/**
 * Runs a scenario and writes its directory, which is ready for it, the manifest last and whole or not at all. Null
 * when it was interrupted: the directory then holds no manifest. Throws LogWriteError and errors of the file system
 * when the directory cannot be written.
 */
export async function recordRun(scenario: Scenario, options: RecordOptions): Promise<Recorded | null> {
  const startedMs = performance.now()
  const { directory, log } = options
  const file = (name: keyof typeof RUN_FILES): string => join(directory, RUN_FILES[name])
  writeFileSync(file('fleet'), `${JSON.stringify(scenario.fleet)}\n`)
  if (options.policy !== null) writeFileSync(file('policy'), options.policy.text)

  const registryFile = scenario.registry === undefined ? null : file('registry')
  const writer = new LogWriter([file('events'), log === 'full' ? file('decisions') : null, registryFile])
  const decisionText = createDecisionWriter(scenario.fleet)
  const simulation = startSimulation(scenario, {
    seed: options.seed,
    luck: options.luck,
    profile: options.profile,
    check: options.check ?? undefined,
    ...(options.policy === null ? {} : { create: options.policy.create }),
    onEvent(event) {
      writer.line(EVENTS, JSON.stringify(event))
    },
    onDecision(decision) {
      writer.line(DECISIONS, decisionText(decision))
    },
    onRecord(record) {
      writer.line(REGISTRY, JSON.stringify(record))
    },
  })
  let digests: readonly string[]
  try {
    if (!(await runToEnd(simulation, scenario.durationUs, writer, options))) return null
    digests = await writer.close()
  } finally {
    options.progress.end()
    await writer.abort()
  }

  const summary = simulation.summary()
  writeFileSync(file('series'), seriesParquet(simulation.series))
  writeFileSync(file('summary'), `${JSON.stringify(summary, null, 2)}\n`)
  const manifest = manifestOf(scenario, options, simulation, digests, Math.round(performance.now() - startedMs))
  writeFileSync(join(directory, MANIFEST_FRESH), `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(join(directory, MANIFEST_FRESH), file('manifest'))
  return { manifest, summary }
}

/**
 * Advances in slices of about SLICE_MS until the end; false when interrupted. A slice ends early when the logs have no
 * room, and the next one waits for the disk. Stops early when the disk failed.
 */
async function runToEnd(
  simulation: Simulation,
  durationUs: number,
  writer: LogWriter,
  options: RecordOptions,
): Promise<boolean> {
  const { interrupt, progress } = options
  while (!simulation.done && !writer.failed) {
    const endMs = performance.now() + SLICE_MS
    do simulation.advance(INSTANTS_PER_LOOK)
    while (!simulation.done && writer.hasRoom && performance.now() < endMs)
    progress.at(simulation.nowUs / durationUs, `${simulation.counts.decisions} decisions`)
    await turn()
    while (!writer.hasRoom && !writer.failed && !interrupt.raised) await pause(ROOM_POLL_MS)
    if (interrupt.raised) return false
  }
  return true
}

function manifestOf(
  scenario: Scenario,
  options: RecordOptions,
  simulation: Simulation,
  digests: readonly string[],
  wallMs: number,
): Manifest {
  const { seed, luck, profile, log, check, policy } = options
  return {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'Run',
    metadata: { name: runName(scenario.name, scenario.size, seed, profile, check) },
    spec: {
      scenario: scenario.name,
      scenarioDigest: scenarioDigest(scenario),
      size: scenario.size,
      seed,
      ...(luck === undefined || Object.keys(luck).length === 0 ? {} : { luck }),
      profile,
      ...(scenario.profiles === undefined ? {} : { profiles: scenario.profiles }),
      ...(scenario.cache === undefined ? {} : { check: check ?? scenario.cache.check }),
      ...(policy === null ? {} : { policyDigest: createHash('sha256').update(policy.text).digest('hex') }),
      engineVersion: ENGINE_VERSION,
      log,
    },
    status: { decisionDigest: digests[DECISIONS], eventDigest: digests[EVENTS], counts: simulation.counts, wallMs },
  }
}

/** The recorded series as a Parquet file: `atUs` as INT64, every other column as DOUBLE, one row a sample. */
function seriesParquet(series: RecordedSeries): Uint8Array {
  const columnData = series.names.map((name) => {
    const values = series.column(name)
    return name === 'atUs'
      ? { name, type: 'INT64' as const, data: BigInt64Array.from(values, (value) => BigInt(value)) }
      : { name, type: 'DOUBLE' as const, data: values }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
