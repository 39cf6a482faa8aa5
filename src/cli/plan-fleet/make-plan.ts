import { MONTH_US, monthsOf } from '../../../simulator/record/months.ts'
import { commandLine, optionWords } from '../../base/command-line.ts'
import type { Fault } from '../../base/result.ts'
import { ENGINE_VERSION } from '../../engine/engine.ts'
import type { FleetPlan, FleetWitness } from '../../model/fleet-plan.ts'
import { HOSTS_MAX } from '../../model/parse/limits.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { Scenario, ScenarioSize } from '../../model/scenario.ts'
import type { Interrupt } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import type { ScenarioTexts } from '../scenario-source.ts'
import { boundText } from '../sweep/goal-text.ts'
import type { KeptRuns } from '../sweep/kept-runs.ts'
import { type BuyersGroup, buyersGroupsOf } from './buyers-groups.ts'
import { FleetFinder, type FleetQuestion, type FoundFleet, type JudgedLoss } from './find-fleet.ts'
import { type FleetAnswer, statusOf } from './fleet-answer.ts'
import { fleetLossesOf } from './fleet-losses.ts'
import { FleetRuns, type KeptRun } from './fleet-runs.ts'
import { type FleetTasks, judgeCase, missesOf } from './goal-misses.ts'
import { judgeLate, lateOrdersOf } from './late-orders.ts'
import { changeInstants, type OrderedNow, settingsOf } from './level-settings.ts'
import { loadPlanned, type PlannedScenario } from './load-planned.ts'
import { lossSettings, recordWitness } from './witness-run.ts'

/** Hosts that may be added to a group: so many times those it has, and at least so many. */
const ADD_TIMES = 8
const ADD_LEAST = 16

export interface PlanRequest {
  readonly texts: ScenarioTexts
  /** What named the scenario. */
  readonly word: string
  readonly size: ScenarioSize
  readonly given: readonly ProfileSpec[]
  readonly profile: string | null
  /** The file that those given are of; null: none is. */
  readonly profiles: string | null
  /** Of the command line. */
  readonly settings: readonly Setting[]
  readonly seedCount: number
  readonly command: string
}

interface Surroundings {
  readonly kept: KeptRuns<KeptRun>
  readonly progress: Progress
  readonly interrupt: Interrupt
}

export type MadePlan = FleetPlan | Fault | 'interrupted'

/** Finds the fleet of a scenario that has a goal and host groups, and everything that a plan says of it. */
export async function makePlan(base: PlannedScenario, request: PlanRequest, around: Surroundings): Promise<MadePlan> {
  const { scenario } = base
  const { seedCount, size, texts, given, profile, command } = request
  const months = monthsOf(scenario.durationUs)
  const groups = inOrderOfSaving(base, request)
  if ('found' in groups) return groups
  const stretchesUs = changeInstants(base.groups, orderedNow(scenario, groups))
  const question = questionOf(base, groups, request, stretchesUs)
  const job = { texts, size, given, profile, monthUs: MONTH_US, months, stretchesUs }
  const lossCount = question.lossesOf(question.problem.present.map((count) => Array<number>(months).fill(count))).cases
    .length
  // Whole fleets with all seeds, then questions to a few telling ones.
  const expected = seedCount * (4 + lossCount) + groups.length * (8 + 6 * months)
  const onRun = (count: number): void => around.progress.at(Math.min(0.99, count / expected), `${count} runs`)
  const runs = new FleetRuns(around.kept, job, { interrupt: around.interrupt, onRun })
  try {
    const answer = await answerOf(new FleetFinder(question, runs), question, groups, { base, request, around, runs })
    if (answer === 'interrupted' || 'found' in answer) return answer
    const { name, title, goal, durationUs } = scenario
    if (goal === undefined) throw new Error('a plan has a goal')
    const of = { scenario: name, title, size, seeds: seedCount, profile, goal }
    const spec = { ...of, durationUs, monthUs: MONTH_US, months, engineVersion: ENGINE_VERSION, command }
    return { apiVersion: 'berth.dev/v1alpha1', kind: 'FleetPlan', spec, status: statusOf(answer) }
  } finally {
    await runs.close()
  }
}

