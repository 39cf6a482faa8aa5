import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { commandLine } from '../../base/command-line.ts'
import { specOfPolicy } from '../../engine/policy/own-profile.ts'
import { engineFactory, guardPolicies } from '../../engine/policy/policy-engines.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import { PROFILE_NAMES } from '../../model/profile-names.ts'
import { casePage } from '../../model/served-cases.ts'
import { podCount } from '../../prove/block.ts'
import type { EngineFactory } from '../../prove/drive.ts'
import { breachOf } from '../../prove/judge.ts'
import { type Breach, PROVED_LAWS, type ProofCase } from '../../prove/proof-case.ts'
import { reduceCase } from '../../prove/reduce.ts'
import { wordsOfCase } from '../../prove/words.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchAbort } from '../interrupt.ts'
import { formatCount, type Output, outputOf, table } from '../output.ts'
import { collect, ownProfiles } from '../own-profiles.ts'
import type { OpenPolicy } from '../policy/open-policy.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { type FoundCase, readCaseFile } from '../prove/case-file.ts'
import { type Proved, runBlocks } from '../prove/run-blocks.ts'
import { bundledMachines, pastCases } from '../prove/sources.ts'
import { writeCase } from '../prove/write-case.ts'
import { prepareRunDirectory, RUNS_FOLDER, runDirectoryFault } from '../run/run-directory.ts'
import { giveLock } from '../run/run-lock.ts'
import { defaultStateFolder, runningServer } from '../serve/data-folder.ts'
import { PORT_DEFAULT } from '../serve/listen-options.ts'
import type { CommandBody } from './command-spec.ts'

const RUNS = 2600
const COMMANDS = 120
/** A proof makes every call of a plug-in twice. */
const PROVED = { twiceEvery: 1 }
const DRAW_OPTIONS = ['--profile', '--runs', '--seed', '--commands', '--workers']

/** `berth prove`. */
export const PROVE: CommandBody = { declare: declareProve, run: prove }

function declareProve(command: Command): void {
  command
    .option('--runs [N]', `made-up fleets with a story each (default: ${RUNS})`)
    .option('--commands [N]', `most commands of a run (default: ${COMMANDS})`)
    .option('--seed [N]', 'seed of everything drawn (default: 1)')
    .option('--profile [NAME]', `one profile for every component: ${PROFILE_NAMES.join(', ')}`)
    .option('--policy [FILE]', 'a policy of your own, for every component; each of its calls is made twice', collect)
    .option('--laws [LAWS]', 'only these, with commas between (default: L1 to L13)')
    .option('--workers [N]', 'threads; the result is the same for any number (default: one a Cpu)')
    .option('--no-past', 'without the cases that broke a law once')
    .option('--case [FILE]', 'nothing but the case in this file')
    .option('--out [DIR]', 'run directory for a case that breaks a law (default: runs/prove-LAW-SEED)')
}

/** Puts the engine to the laws; exit code 1 when one is broken, with the smallest case that shows it. */
async function prove(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  args.end(0)
  const laws = lawsOf(args)
  const out = args.text('--out', 'a directory', null)
  const path = args.text('--case', 'a case file', null)
  const seed = args.integer('--seed', 0, 0x7fff_ffff, 1)
  const plan = {
    seed,
    runs: args.integer('--runs', 1, 100_000_000, RUNS),
    workers: args.integer('--workers', 1, 256, availableParallelism()),
  }
  const commandsMax = args.integer('--commands', 1, 10_000, COMMANDS)
  const { policies } = await ownProfiles(args, '')
  if (policies.length > 1) args.fault('--policy', `${policies.length} of them`, 'one')
  const policy = policies[0] ?? null
  const profile = policy?.policy.name ?? args.choice('--profile', PROFILE_NAMES, null)
  if (policy !== null && args.given('--profile')) args.fault('--profile', 'an option', 'nothing beside --policy')
  const outFault = out === null ? null : runDirectoryFault(out)
  if (outFault !== null) args.faults.push(outFault)
  for (const name of path === null ? [] : DRAW_OPTIONS) {
    if (args.given(name)) args.fault(name, 'an option', 'none of the options of what is drawn with --case')
  }
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const create = engineFactory(policy === null ? [] : guardPolicies([policy], PROVED), [])
  const subject = { laws, policy, policyWords: args.asGiven('--policy'), create }
  if (path !== null) {
    const found = readCaseFile(path, policy === null ? [] : [policy.policy.name])
    return found.ok ? proveCases([found.value], subject, out, output) : printFaults(found.faults, path, output)
  }
  const past = args.flag('--past') && policy === null ? pastCases() : []
  const again = brokenOf(past, subject)
  if (again !== null) return broken(again, null, subject, out, output)
  const startedMs = performance.now()
  const { signal, end } = watchAbort()
  const setup = { machines: bundledMachines(), commandsMax, profile, laws, policy: policy?.text ?? null }
  const proved = await runBlocks({ ...plan, setup }, startProgress('prove', output.quiet), signal).finally(end)
  if (proved === null) return EXIT.interrupted
  const wallMs = Math.round(performance.now() - startedMs)
  const summary = { ...plan, past: past.length, proved, wallMs, rerun: rerunWords(args, proved) }
  if (proved.broken !== null) return broken(proved.broken, summary, subject, out, output)
  return held(subject, summary, output)
}

function lawsOf(args: Arguments): readonly string[] {
  const expected = `laws with commas between, of ${PROVED_LAWS.join(', ')}`
  const text = args.text('--laws', expected, null)
  const laws = text === null ? PROVED_LAWS : text.split(',')
  const known: readonly string[] = PROVED_LAWS
  for (const law of laws) if (!known.includes(law)) args.fault('--laws', JSON.stringify(law), expected)
  return laws
}

