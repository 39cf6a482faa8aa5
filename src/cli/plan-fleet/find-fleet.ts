import type { Levels } from '../../../simulator/planner/fleet-levels.ts'
import type { FleetAsked, FleetProblem } from '../../../simulator/planner/fleet-question.ts'
import { type FleetFound, searchFleet } from '../../../simulator/planner/fleet-search.ts'
import { FUTURE_FIGURES } from '../../../simulator/planner/futures.ts'
import { type Judged, type JudgedCase, judge, type Trial } from '../../../simulator/planner/judge.ts'
import { KnownTrials } from '../../../simulator/planner/known-trials.ts'
import type { PlannedRun } from '../../../simulator/planner/planned-run.ts'
import type { AskedCpus } from '../../../simulator/record/asked-cpus.ts'
import type { LossCase, LossStrike } from '../../model/fleet-plan.ts'
import type { HostGroupSpec } from '../../model/parse/group-hosts.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { LossesOf } from './fleet-losses.ts'
import type { FleetRuns } from './fleet-runs.ts'
import { type OrderedNow, settingsOf } from './level-settings.ts'
import { type PlanTask, strikesOf } from './plan-job.ts'

export interface FleetQuestion {
  /** In the order in which hosts are saved. */
  readonly groups: readonly HostGroupSpec[]
  readonly problem: FleetProblem
  /** Settings of the command line, beside those of fleets. */
  readonly settings: readonly Setting[]
  readonly seeds: readonly number[]
  readonly needed: number
  readonly lossesOf: LossesOf
}

/** Where runs come from. */
export type RunsOfFleets = Pick<FleetRuns, 'of' | 'until' | 'all'>

/** A fleet with one host fewer, and how it misses. */
export interface MissedFleet {
  readonly group: number
  readonly levels: Levels
  readonly loss: LossCase | null
  readonly judged: JudgedCase
}

export interface FoundFleet extends FleetFound {
  /** Losses that the search went by; all others were looked at on the fleet found. */
  readonly tellingLosses: readonly LossCase[]
  readonly missed: readonly MissedFleet[]
}

/** What came of a fleet in one case. */
export interface JudgedLoss {
  /** Null: nothing lost. */
  readonly loss: LossCase | null
  readonly judged: JudgedCase
  /** Of the seeds that were run. */
  readonly strikes: readonly LossStrike[]
}

/**
 * Asks one question after another about fleets of a scenario, with runs. Most questions are put to a few telling trials
 * alone, at first the loss with most Cpus under the seeds that ask for most: what of them is known of fleets larger and
 * smaller is not run again. A sure answer is put to every case and seed, and what it misses there tells from then on.
 */
export class FleetFinder {
  readonly #question: FleetQuestion
  readonly #runs: RunsOfFleets
  /** Nothing lost, then the losses of the fleets that were asked about, each once. */
  readonly #cases: (LossCase | null)[] = [null]
  readonly #indexOf = new Map<string, number>([['null', 0]])
  readonly #known = new KnownTrials()
  /** Fleets that missed when all of it was run: what is likely of them does not count any more. */
  readonly #refuted = new Map<string, Judged>()
  /** What each seed asks for on the fleet as it stands, with nothing lost. */
  readonly #asked = new Map<number, readonly AskedCpus[]>()
  /** Those that the fleet as it stands misses by most first, in the order of the goal's bounds; then by Cpus. */
  #seeds: readonly number[] = []
  /** Those that a fleet missed last first. */
  #telling: readonly Trial[] = []

  constructor(question: FleetQuestion, runs: RunsOfFleets) {
    this.#question = question
    this.#runs = runs
  }

  get needed(): number {
    return this.#question.needed
  }

  get present(): Levels {
    const { present, months } = this.#question.problem
    return present.map((count) => Array<number>(months).fill(count))
  }

