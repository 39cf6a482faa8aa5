import { join } from 'node:path'
import type { Command } from 'commander'
import type { LossSummary } from '../../../simulator/fault/recovery.ts'
import type { DoubleBooked } from '../../../simulator/lag/double-bookings.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'
import type { AfterHostLoss } from '../../../simulator/record/tally.ts'
import type { RolloutSummary } from '../../../simulator/rollout/rollouts.ts'
import { LUCK } from '../../../simulator/simulation-options.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import { startFaults } from '../../engine/kube-default/start-faults.ts'
import { PolicyFault } from '../../engine/policy/guard.ts'
import { timedPolicy } from '../../engine/policy/timed-policy.ts'
import { baselineNamed } from '../../model/baseline.ts'
import type { ComponentTraffic } from '../../model/network-summary.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../../model/profile-names.ts'
import { CACHE_CHECKS, SCENARIO_SIZES } from '../../model/scenario.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { watchInterrupt } from '../interrupt.ts'
import { formatCount, type Output, outputOf, table } from '../output.ts'
import { collect, ownProfiles } from '../own-profiles.ts'
import { faultOrValue, printPolicyFault } from '../policy/policy-fault.ts'
import { timesTable } from '../policy/times-table.ts'
import { printFaults } from '../print-faults.ts'
import { startProgress } from '../progress.ts'
import { type Recorded, recordRun, runName } from '../run/record-run.ts'
import { replayRecording } from '../run/replay-recording.ts'
import { isDirectory, prepareRunDirectory, runDirectoryFault } from '../run/run-directory.ts'
import { giveLock } from '../run/run-lock.ts'
import { findScenario, loadScenario } from '../scenario-source.ts'
import { goalText } from '../sweep/goal-text.ts'
import { digestOf, luckIn, oneSettingEach } from '../sweep/one-setting.ts'
import type { CommandBody } from './command-spec.ts'

const SCENARIO_OPTIONS = [
  '--size',
  '--seed',
  '--set',
  '--split',
  '--profile',
  '--profiles',
  '--policy',
  '--check',
  '--log',
  '--out',
]

/** `berth replay`. */
export const REPLAY: CommandBody = { declare: declareReplay, run: replay }

function declareReplay(command: Command): void {
  command
    .argument('[SCENARIO]', 'a bundled scenario, a scenario file, or the directory of a run to replay')
    .option('--size [SIZE]', `${SCENARIO_SIZES.join(', ')} (default: smoke)`)
    .option('--seed [N]', 'seed of every random stream (default: 1)')
    .option('--set [PATH=VALUE]', 'a value to put in below spec; may be given again, as for a cell of a sweep', collect)
    .option('--split [SOURCE=N]', `seeds of their own for sources of luck: ${LUCK.join(', ')}`, collect)
    .option('--profile [NAME]', `one profile for every component: ${[...PROFILE_NAMES, ...BASELINE_NAMES].join(', ')}`)
    .option('--profiles [FILE]', 'profiles beside the stock ones and those of the scenario')
    .option('--policy [FILE]', 'a policy of your own, for every component unless --profile says otherwise', collect)
    .option(
      '--check [KIND]',
      `what keeps a scheduler with a lagging cache from double booking: ${CACHE_CHECKS.join(', ')}`,
    )
    .option('--log [KIND]', 'full, or digest to write everything but decisions.ndjson (default: full)')
    .option('--out [DIR]', 'run directory (default: runs/SCENARIO-SIZE-SEED[-PROFILE])')
}