function orderedNow({ durationUs }: Scenario, groups: readonly BuyersGroup[]): OrderedNow {
  return { leadTimesUs: groups.map(({ leadTimeUs }) => leadTimeUs), durationUs }
}

function questionOf(
  { scenario, groups: specs }: PlannedScenario,
  groups: readonly BuyersGroup[],
  { seedCount, settings }: PlanRequest,
  stretchesUs: readonly number[],
): FleetQuestion {
  const ordered = groups.flatMap(({ name }) => specs.filter((group) => group.name === name))
  const most = Math.floor(HOSTS_MAX / groups.length)
  return {
    groups: ordered,
    problem: {
      present: groups.map(({ present }) => present),
      months: monthsOf(scenario.durationUs),
      least: groups.map(({ present, turns }) => present - 1 - turns.last),
      addMax: groups.map(({ present }) => Math.min(most, Math.max(ADD_LEAST, ADD_TIMES * present))),
    },
    settings,
    seeds: Array.from({ length: seedCount }, (_, i) => i + 1),
    needed: Math.ceil(((scenario.goal?.seedsPercent ?? 100) * seedCount) / 100),
    lossesOf: fleetLossesOf(
      { fleet: scenario.fleet, groups, specs: ordered },
      scenario.goal?.lossesToSurvive,
      stretchesUs,
    ),
  }
}

interface Asking {
  readonly base: PlannedScenario
  readonly request: PlanRequest
  readonly around: Surroundings
  readonly runs: FleetRuns
}

/** Everything that is run for a plan. */
async function answerOf(
  finder: FleetFinder,
  question: FleetQuestion,
  groups: readonly BuyersGroup[],
  asking: Asking,
): Promise<FleetAnswer | Fault | 'interrupted'> {
  const { lossesOf, needed } = question
  const found = await finder.find()
  if (found === null) return 'interrupted'
  const present = await finder.details(finder.present)
  const ample = await finder.details(found.ample)
  const planned = await finder.details(found.levels)
  const presentCases = await finder.withLosses(
    finder.present,
    found.tellingLosses.filter(lossesOf(finder.present).isFelt),
  )
  const plannedCases = await finder.withLosses(
    found.levels,
    found.isFound ? lossesOf(found.levels).cases : found.tellingLosses,
  )
  if (present === null || ample === null || planned === null) return 'interrupted'
  if (presentCases === null || plannedCases === null) return 'interrupted'
  const witnesses = await witnessesOf(found, groups, finder, asking)
  if (witnesses === 'interrupted' || 'found' in witnesses) return witnesses
  const short = await shortOf(finder, question, groups, { asking, found, plannedCases })
  if (short === null) return 'interrupted'
  return {
    scenario: asking.base.scenario,
    groups,
    specs: question.groups,
    isFound: found.isFound,
    levels: found.levels,
    needed,
    seeds: asking.request.seedCount,
    present,
    ample,
    planned,
    cases: { present: presentCases, planned: plannedCases },
    witnesses,
    ...short,
    runs: asking.around.kept.runs.size,
  }
}

/** What the largest fleet that was tried misses, or a plan whose hosts come too late; null when interrupted. */
async function shortOf(
  finder: FleetFinder,
  { seeds, needed, lossesOf }: FleetQuestion,
  groups: readonly BuyersGroup[],
  {
    asking: { base, request, runs },
    found,
    plannedCases,
  }: { readonly asking: Asking; readonly found: FoundFleet; readonly plannedCases: readonly JudgedLoss[] },
): Promise<Pick<FleetAnswer, 'misses' | 'late'> | null> {
  const { levels, tellingLosses } = found
  const tasksOf = (ordered: OrderedNow | null): FleetTasks => ({
    runs,
    seeds,
    needed,
    taskOf: (seed, loss) => finder.task(levels, seed, loss, ordered),
    commandOf: ({ settings: sets, seed, loss }) =>
      replayCommand(request, seed, [...sets, ...lossSettings(base.spec, loss?.of ?? null, loss?.atUs ?? 0)]),
  })
  if (!found.isFound) {
    const fleet = tasksOf(null)
    const nothing = await judgeCase(fleet, null, true)
    const misses = nothing === null ? null : await missesOf(fleet, [{ loss: null, judged: nothing }, ...plannedCases])
    return misses === null ? null : { misses, late: null }
  }
  const ordered = orderedNow(base.scenario, groups)
  const orders = lateOrdersOf(groups, levels, ordered)
  if (orders.length === 0) return { misses: [], late: null }
  const felt = tellingLosses.filter(lossesOf(levels, ordered).isFelt)
  const late = await judgeLate(orders, tasksOf(ordered), felt)
  return late === null ? null : { misses: [], late }
}