  /** Finds the fleet; null when interrupted. */
  async find(): Promise<FoundFleet | null> {
    if (!(await this.#lookAtPresent())) return null
    const asked = new Map<string, Judged>()
    const search = searchFleet(this.#question.problem)
    let step = search.next()
    while (step.done !== true) {
      const judged = await this.#answer(step.value)
      if (judged === null) return null
      asked.set(JSON.stringify(step.value.levels), judged)
      step = search.next(judged.isKept === true)
    }
    const telling = new Set(this.#telling.map((trial) => trial.case))
    const tellingLosses = this.#cases.flatMap((loss, index) => (loss !== null && telling.has(index) ? [loss] : []))
    return { ...step.value, tellingLosses, missed: this.#missedFleets(step.value, asked) }
  }

  /** How a fleet does with each of these losses, under as many seeds as it takes; null when interrupted. */
  async withLosses(levels: Levels, losses: readonly LossCase[]): Promise<readonly JudgedLoss[] | null> {
    const all: JudgedLoss[] = []
    for (const loss of losses) {
      const index = this.#caseOf(loss)
      const judged = await this.#judged(levels, [this.#seeds.map((seed) => ({ case: index, seed }))], true)
      if (judged === null) return null
      for (const of of judged.cases) {
        const tasks = this.#seeds.slice(0, of.ran).map((seed) => this.task(levels, seed, loss))
        all.push({ loss, judged: of, strikes: strikesOf(tasks) })
      }
    }
    return all
  }

  /** All seeds of a fleet with nothing lost, with detail, in the order of seeds; null when interrupted. */
  async details(levels: Levels): Promise<readonly PlannedRun[] | null> {
    const tasks = this.#question.seeds.map((seed) => this.task(levels, seed, null))
    if (!(await this.#runs.all(tasks))) return null
    return tasks.map((task) => {
      const run = this.#runs.of(task)
      if (run === undefined) throw new Error('a run is missing after all have ended')
      return run
    })
  }

  /** ordered: hosts that would have to be ordered before come when they can, as of `groupsAt`. */
  task(levels: Levels, seed: number, loss: LossCase | null, ordered: OrderedNow | null = null): PlanTask {
    const { groups, settings: given, lossesOf } = this.#question
    const settings = [...given, ...settingsOf(groups, levels, ordered)]
    // Few runs lose nothing, and of those most are told of in detail.
    if (loss === null) return { settings, seed, loss: null, isDetailed: true }
    const atUs = lossesOf(levels, ordered).instantOf(loss, this.#asked.get(seed) ?? [])
    return { settings, seed, loss: { of: loss, atUs }, isDetailed: false }
  }

  /** Answers a question of the search; null when interrupted. */
  async #answer({ levels, by }: FleetAsked): Promise<Judged | null> {
    const refuted = this.#refuted.get(JSON.stringify(levels))
    if (by === 'telling' && refuted !== undefined) return refuted
    // What is known comes first: it may settle the question without a run.
    const isKnown = (trial: Trial): boolean => by === 'telling' && this.#known.of(trial, levels) !== undefined
    const telling = [...this.#telling.filter(isKnown), ...this.#telling.filter((trial) => !isKnown(trial))]
    const { seeds, needed } = this.#question
    const hardest = this.#seeds.slice(0, { telling: 0, hardest: seeds.length - needed + 1, all: seeds.length }[by])
    const rows = hardest.map((seed) => this.#casesOf(levels).map((index) => ({ case: index, seed })))
    const all = [...telling.map((trial) => [trial]), ...withoutThose(rows, telling)]
    const judged = await this.#judged(levels, all, by !== 'telling')
    if (judged?.isKept === false) {
      if (by !== 'telling') this.#refuted.set(JSON.stringify(levels), judged)
      const missed = judged.looked.flatMap(({ trial, isKept }) => (isKept ? [] : [trial]))
      this.#telling = [...missed, ...withoutThose([this.#telling], missed).flat()]
    }
    return judged
  }

  /** isRun: nothing is taken for likely. */
  async #judged(levels: Levels, rows: readonly (readonly Trial[])[], isRun: boolean): Promise<Judged | null> {
    const { needed, seeds } = this.#question
    const isKeptIn = (trial: Trial): boolean | undefined =>
      (isRun ? undefined : this.#known.of(trial, levels)) ??
      this.#runs.of(this.#taskOf(levels, trial))?.goal.every(({ isKept }) => isKept)
    const now = (): Judged => judge(rows, { seeds: seeds.length, needed }, isKeptIn)
    if (!(await this.#runs.until(() => now().wanted.map((trial) => this.#taskOf(levels, trial))))) return null
    const judged = now()
    for (const { trial, isKept } of judged.looked) this.#known.note(trial, levels, isKept)
    return judged
  }

  #taskOf(levels: Levels, trial: Trial): PlanTask {
    return this.task(levels, trial.seed, this.#lossOf(levels, trial.case))
  }

  /** A fleet's losses, then nothing lost: a loss is a fleet with fewer hosts, so it misses sooner. */
  #casesOf(levels: Levels): readonly number[] {
    return [...this.#question.lossesOf(levels).cases, null].map((loss) => this.#caseOf(loss))
  }

  #caseOf(loss: LossCase | null): number {
    const key = JSON.stringify(loss)
    const index = this.#indexOf.get(key) ?? this.#cases.push(loss) - 1
    this.#indexOf.set(key, index)
    return index
  }

  /** What a fleet loses in a case: nothing where none of its hosts is lost, and that is the run of nothing lost. */
  #lossOf(levels: Levels, index: number): LossCase | null {
    const loss = this.#cases[index]
    return loss !== null && this.#question.lossesOf(levels).isFelt(loss) ? loss : null
  }

  async #lookAtPresent(): Promise<boolean> {
    const runs = await this.details(this.present)
    if (runs === null) return false
    const { seeds, needed } = this.#question
    const cpus = FUTURE_FIGURES.findIndex(({ name }) => name === 'Cpus requested at the peak')
    const hardness = new Map(
      seeds.map((seed, i) => [seed, [...runs[i].goal.map(({ found }) => found), runs[i].detail?.figures[cpus]]]),
    )
    for (const [i, seed] of seeds.entries()) this.#asked.set(seed, runs[i].detail?.asked ?? [])
    const harder = (a: number, b: number): number => {
      const differences = hardness.get(b)?.map((amount, i) => (amount ?? 0) - (hardness.get(a)?.[i] ?? 0)) ?? []
      return differences.find((difference) => difference !== 0) ?? a - b
    }
    this.#seeds = [...seeds].sort(harder)
    const [first] = this.#casesOf(this.present)
    // So many seeds of one case as must miss for it to be missed.
    this.#telling = this.#seeds.slice(0, seeds.length - needed + 1).map((seed) => ({ case: first, seed }))
    return true
  }

  /** The fleets with one host fewer, as they were judged when the search asked about them. */
  #missedFleets({ fewer }: FleetFound, asked: ReadonlyMap<string, Judged>): readonly MissedFleet[] {
    const { seeds, needed } = this.#question
    return fewer.flatMap(({ group, levels }) => {
      const cases = asked.get(JSON.stringify(levels))?.cases ?? []
      const judged = cases.find(({ missed }) => missed.length > seeds.length - needed)
      return judged === undefined ? [] : [{ group, levels, loss: this.#lossOf(levels, judged.case), judged }]
    })
  }
}

/** Rows of trials without some. */
function withoutThose(rows: readonly (readonly Trial[])[], those: readonly Trial[]): readonly (readonly Trial[])[] {
  return rows.map((row) => row.filter((trial) => !those.some((of) => of.case === trial.case && of.seed === trial.seed)))
}