/** Runs a scenario into a run directory, or replays a recording and compares its digest. */
async function replay(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  const word = args.word(0, 'SCENARIO', 'a scenario or a run directory')
  args.end(1)
  if (word !== '' && isDirectory(word)) return replayDirectory(word, args, output)

  const size = args.choice('--size', SCENARIO_SIZES, 'smoke')
  const seed = args.integer('--seed', 0, Number.MAX_SAFE_INTEGER, 1)
  const settings = oneSettingEach(args)
  const luck = luckIn(args)
  const own = await ownProfiles(args, word)
  if (own.policies.length > 1) args.fault('--policy', `${own.policies.length} of them`, 'one')
  const profile = args.choice('--profile', own.names, own.policies[0]?.policy.name ?? null)
  const check = args.choice('--check', CACHE_CHECKS, null)
  const log = args.choice('--log', ['full', 'digest'], 'full')
  const out = args.text('--out', 'a directory', null)
  const outFault = out === null ? null : runDirectoryFault(out)
  if (outFault !== null) args.faults.push(outFault)
  const found = word === '' ? null : findScenario(word)
  if (found !== null && 'fault' in found) args.faults.push(found.fault)
  if (args.faults.length > 0 || found === null || 'fault' in found) return printFaults(args.faults, null, output)

  const [open] = own.policies
  const timed = open === undefined ? null : timedPolicy(open, () => performance.now())
  const scenario = loadScenario(found.path, size, [...own.given, ...(timed === null ? [] : [timed.spec])], settings)
  if (!scenario.ok) return printFaults(scenario.faults, found.path, output)
  if (check !== null && scenario.value.cache === undefined) {
    const expected = 'a scenario that models the cache of its scheduler, by spec.cache'
    return printFaults([{ path: '--check', found: scenario.value.name, expected }], null, output)
  }
  const baseline = baselineNamed(profile, scenario.value.profiles)
  if (check !== null && baseline !== null) {
    const expected = 'an option of the engine: stock Kubernetes assumes, whatever the cache does'
    return printFaults([{ path: '--check', found: `beside ${baseline.name}`, expected }], null, output)
  }
  const refused = baseline === null ? [] : startFaults(baseline, scenario.value.fleet)
  if (refused.length > 0) return printFaults(refused, null, output)
  const asked = settings.length + Object.keys(luck).length === 0 ? null : digestOf(settings, luck)
  const directory = out ?? join('runs', runName(scenario.value.name, size, seed, profile, check, asked))
  const fault = runDirectoryFault(directory) ?? prepareRunDirectory(directory)
  if (fault !== null) return printFaults([fault], null, output)

  const interrupt = watchInterrupt()
  const progress = startProgress(scenario.value.name, output.quiet)
  const create = timed?.create(scenario.value.profiles ?? [])
  const policy = create === undefined ? null : { create, text: open.text }
  const options = { seed, luck, profile, check, log, policy, directory, progress, interrupt }
  const recorded = await faultOrValue(() => recordRun(scenario.value, options).finally(() => giveLock(directory)))
  if (recorded instanceof PolicyFault) return printPolicyFault(recorded, output)
  if (recorded === null) {
    process.stderr.write(`interrupted; ${directory} is incomplete and has no manifest\n`)
    return EXIT.interrupted
  }
  const times = timed?.times() ?? []
  const answer = { ...recorded.manifest, directory, summary: recorded.summary, ...(timed === null ? {} : { times }) }
  output.answer(
    answer,
    () => `${runTable(recorded, directory)}${timesTable(times)}`,
    () => directory,
  )
  return EXIT.yes
}

async function replayDirectory(directory: string, args: Arguments, output: Output): Promise<ExitCode> {
  for (const name of SCENARIO_OPTIONS) {
    if (args.given(name)) args.fault(name, 'an option', 'none of the scenario options with a run directory')
  }
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const progress = startProgress('replay', output.quiet)
  const replayed = await replayRecording(directory, progress, watchInterrupt())
  if (replayed === null) return EXIT.interrupted
  if (!replayed.ok) return printFaults(replayed.faults, directory, output)
  const { recorded, again, decisions, recordedBy } = replayed.value
  const same = recorded === again
  const engines = { recorded: recordedBy, replayed: ENGINE_VERSION }
  const why = recordedBy === ENGINE_VERSION ? '' : `: recorded by engine ${recordedBy}, this is ${ENGINE_VERSION}`
  const text = table([
    ['recorded', recorded],
    ['replayed', again],
    ['decisions', formatCount(decisions)],
    ['result', same ? 'same' : `different${why}`],
  ])
  output.answer(
    { directory, same, recorded, replayed: again, decisions, engines },
    () => text,
    () => again,
  )
  return same ? EXIT.yes : EXIT.no
}

