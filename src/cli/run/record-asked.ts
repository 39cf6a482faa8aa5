import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { commandLine } from '../../base/command-line.ts'
import type { Fault } from '../../base/result.ts'
import { startFaults } from '../../engine/kube-default/start-faults.ts'
import { timedPolicy } from '../../engine/policy/timed-policy.ts'
import { baselineNamed } from '../../model/baseline.ts'
import { shortened } from '../../model/parse/faults.ts'
import type { RunCut } from '../../model/run.ts'
import { CACHE_CHECKS, type CacheCheck, SCENARIO_SIZES, type Scenario } from '../../model/scenario.ts'
import type { Setting } from '../../model/setting.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { formatCount, type Output, table } from '../output.ts'
import { ownProfiles } from '../own-profiles.ts'
import { timesTable } from '../policy/times-table.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { findScenario, loadScenario } from '../scenario-source.ts'
import { digestOf, luckIn, oneSettingEach } from '../sweep/one-setting.ts'
import { type RecordOptions, recordRun, runName } from './record-run.ts'
import { instantOf } from './run-at.ts'
import { OtherPast, wordsOf } from './run-cut.ts'
import { prepareRunDirectory, RUN_FILES, runDirectoryFault } from './run-directory.ts'
import { giveLock } from './run-lock.ts'
import { runTable } from './run-table.ts'

/** A run that was cut and goes on. isAlike: with nothing changed, so in its own directory unless told. */
export interface Resumed {
  readonly cut: RunCut
  readonly directory: string
  readonly isAlike: boolean
}

/** Reads which run is asked for, records it, and says what came of it. word: its scenario, '' when that is missing. */
export async function recordAsked(
  word: string,
  args: Arguments,
  output: Output,
  resumed: Resumed | null,
): Promise<ExitCode> {
  const size = args.choice('--size', SCENARIO_SIZES, 'smoke')
  const seed = args.integer('--seed', 0, Number.MAX_SAFE_INTEGER, 1)
  const log = lossLogIn(args)
  const settings = [...oneSettingEach(args), ...log.settings]
  const luck = luckIn(args)
  const own = await ownProfiles(args, word)
  if (own.policies.length > 1) args.fault('--policy', `${own.policies.length} of them`, 'one')
  const profile = args.choice('--profile', own.names, own.policies[0]?.policy.name ?? null)
  const check = args.choice('--check', CACHE_CHECKS, null)
  const logs = args.choice('--log', ['full', 'digest'], 'full')
  const untilUs = instantOf(args, '--until')
  const out = args.text('--out', 'a directory', null)
  const outFault = out === null ? null : runDirectoryFault(out)
  if (outFault !== null) args.faults.push(outFault)
  const found = word === '' ? null : findScenario(word)
  if (found !== null && 'fault' in found) args.faults.push(found.fault)
  if (args.faults.length > 0 || found === null || 'fault' in found) return printFaults(args.faults, null, output)

  const [open] = own.policies
  const timed = open === undefined ? null : timedPolicy(open, () => performance.now())
  const loaded = loadScenario(
    found.path,
    size,
    [...own.given, ...(timed === null ? [] : [timed.spec])],
    settings,
    log.path,
  )
  if (!loaded.ok) return printFaults(loaded.faults, found.path, output)
  const scenario = loaded.value
  const faults = unfit(scenario, profile, check)
  if (faults.length > 0) return printFaults(faults, null, output)
  const asked = settings.length + Object.keys(luck).length === 0 ? null : digestOf(settings, luck)
  const there = resumed?.isAlike === true ? resumed.directory : null
  const directory = out ?? there ?? join('runs', runName(scenario.name, size, seed, profile, check, asked))
  const goesOn = resumed?.directory === directory
  const fault = runDirectoryFault(directory) ?? prepareRunDirectory(directory, goesOn)
  if (fault !== null) return printFaults([fault], null, output)

  const create = timed?.create(scenario.profiles ?? [])
  const policy = create === undefined ? null : { create, text: open.text }
  const asks = { seed, luck, profile, check, log: logs, policy, directory, untilUs, words: wordsOf(args) }
  return record(scenario, { ...asks, past: resumed?.cut ?? null }, output, () => timed?.times() ?? null)
}

/** `--losses` and `--losses-start` as the scenario's log, and where that is; faults are noted. */
function lossLogIn(args: Arguments): { readonly path: string | null; readonly settings: readonly Setting[] } {
  const path = args.text('--losses', 'a log of outages, CSV or JSON', null)
  const start = args.text('--losses-start', 'the date and time at which the scenario begins', null)
  if (path === null && start !== null) args.fault('--losses-start', shortened(start), 'nothing without --losses')
  if (path === null) return { path, settings: [] }
  if (!existsSync(path)) args.fault('--losses', shortened(path), 'a readable file, CSV or JSON')
  const value = { file: basename(path), ...(start === null ? {} : { start }) }
  return { path, settings: [{ path: 'lossLog', value: JSON.stringify(value) }] }
}

/** Why a scenario cannot be run under that profile and check. */
function unfit(scenario: Scenario, profile: string | null, check: CacheCheck | null): readonly Fault[] {
  if (check !== null && scenario.cache === undefined) {
    const expected = 'a scenario that models the cache of its scheduler, by spec.cache'
    return [{ path: '--check', found: scenario.name, expected }]
  }
  const baseline = baselineNamed(profile, scenario.profiles)
  if (check !== null && baseline !== null) {
    const expected = 'an option of the engine: stock Kubernetes assumes, whatever the cache does'
    return [{ path: '--check', found: `beside ${baseline.name}`, expected }]
  }
  return baseline === null ? [] : startFaults(baseline, scenario)
}

/** times: of the policy's plug-ins, null without one. */
async function record(
  scenario: Scenario,
  asks: Omit<RecordOptions, 'progress' | 'interrupt'>,
  output: Output,
  times: () => Parameters<typeof timesTable>[0] | null,
): Promise<ExitCode> {
  const { directory } = asks
  const options = { ...asks, interrupt: watchInterrupt(), progress: startProgress(scenario.name, output.quiet) }
  const recorded = await recordRun(scenario, options)
    .finally(() => giveLock(directory))
    .catch((error: unknown) => {
      if (error instanceof OtherPast) return error
      throw error
    })
  if (recorded instanceof OtherPast) return printFaults(recorded.faults, directory, output)
  if (recorded === null) {
    const again = existsSync(join(directory, RUN_FILES.cut)) ? `; berth replay --resume ${directory} goes on` : ''
    process.stderr.write(`interrupted; ${directory} is incomplete and has no manifest${again}\n`)
    return EXIT.interrupted
  }
  const name = (): string => directory
  if (!('summary' in recorded)) {
    output.answer({ ...recorded, directory }, () => cutTable(recorded, directory), name)
    return EXIT.yes
  }
  const took = times()
  const answer = {
    ...recorded.manifest,
    directory,
    summary: recorded.summary,
    ...(took === null ? {} : { times: took }),
  }
  output.answer(answer, () => `${runTable(recorded, directory)}${timesTable(took ?? [])}`, name)
  return EXIT.yes
}

function cutTable({ metadata, status }: RunCut, directory: string): string {
  return table([
    ['run', metadata.name],
    ['directory', directory],
    ['cut at', `${status.atUs / 1e6} s`],
    ['digest so far', status.decisionDigest],
    ['decisions', formatCount(status.counts.decisions)],
    ['goes on by', commandLine(['berth', 'replay', '--resume', directory])],
  ])
}
