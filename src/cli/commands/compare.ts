import type { Command } from 'commander'
import { compareFigures, type RunPair } from '../../../simulator/planner/comparison.ts'
import { DIFFERENCES_LISTED } from '../../../simulator/planner/measured-run.ts'
import { diffPlacements } from '../../../simulator/planner/placement-diff.ts'
import { commandLine } from '../../base/command-line.ts'
import type { Fault } from '../../base/result.ts'
import { startFaults } from '../../engine/kube-default/start-faults.ts'
import { baselineNamed } from '../../model/baseline.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../model/profile-names.ts'
import { SCENARIO_SIZES } from '../../model/scenario.ts'
import type { Arguments } from '../arguments.ts'
import { compareSeeds, type Side } from '../compare/compare-seeds.ts'
import { type Compared, comparisonTable } from '../compare/comparison-table.ts'
import { endOfRun, type ReadFigures, readRunFigures } from '../compare/read-run-figures.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { type Output, outputOf } from '../output.ts'
import { collect, type OwnProfiles, ownProfiles } from '../own-profiles.ts'
import { printPolicyFault } from '../policy/policy-fault.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { readRun } from '../run/read-run.ts'
import { isDirectory } from '../run/run-directory.ts'
import { findScenario, loadScenario, scenarioTexts } from '../scenario-source.ts'
import type { CommandBody } from './command-spec.ts'

const SEEDS_MAX = 1000
const SCENARIO_OPTIONS = ['--profile', '--profiles', '--policy', '--seeds', '--size']

/** `berth compare`. */
export const COMPARE: CommandBody = { declare: declareCompare, run: compare }

function declareCompare(command: Command): void {
  command
    .argument('[SCENARIO]', 'a bundled scenario or a scenario file; or the directory of a run')
    .argument('[DIR]', 'directory of the second run (default: none, for a scenario)')
    .option(
      '--profile [NAME]',
      `given twice, the profiles A and B: ${[...PROFILE_NAMES, ...BASELINE_NAMES].join(', ')}`,
      collect,
    )
    .option('--profiles [FILE]', 'profiles beside the stock ones and those of the scenario')
    .option('--policy [FILE]', 'given twice, two versions of a policy; or once beside a profile, which is A', collect)
    .option('--seeds [N]', 'pairs of runs, under the seeds 1 to N (default: 5)')
    .option('--size [SIZE]', `${SCENARIO_SIZES.join(', ')} (default: smoke)`)
}

/** Compares two profiles or policies on one scenario, or two recorded runs; exit code 1 when they differ. */
async function compare(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const word = args.word(0, 'SCENARIO', 'a scenario, or the directories of two runs')
  if (args.words.length > 1 || (word !== '' && isDirectory(word))) return compareRuns(word, args, output)
  return compareProfiles(word, args, output)
}

async function compareProfiles(word: string, args: Arguments, output: Output): Promise<ExitCode> {
  const own = await ownProfiles(args, word)
  const [a, b] = sidesOf(args, own)
  const seedCount = args.integer('--seeds', 1, SEEDS_MAX, 5)
  const size = args.choice('--size', SCENARIO_SIZES, 'smoke')
  const found = word === '' ? null : findScenario(word)
  if (found !== null && 'fault' in found) args.faults.push(found.fault)
  if (args.faults.length > 0 || found === null || 'fault' in found) return printFaults(args.faults, null, output)
  const texts = scenarioTexts(found.path)
  const scenario = loadScenario(texts, size, own.given)
  if (!scenario.ok) return printFaults(scenario.faults, found.path, output)
  const refused = [a, b].flatMap(({ profile }) => {
    const baseline = baselineNamed(profile, scenario.value.profiles)
    return baseline === null ? [] : startFaults(baseline, scenario.value)
  })
  if (refused.length > 0) return printFaults(refused, null, output)
  const seeds = Array.from({ length: seedCount }, (_, i) => i + 1)
  const job = { texts, size, given: own.given, sides: [a, b] as const }
  const pairs = await compareSeeds(job, seeds, startProgress('compare', output.quiet), watchInterrupt())
  if (pairs === null) return EXIT.interrupted
  if ('fault' in pairs) return printPolicyFault(pairs.fault, output, pairs.file)
  const labels = { a: a.label, b: b.label }
  const command = commandOf(word, args, size, seedCount)
  return answer({ of: `${scenario.value.name} ${size}`, ...labels, seeds, pairs, command }, output)
}