function runTable({ manifest, summary }: Recorded, directory: string): string {
  const { counts, wallMs, decisionDigest } = manifest.status
  const { peaks, resizes, placeWaitUs } = summary
  return table([
    ['run', manifest.metadata.name],
    ['directory', directory],
    ['digest', decisionDigest],
    ['decisions', formatCount(counts.decisions)],
    ['places', formatCount(counts.place)],
    [
      'resizes',
      `${formatCount(counts.resize)} (${formatCount(resizes.grow)} grow, ${formatCount(resizes.shrink)} shrink)`,
    ],
    ['releases', formatCount(counts.release)],
    ['refusals', formatCount(counts.refuse)],
    ['peak players', formatCount(peaks['players'].value)],
    ['peak pods', formatCount(peaks['podsPlaced'].value)],
    ['peak pending', formatCount(peaks['podsPending'].value)],
    ['peak Cpus requested', formatCount(peaks['cpusRequested'].value)],
    ['wait p50, p99', `${seconds(placeWaitUs.p50)}, ${seconds(placeWaitUs.p99)}`],
    ...(summary.goal === undefined ? [] : [['goal', goalText(summary.goal)]]),
    ...(summary.afterHostLoss === undefined ? [] : [['data after host loss', afterLossText(summary.afterHostLoss)]]),
    ...Object.entries(summary.recovery ?? {}).map(([kind, losses]) => [`lost with ${kind}`, lossText(losses)]),
    ...(summary.rollouts ?? []).map((one) => [`rollout ${one.name}`, rolloutText(one)]),
    ...(summary.doubleBooked === undefined ? [] : [['double bookings', bookedText(summary.doubleBooked)]]),
    ...(summary.admissionFailures === undefined
      ? []
      : [['failed after binding', failuresText(summary.admissionFailures)]]),
    ...deliveryRows(summary),
    ...networkRows(summary),
    ['wall', `${(wallMs / 1000).toFixed(2)} s`],
  ])
}

/** What the network carried, who noticed, and what ran out. */
function networkRows({ network }: RunSummary): string[][] {
  if (network === undefined) return []
  const { components, ranOutCounts: counts } = network
  const sum = (of: (each: ComponentTraffic) => number): number =>
    components.reduce((total, each) => total + of(each), 0)
  const offered = sum((each) => each.packetsOffered)
  const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`
  const carried = percent(
    sum((each) => each.packetsCarried),
    offered,
  )
  const refused = percent(
    sum((each) => each.packetsRefused),
    offered,
  )
  const ran = `${counts.vf + counts.host + counts.nic} hosts, ${counts.gateway + counts.sessions} gateways`
  return [
    ['packets carried, refused', `${carried}, ${refused}`],
    ['network degraded', `${formatCount(Math.round(sum((each) => each.playerHoursDegraded)))} player-hours`],
    ['network ran out', ran],
    ['disks full', formatCount(sum((each) => each.disk.full))],
  ]
}

/** p50 and p99 of delivery by period, and what the registry sent. */
function deliveryRows({ delivery = [], registry }: RunSummary): string[][] {
  const rows = delivery.map(({ period, totalUs }) => {
    return [`delivery p50, p99: ${period}`, `${seconds(totalUs.p50)}, ${seconds(totalUs.p99)}`]
  })
  if (registry === undefined) return rows
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  const { bytesFromCentral, bytesFromMirrors, bytesFromPeers } = registry
  const sent = [`${gb(bytesFromCentral)} central`, `${gb(bytesFromMirrors)} mirrors`, `${gb(bytesFromPeers)} hosts`]
  return [...rows, ['image bytes sent by', sent.join(', ')]]
}

function afterLossText({ volumesKept, pathsLost }: AfterHostLoss): string {
  const kept = `${formatCount(volumesKept)} pods have their volume still`
  return `${kept}, ${formatCount(pathsLost)} lost what lay on their host`
}

function lossText({ hosts, pods, podsAway, playersDisconnected, backUs }: LossSummary): string {
  const players = formatCount(playersDisconnected)
  const lost = `${formatCount(hosts)} hosts, ${formatCount(pods)} pods, ${players} players cut off`
  const away = podsAway === 0 ? '' : `; ${formatCount(podsAway)} pods away at the end`
  return `${lost}; back p50, p99 ${seconds(backUs.p50)}, ${seconds(backUs.p99)}${away}`
}

function rolloutText({ status, podsUpdated, podsRolledBack, playersDisconnected, awayUs }: RolloutSummary): string {
  const pods = `${formatCount(podsUpdated)} pods updated, ${formatCount(podsRolledBack)} rolled back`
  const players = `${formatCount(playersDisconnected)} players cut off`
  return `${status}: ${pods}, ${players}; away p50, p99 ${seconds(awayUs.p50)}, ${seconds(awayUs.p99)}`
}

function bookedText({ places, cpusMost, vfsMost, addressesMost }: DoubleBooked): string {
  if (places === 0) return 'none'
  const most = `${formatCount(cpusMost)} Cpus, ${formatCount(vfsMost)} VFs, ${formatCount(addressesMost)} addresses`
  return `${formatCount(places)} places; at most ${most} held twice at a time`
}

function failuresText(failures: Readonly<Record<string, number>>): string {
  const parts = Object.entries(failures).map(([reason, count]) => `${formatCount(count)} ${reason}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}

function seconds(us: number | null): string {
  return us === null ? 'none' : `${us / 1e6} s`
}
