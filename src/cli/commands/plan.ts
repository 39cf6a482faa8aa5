import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import { lossCasesOf } from '../../../simulator/planner/loss-cases.ts'
import { commandLine } from '../../base/command-line.ts'
import type { Fault } from '../../base/result.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import type { FleetPlan } from '../../model/fleet-plan.ts'
import { PROFILE_NAMES } from '../../model/profile-names.ts'
import { SCENARIO_SIZES } from '../../model/scenario.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { unwritable, writeOutFile } from '../out-file.ts'
import { type Output, outputOf } from '../output.ts'
import { collect, ownProfiles } from '../own-profiles.ts'
import { openFleetRuns } from '../plan-fleet/fleet-runs.ts'
import { loadPlanned, type PlannedScenario } from '../plan-fleet/load-planned.ts'
import { type MadePlan, makePlan } from '../plan-fleet/make-plan.ts'
import { planTable } from '../plan-fleet/plan-table.ts'
import { reportHtml } from '../plan-fleet/report/report-html.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { RUNS_FOLDER } from '../run/run-directory.ts'
import { giveLock } from '../run/run-lock.ts'
import { findScenario, scenarioDigest, scenarioTexts } from '../scenario-source.ts'
import { KeptRuns } from '../sweep/kept-runs.ts'
import { oneSettingEach } from '../sweep/one-setting.ts'
import type { CommandBody } from './command-spec.ts'

const SEEDS_MAX = 1000
const LOSSES_MAX = 1000
/** What a kept run tells: a folder of runs that tell less is another's. */
const RUNS_TELL = 'asked, stranded costs, peaks'

/** `berth plan`. */
export const PLAN: CommandBody = { declare: declarePlan, run: plan }

function declarePlan(command: Command): void {
  command
    .argument('[SCENARIO]', 'a bundled scenario or a scenario file, with a goal and host groups')
    .option('--seeds [N]', 'runs of each fleet, under the seeds 1 to N (default: 8)')
    .option('--size [SIZE]', `${SCENARIO_SIZES.join(', ')} (default: smoke)`)
    .option('--set [PATH=VALUE]', 'a value to put in below spec; may be given again', collect)
    .option('--profile [NAME]', `one profile for every component: ${PROFILE_NAMES.join(', ')}`)
    .option('--profiles [FILE]', 'profiles beside the stock ones and those of the scenario')
    .option('--report [FILE]', 'also write the answer as one page of HTML')
    .option('--out [DIR]', 'keeps each run as it ends; the same plan goes on there (default: runs/plan-…)')
}

/** Finds the hosts to add and to free; exit code 3 when no fleet keeps the goal. */
async function plan(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const word = args.word(0, 'SCENARIO', 'a scenario')
  args.end(1)
  const seedCount = args.integer('--seeds', 1, SEEDS_MAX, 8)
  const size = args.choice('--size', SCENARIO_SIZES, 'smoke')
  const settings = oneSettingEach(args)
  const { given, names } = await ownProfiles(args, word)
  const profile = args.choice('--profile', names, null)
  const out = args.text('--out', 'a directory', null)
  const report = args.text('--report', 'a file', null)
  const unwritableReport = report === null ? null : unwritable('--report', report)
  if (unwritableReport !== null) args.faults.push(unwritableReport)
  const found = word === '' ? null : findScenario(word)
  if (found !== null && 'fault' in found) args.faults.push(found.fault)
  if (args.faults.length > 0 || found === null || 'fault' in found) return printFaults(args.faults, null, output)

  const texts = scenarioTexts(found.path)
  const loaded = loadPlanned(texts, size, given, settings)
  if (!loaded.ok) return printFaults(loaded.faults, found.path, output)
  const faults = faultsOf(loaded.value)
  if (faults.length > 0) return printFaults(faults, found.path, output)
  const { scenario, groups } = loaded.value
  const of = {
    scenario: scenario.name,
    scenarioDigest: scenarioDigest(scenario),
    // A run with detail is priced, and prices are not of the scenario.
    monthlyCosts: groups.map(({ monthlyCost }) => monthlyCost ?? null),
    size,
    profile,
    engine: ENGINE_VERSION,
    tells: RUNS_TELL,
  }
  const path = out ?? join(RUNS_FOLDER, directoryName(of))
  const kept = openFleetRuns(path, of)
  if (!(kept instanceof KeptRuns)) return printFaults([kept], null, output)
  const progress = startProgress('plan', output.quiet)
  try {
    const command = commandOf(word, args, size, seedCount)
    const profiles = args.text('--profiles', '', null)
    const asked = { texts, word, size, given, profile, profiles, settings, seedCount, command }
    const made: MadePlan = await makePlan(loaded.value, asked, { kept, progress, interrupt: watchInterrupt() })
    if (made === 'interrupted') {
      progress.end()
      process.stderr.write(`interrupted; ${kept.runs.size} runs are kept in ${path}, the same command goes on\n`)
      return EXIT.interrupted
    }
    progress.end()
    if ('found' in made) return printFaults([made], null, output)
    return answer(made, path, report, output)
  } finally {
    progress.end()
    giveLock(path)
  }
}

function answer(made: FleetPlan, path: string, report: string | null, output: Output): ExitCode {
  writeFileSync(join(path, 'plan.json'), `${JSON.stringify(made, null, 2)}\n`)
  if (report !== null) writeOutFile(report, reportHtml(made))
  output.answer(
    made,
    () => `${planTable(made)}${whereText(path)}`,
    () => path,
  )
  return made.status.verdict === 'found' ? EXIT.yes : EXIT.infeasible
}

/** Where the plan lies, and where the workbench shows it. */
function whereText(path: string): string {
  const served = dirname(path) === RUNS_FOLDER ? `; npm start here shows it at /plan/buying/${basename(path)}` : ''
  return `kept in ${path}${served}\n`
}

/** What a scenario must have to be planned for. */
function faultsOf({ scenario, groups }: PlannedScenario): readonly Fault[] {
  const { goal, fleet } = scenario
  const cases = lossCasesOf(fleet.hosts, goal?.lossesToSurvive).length
  return [
    ...(goal === undefined
      ? [{ path: 'spec.goal', found: 'nothing', expected: 'what to plan for, such as refusedPermille: 1' }]
      : []),
    ...(groups.length === 0
      ? [{ path: 'spec.fleet.hostGroups', found: 'no group', expected: 'groups that hosts may be added to' }]
      : []),
    ...(cases > LOSSES_MAX
      ? [{ path: 'spec.goal.lossesToSurvive', found: `${cases} cases`, expected: `at most ${LOSSES_MAX}` }]
      : []),
  ]
}

/** Folder of a plan that names none: the same for the same scenario, another for any other. */
function directoryName(of: {
  readonly scenario: string
  readonly size: string
  readonly profile: string | null
}): string {
  const digest = createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 8)
  return ['plan', of.scenario, of.size, of.profile, digest].filter((part) => part !== null).join('-')
}

/** The command line that makes the same answer. */
function commandOf(word: string, args: Arguments, size: string, seedCount: number): string {
  const given = args.asGiven('--set', '--profile', '--profiles')
  return commandLine(['berth', 'plan', word, '--size', size, '--seeds', seedCount, ...given])
}