/** The command line that makes the same answer. */
function commandOf(word: string, args: Arguments, size: string, seedCount: number): string {
  const given = args.asGiven('--profile', '--policy', '--profiles')
  return commandLine(['berth', 'compare', word, '--size', size, '--seeds', seedCount, ...given])
}

/**
 * The two sides given, profiles before policies, each fault noted. The name of a policy is no profile here: it would be
 * a side without its code.
 */
function sidesOf(args: Arguments, { names, policies }: OwnProfiles): readonly [Side, Side] {
  const profileNames = names.filter((name) => !policies.some(({ policy }) => policy.name === name))
  const expected = `one of ${profileNames.join(', ')}`
  const profiles = args.texts('--profile', expected)
  for (const name of profiles) if (!profileNames.includes(name)) args.fault('--profile', JSON.stringify(name), expected)
  const files = args.texts('--policy', 'a policy file')
  const sides: Side[] = [
    ...profiles.map((name) => ({ label: name, profile: name, policy: null })),
    ...policies.map(({ policy, text }, i) => ({
      label: `${policy.name} of ${files[i]}`,
      profile: policy.name,
      policy: { file: files[i], text },
    })),
  ]
  const count = profiles.length + files.length
  if (files.length === 0 && count !== 2) args.fault('--profile', `${count} of them`, 'two, --profile A --profile B')
  if (files.length > 0 && count !== 2) {
    args.fault('--policy', `${count} of them and of --profile`, 'two, --policy A.ts --policy B.ts or one of each')
  }
  return [sides[0], sides[1]]
}

async function compareRuns(a: string, args: Arguments, output: Output): Promise<ExitCode> {
  const b = args.word(1, 'DIR', 'the directory of a second run')
  args.end(2)
  for (const name of SCENARIO_OPTIONS) {
    if (args.given(name)) args.fault(name, 'an option', 'none of the scenario options with run directories')
  }
  const directories = [a, b].filter((directory) => directory !== '')
  const heads = directories.map((directory) => ({ directory, head: readRun(directory, ['events', 'decisions']) }))
  const faults: Fault[] = [...args.faults]
  for (const { directory, head } of heads) if (!head.ok) faults.push(...inDirectory(directory, head.faults))
  if (faults.length > 0) return printFaults(faults, null, output)
  const interrupt = watchInterrupt()
  const endUs = Math.max(endOfRun(a), endOfRun(b))
  const runs: ReadFigures[] = []
  for (const { directory, head } of heads) {
    if (!head.ok) continue
    const run = await readRunFigures(directory, head.value, endUs, interrupt)
    if (run === null) return EXIT.interrupted
    if (run.ok) runs.push(run.value)
    else faults.push(...inDirectory(directory, run.faults))
  }
  if (faults.length > 0) return printFaults(faults, null, output)
  const [one, other] = runs
  const diff = diffPlacements(one.placements, other.placements, DIFFERENCES_LISTED)
  const pair = { a: one.figures, b: other.figures, isSame: one.digest === other.digest, diff }
  return answer(
    { of: 'two runs', a, b, seeds: null, pairs: [pair], command: commandLine(['berth', 'compare', a, b]) },
    output,
  )
}

function inDirectory(directory: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, path: fault.path === '' ? directory : `${directory}: ${fault.path}` }))
}

function answer(
  compared: Omit<Compared, 'figures' | 'isSame'> & { readonly pairs: readonly RunPair[] },
  output: Output,
): ExitCode {
  const whole = {
    ...compared,
    isSame: compared.pairs.every(({ isSame }) => isSame),
    figures: compareFigures(compared.pairs),
  }
  const { of, a, b, seeds, isSame, figures, pairs, command } = whole
  output.answer(
    { of, a, b, seeds, same: isSame, figures, pairs, command },
    () => comparisonTable(whole),
    () => (isSame ? 'same' : 'different'),
  )
  return isSame ? EXIT.yes : EXIT.no
}
