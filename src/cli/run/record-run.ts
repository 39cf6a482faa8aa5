import { createHash } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { MONTH_US, monthsOf } from '../../../simulator/record/months.ts'
import type { RecordedSeries } from '../../../simulator/record/series.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Simulation } from '../../../simulator/simulation.ts'
import type { Luck } from '../../../simulator/simulation-options.ts'
import { ENGINE_VERSION, type Engine } from '../../engine/engine.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import { eventText } from '../../model/event-text.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { Manifest, RunCut } from '../../model/run.ts'
import type { CacheCheck, Scenario } from '../../model/scenario.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { scenarioDigest } from '../scenario-source.ts'
import { LogWriter } from './log-writer.ts'
import { OtherPast, pastFaults, writeCut } from './run-cut.ts'
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
  /** The last instant to play, in us; left out: the scenario's end. */
  readonly untilUs?: number
  /** Words that ask for this run again, for the cut it leaves where it does not come to its end; left out: none. */
  readonly words?: readonly string[]
  /** A cut that the run must agree with on its way; left out: none. */
  readonly past?: RunCut | null
}

export interface Recorded {
  readonly manifest: Manifest
  readonly summary: RunSummary
}

/** Wall time of one slice of the simulation: short enough that Ctrl-C answers at once, long enough to cost nothing. */
const SLICE_MS = 40
/** Instants between two looks at the clock and at the room of the logs. */
const INSTANTS_PER_LOOK = 16
/** How long an interrupted run waits for its logs, to leave a cut. */
const CUT_WAIT_MS = 3_000
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
 * Runs a scenario and writes its directory, which is ready for it, the manifest last and whole or not at all. Its cut
 * when it was to stop before its end; null when it was interrupted: the directory then holds no manifest, and its cut
 * where words were given and the logs were soon written. Throws OtherPast when it is not what the given cut says,
 * LogWriteError and errors of the file system when the directory cannot be written.
 */
export async function recordRun(scenario: Scenario, options: RecordOptions): Promise<Recorded | RunCut | null> {
  const startedMs = performance.now()
  const { directory, log } = options
  const file = (name: keyof typeof RUN_FILES): string => join(directory, RUN_FILES[name])
  writeFileSync(file('fleet'), `${JSON.stringify(scenario.fleet)}\n`)
  if (options.policy !== null) writeFileSync(file('policy'), options.policy.text)

  const registryFile = scenario.registry === undefined ? null : file('registry')
  const writer = new LogWriter([file('events'), log === 'full' ? file('decisions') : null, registryFile])
  const simulation = startLogged(scenario, options, writer)
  let digests: readonly string[]
  try {
    const isWhole = await runToEnd(simulation, scenario.durationUs, writer, options)
    if (!isWhole && options.words === undefined) return null
    const closed = options.interrupt.raised ? await closedSoon(writer) : await writer.close()
    if (closed === null) return null
    digests = closed
    if (!isWhole) return cutHere(scenario, options, simulation, digests)
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
  rmSync(file('cut'), { force: true })
  return { manifest, summary }
}

/** What closing the logs gives, or null when they take long: who presses Ctrl-C waits for no disk. */
function closedSoon(writer: LogWriter): Promise<readonly string[] | null> {
  const closed = writer.close().catch(() => null)
  return Promise.race([closed, pause(CUT_WAIT_MS, null, { ref: false })])
}

/** A simulation that writes its logs. */
function startLogged(scenario: Scenario, options: RecordOptions, writer: LogWriter): Simulation {
  const decisionText = createDecisionWriter(scenario.fleet)
  return startSimulation(scenario, {
    seed: options.seed,
    luck: options.luck,
    profile: options.profile,
    check: options.check ?? undefined,
    ...(options.policy === null ? {} : { create: options.policy.create }),
    hours: { monthUs: MONTH_US, months: monthsOf(scenario.durationUs) },
    onEvent(event) {
      writer.line(EVENTS, eventText(event))
    },
    onDecision(decision) {
      writer.line(DECISIONS, decisionText(decision))
    },
    onRecord(record) {
      writer.line(REGISTRY, JSON.stringify(record))
    },
  })
}

function cutHere(
  scenario: Scenario,
  { seed, profile, check, directory, words = [], interrupt }: RecordOptions,
  { nowUs: atUs, counts }: Simulation,
  digests: readonly string[],
): RunCut | null {
  const name = runName(scenario.name, scenario.size, seed, profile, check)
  const status = { atUs, decisionDigest: digests[DECISIONS], eventDigest: digests[EVENTS], counts: { ...counts } }
  const cut = writeCut(directory, { name, words, ...status })
  return interrupt.raised ? null : cut
}

/**
 * Plays up to the end or the instant asked for; false when the scenario is not at its end then. Stops on the way where
 * a cut is, to see whether it is met.
 */
async function runToEnd(
  simulation: Simulation,
  durationUs: number,
  writer: LogWriter,
  options: RecordOptions,
): Promise<boolean> {
  const { past = null, untilUs = Infinity } = options
  if (past !== null && past.status.atUs <= untilUs) {
    if (!(await runUntil(simulation, past.status.atUs, durationUs, { writer, ...options }))) return false
    const digests = await writer.digests()
    const faults = pastFaults(past, { eventDigest: digests[EVENTS], decisionDigest: digests[DECISIONS] })
    if (faults.length > 0) throw new OtherPast(faults)
  }
  await runUntil(simulation, untilUs, durationUs, { writer, ...options })
  return simulation.done && !options.interrupt.raised
}

/**
 * Advances up to an instant in slices of about SLICE_MS; false when interrupted. A slice ends early when the logs have
 * no room, and the next one waits for the disk. Stops early when the disk failed.
 */
async function runUntil(
  simulation: Simulation,
  untilUs: number,
  durationUs: number,
  { writer, interrupt, progress }: { readonly writer: LogWriter } & Pick<RecordOptions, 'interrupt' | 'progress'>,
): Promise<boolean> {
  let isLeft = true
  while (isLeft && !writer.failed) {
    const endMs = performance.now() + SLICE_MS
    do isLeft = simulation.advance(INSTANTS_PER_LOOK, untilUs)
    while (isLeft && writer.hasRoom && performance.now() < endMs)
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
