import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Command } from 'commander'
import { bandsOf, keptCount, type Outcome } from '../../../simulator/planner/futures.ts'
import type { LUCK } from '../../../simulator/simulation-options.ts'
import { commandLine, optionWords } from '../../base/command-line.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import { startFaults } from '../../engine/kube-default/start-faults.ts'
import { baselineNamed } from '../../model/baseline.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../model/profile-names.ts'
import { type Goal, SCENARIO_SIZES } from '../../model/scenario.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { outputOf } from '../output.ts'
import { collect, ownProfiles } from '../own-profiles.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { RUNS_FOLDER } from '../run/run-directory.ts'
import { giveLock } from '../run/run-lock.ts'
import { findScenario, loadScenario, scenarioDigest, scenarioTexts } from '../scenario-source.ts'
import { cellsOf, gridOf } from '../sweep/grid.ts'
import { KeptRuns } from '../sweep/kept-runs.ts'
import { openSweep, runKey, type SweepDirectory, type SweepSpec } from '../sweep/sweep-directory.ts'
import { luckAlone, luckOf, runSweep, type SweepJob, tasksOf } from '../sweep/sweep-runs.ts'
import { type Swept, type SweptCell, sweepTable } from '../sweep/sweep-table.ts'
import type { CommandBody } from './command-spec.ts'

const SEEDS_MAX = 10_000
const CELLS_MAX = 10_000

/** What a sweep keeps of a cell's scenario. goal: null where nothing is promised. */
interface CellHead {
  readonly name: string
  readonly scenarioDigest: string
  readonly goal: Goal | null
}

/** `berth sweep`. */
export const SWEEP: CommandBody = { declare: declareSweep, run: sweep }

function declareSweep(command: Command): void {
  command
    .argument('[SCENARIO]', 'a bundled scenario or a scenario file')
    .option('--seeds [N]', 'runs of each cell, under the seeds 1 to N (default: 8)')
    .option('--set [PATH=A,B]', 'values to put in below spec, each by itself; given again, every combination', collect)
    .option('--split', 'also say how much of each band comes from the forecast, from failures and from noise')
    .option('--size [SIZE]', `${SCENARIO_SIZES.join(', ')} (default: smoke)`)
    .option('--profile [NAME]', `one profile for every component: ${[...PROFILE_NAMES, ...BASELINE_NAMES].join(', ')}`)
    .option('--profiles [FILE]', 'profiles beside the stock ones and those of the scenario')
    .option('--out [DIR]', 'keeps each run as it ends; the same sweep goes on there (default: runs/sweep-…)')
}