/** What was drawn and how it went. */
interface Summary {
  readonly seed: number
  readonly runs: number
  readonly workers: number
  readonly past: number
  readonly proved: Proved
  readonly wallMs: number
  /** Words of the command line that finds the same case again at once. */
  readonly rerun: string
}

function rerunWords(args: Arguments, { broken }: Proved): string {
  if (broken === null) return ''
  const kept = args.asGiven('--profile', '--commands', '--laws', '--policy')
  const drawn = ['--seed', broken.blockSeed, '--runs', broken.blockRuns]
  return commandLine(['berth', 'prove', '--no-past', ...drawn, ...kept])
}

function proveCases(cases: readonly FoundCase[], subject: Subject, out: string | null, output: Output): ExitCode {
  const { laws } = subject
  const found = brokenOf(cases, subject)
  if (found !== null) return broken(found, null, subject, out, output)
  output.answer(
    { held: true, cases: cases.length, laws },
    () => `every law holds in ${cases.length} case\n`,
    () => 'held',
  )
  return EXIT.yes
}

/** What is put to the laws: the engine, or the engine with a policy. */
export interface Subject {
  readonly laws: readonly string[]
  readonly policy: OpenPolicy | null
  /** Words of a command line that name it. */
  readonly policyWords: readonly string[]
  readonly create: EngineFactory
}

/** Laws, or parts of them, that a policy's code keeps anyone else from judging. */
function unjudgedUnder({ own }: ProfileSpec): readonly string[] {
  const best = 'L9: which host and NumaNodes are best is what its code says'
  if (own === undefined || own.filters.length === 0) return [best]
  return [best, 'L8 and L12 of pods it refuses: whom its filters let in is what its code says']
}

interface Broken {
  readonly proof: ProofCase
  readonly breach: Breach
  readonly podsBefore: number
}

/** The first of some cases that breaks a law, made small. */
function brokenOf(cases: readonly FoundCase[], { laws, create }: Subject): Broken | null {
  for (const { proof } of cases) {
    const breach = breachOf(proof, create, new Set(laws))
    if (breach !== null) return { ...reduceCase(proof, breach, create), podsBefore: podCount(proof) }
  }
  return null
}

function held({ laws, policy }: Subject, { seed, past, proved, wallMs, workers }: Summary, output: Output): ExitCode {
  const { runs, commands } = proved
  const unjudged = policy === null ? [] : unjudgedUnder(specOfPolicy(policy.policy))
  output.answer(
    { held: true, seed, laws, unjudged, runs, commands, past, workers, wallMs },
    () =>
      table([
        ['laws', laws.join(', ')],
        ['result', policy === null ? 'every law holds' : `every law holds under ${policy.policy.name}`],
        ...unjudged.map((words) => ['not judged', words]),
        ['seed', String(seed)],
        ['runs', formatCount(runs)],
        ['commands', formatCount(commands)],
        ['past cases', formatCount(past)],
        ['wall', `${(wallMs / 1000).toFixed(1)} s on ${workers} threads`],
      ]),
    () => 'held',
  )
  return EXIT.yes
}

/** Tells of a broken law and writes its case. summary: null for a case that was not drawn now. */
function broken(
  found: Broken,
  summary: Summary | null,
  subject: Subject,
  out: string | null,
  output: Output,
): ExitCode {
  const { proof, breach, podsBefore } = found
  const seed = summary?.proved.broken?.blockSeed ?? 0
  const name = `prove-${breach.law}-${seed}`
  const directory = out ?? join(RUNS_FOLDER, name)
  const fault = runDirectoryFault(directory) ?? prepareRunDirectory(directory)
  if (fault !== null) return printFaults([fault], null, output)
  const instants = writeCase(directory, name, { proof, breach, seed }, subject)
  giveLock(directory)
  const caseFile = join(directory, 'case.json')
  const page = pageOf(directory)
  const pods = podCount(proof)
  const size = { hosts: proof.fleet.hosts.length, pods, events: instants.flatMap(({ events }) => events).length }
  const ofCase = commandLine(['berth', 'prove', '--case', caseFile, ...subject.policyWords])
  const again = summary === null ? ofCase : summary.rerun
  const { law, message, line } = breach
  const words = wordsOfCase(proof.fleet, instants)
  const shownBy = breach.inLog ? commandLine(['berth', 'audit', directory]) : ofCase
  const drawn = summary === null ? null : { seed: summary.seed, ...ranOf(summary.proved), wallMs: summary.wallMs }
  output.answer(
    { held: false, law, message, line, size, podsBefore, words, directory, page, again, shownBy, drawn },
    () =>
      `${table([
        ['law', law],
        ['broken', message],
        ['case', `${size.hosts} hosts, ${size.pods} pods (of ${podsBefore} drawn), ${size.events} events`],
        ...(drawn === null ? [] : [['seed', `${drawn.seed}, after ${formatCount(drawn.commands)} commands`]]),
        ['directory', directory],
        ...(page === null ? [] : [['page', `${page} (npm start, from this folder)`]]),
        ['shown by', shownBy],
        ['again', again],
      ])}\n${words.join('\n')}\n`,
    () => directory,
  )
  return EXIT.no
}

/** Where a workbench that was started here plays the case, null when it lies elsewhere and is dropped on the page. */
function pageOf(directory: string): string | null {
  if (dirname(resolve(directory)) !== resolve(RUNS_FOLDER)) return null
  const address = runningServer(defaultStateFolder())?.address ?? `http://127.0.0.1:${PORT_DEFAULT}/`
  return `${address}${casePage(basename(directory))}`
}

function ranOf({ runs, commands }: Proved): { readonly runs: number; readonly commands: number } {
  return { runs, commands }
}