/** Groups in the order in which hosts are saved, the dearest Cpu first; a fault where none can be bought of one. */
function inOrderOfSaving(base: PlannedScenario, request: PlanRequest): readonly BuyersGroup[] | Fault {
  const { texts, size, given, settings } = request
  // With one host more of each, so that each has one to look at.
  const more = settingsOf(
    base.groups,
    base.groups.map(({ count }) => [count + 1]),
  )
  const loaded = loadPlanned(texts, size, given, [...settings, ...more])
  if (!loaded.ok) return loaded.faults[0]
  const groups = buyersGroupsOf(loaded.value.scenario.fleet, loaded.value.groups)
  const priceOf = ({ monthlyCost, host: { cpus } }: BuyersGroup): number => monthlyCost / Math.max(1, cpus)
  return [...groups].sort((a, b) => priceOf(b) - priceOf(a) || (a.name < b.name ? -1 : 1))
}

/** A witness of each group; the run of the first is recorded. */
async function witnessesOf(
  { missed }: FoundFleet,
  groups: readonly BuyersGroup[],
  finder: FleetFinder,
  { base, request, around, runs }: Asking,
): Promise<readonly FleetWitness[] | Fault | 'interrupted'> {
  const witnesses: FleetWitness[] = []
  for (const fleet of missed) {
    const [seed] = fleet.judged.missed
    const task = finder.task(fleet.levels, seed, fleet.loss)
    const settings = [...task.settings, ...lossSettings(base.spec, fleet.loss, task.loss?.atUs ?? 0)]
    const witness = {
      group: groups[fleet.group].name,
      loss: fleet.loss,
      seed,
      lostUs: task.loss?.atUs ?? null,
      kept: fleet.judged.kept,
      ran: fleet.judged.ran,
      needed: finder.needed,
      missed: (runs.of(task)?.goal ?? []).filter(({ isKept }) => !isKept).map(boundText),
      directory: null,
      command: replayCommand(request, seed, settings),
    }
    if (witnesses.length > 0) {
      witnesses.push(witness)
      continue
    }
    const loaded = loadPlanned(request.texts, request.size, request.given, settings)
    if (!loaded.ok) return loaded.faults[0]
    const { kept, progress, interrupt } = around
    const where = { path: kept.path, profile: request.profile, progress, interrupt }
    const ended = await recordWitness(loaded.value.scenario, witness, where)
    if (ended === null) return 'interrupted'
    if ('found' in ended) return ended
    if (JSON.stringify(ended.recorded.summary.goal) !== JSON.stringify(runs.of(task)?.goal))
      throw new Error(`the witness of ${witness.group} came out otherwise when it was recorded`)
    witnesses.push({ ...witness, directory: ended.directory })
  }
  return witnesses
}

/** The command line of one run. A path is set once, to what it was set to last. */
function replayCommand(
  { word, size, profile, profiles }: PlanRequest,
  seed: number,
  settings: readonly Setting[],
): string {
  const last = settings.filter(({ path }, i) => settings.findLastIndex((setting) => setting.path === path) === i)
  const sets = last.flatMap(({ path, value }) => ['--set', `${path}=${value}`])
  const own = [...optionWords('--profile', profile), ...optionWords('--profiles', profiles)]
  return commandLine(['berth', 'replay', word, '--size', size, '--seed', seed, ...sets, ...own])
}