/** Runs a grid of settings under many seeds; exit code 1 when one of its cells misses the scenario's goal. */
async function sweep(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const word = args.word(0, 'SCENARIO', 'a scenario')
  args.end(1)
  const seedCount = args.integer('--seeds', 1, SEEDS_MAX, 8)
  const size = args.choice('--size', SCENARIO_SIZES, 'smoke')
  const grid = gridOf(args.texts('--set', 'PATH=VALUE,VALUE'), args.faults)
  const { given, names } = await ownProfiles(args, word)
  const profile = args.choice('--profile', names, null)
  const out = args.text('--out', 'a directory', null)
  const isSplit = args.flag('--split')
  const cells = cellsOf(grid)
  if (cells.length > CELLS_MAX) args.fault('--set', `${cells.length} combinations`, `at most ${CELLS_MAX}`)
  if (isSplit && cells.length > 1) args.fault('--split', `${cells.length} combinations`, 'one, without lists in --set')
  const found = word === '' ? null : findScenario(word)
  if (found !== null && 'fault' in found) args.faults.push(found.fault)
  if (args.faults.length > 0 || found === null || 'fault' in found) return printFaults(args.faults, null, output)

  // Of each cell's scenario no more than is told of it: threads make their own of the same texts.
  const texts = scenarioTexts(found.path)
  const heads: CellHead[] = []
  for (const cell of cells) {
    const scenario = loadScenario(texts, size, given, cell)
    if (!scenario.ok) return printFaults(scenario.faults, found.path, output)
    const baseline = baselineNamed(profile, scenario.value.profiles)
    const refused = baseline === null ? [] : startFaults(baseline, scenario.value)
    if (refused.length > 0) return printFaults(refused, null, output)
    const { name, goal = null } = scenario.value
    heads.push({ name, scenarioDigest: scenarioDigest(scenario.value), goal })
  }
  const spec: SweepSpec = {
    scenario: heads[0].name,
    size,
    profile,
    engineVersion: ENGINE_VERSION,
    cells: cells.map((settings, i) => ({ settings, scenarioDigest: heads[i].scenarioDigest })),
  }
  const path = out ?? join(RUNS_FOLDER, directoryName(spec))
  const directory = openSweep(path, spec)
  if (!(directory instanceof KeptRuns)) return printFaults([directory], null, output)
  try {
    const seeds = Array.from({ length: seedCount }, (_, i) => i + 1)
    const job: SweepJob = { texts, size, given, profile, cells }
    const surroundings = { directory, progress: startProgress('sweep', output.quiet), interrupt: watchInterrupt() }
    if (!(await runSweep(job, tasksOf(cells.length, seeds, isSplit), surroundings))) {
      process.stderr.write(`interrupted; ${directory.runs.size} runs are kept in ${path}, the same command goes on\n`)
      return EXIT.interrupted
    }
    const command = commandOf(word, args, spec, seedCount)
    const swept = sweptOf(directory, spec, heads, seeds, isSplit, command)
    output.answer(
      { directory: path, ...swept },
      () => sweepTable(swept),
      () => path,
    )
    const isMissed = swept.cells.some(({ goal }) => goal !== null && goal.kept < goal.needed)
    return isMissed ? EXIT.no : EXIT.yes
  } finally {
    giveLock(path)
  }
}

function sweptOf(
  directory: SweepDirectory,
  { scenario, size, cells }: SweepSpec,
  heads: readonly CellHead[],
  seeds: readonly number[],
  isSplit: boolean,
  command: string,
): Swept {
  const outcomeOf = (cell: number, luck: ReturnType<typeof luckOf>): Outcome => {
    const run = directory.runs.get(runKey({ cell, luck }))
    if (run === undefined) throw new Error(`no run of cell ${cell} after all have ended`)
    return run.outcome
  }
  const sweptCells = cells.map(({ settings }, cell): SweptCell => {
    const outcomes = seeds.map((seed) => outcomeOf(cell, luckOf(seed)))
    const kept = keptCount(outcomes)
    const promised = heads[cell].goal
    const needed = Math.ceil(((promised?.seedsPercent ?? 0) * seeds.length) / 100)
    const goal = kept === null || promised === null ? null : { promised, kept, needed }
    return { settings, bands: bandsOf(outcomes), goal }
  })
  const bandsAlone = (source: (typeof LUCK)[number]) =>
    bandsOf(seeds.map((seed) => outcomeOf(0, luckAlone(source, seed, seeds[0]))))
  const alone = isSplit
    ? { forecast: bandsAlone('forecast'), failures: bandsAlone('failures'), noise: bandsAlone('noise') }
    : null
  return { of: `${scenario} ${size}`, seeds: seeds.length, cells: sweptCells, alone, command }
}

/** Folder of a sweep that names none: the same for the same sweep, another for any other. */
function directoryName(spec: SweepSpec): string {
  const digest = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8)
  return ['sweep', spec.scenario, spec.size, spec.profile, digest].filter((part) => part !== null).join('-')
}

/** The command line that makes the same answer. */
function commandOf(word: string, args: Arguments, { size, profile }: SweepSpec, seedCount: number): string {
  const given = [...args.asGiven('--set'), ...optionWords('--profile', profile), ...args.asGiven('--profiles')]
  const split = args.flag('--split') ? '--split' : null
  return commandLine(['berth', 'sweep', word, '--size', size, '--seeds', seedCount, ...given, split])
}
