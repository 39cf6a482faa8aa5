import {
  type FleetFound,
  type FleetProblem,
  type Levels,
  searchFleet,
} from '../../../simulator/planner/fleet-search.ts'
import { FUTURE_FIGURES } from '../../../simulator/planner/futures.ts'
import { type Judged, judge } from '../../../simulator/planner/judge.ts'
import type { PlannedRun } from '../../../simulator/planner/planned-run.ts'
import type { LossCase } from '../../model/fleet-plan.ts'
import type { HostGroupSpec } from '../../model/parse/group-hosts.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { FleetRuns } from './fleet-runs.ts'
import { settingsOf } from './level-settings.ts'
import type { PlanTask } from './plan-job.ts'

export interface FleetQuestion {
  /** In the order in which hosts are saved. */
  readonly groups: readonly HostGroupSpec[]
  readonly problem: FleetProblem
  /** Settings of the command line, beside those of fleets. */
  readonly settings: readonly Setting[]
  readonly seeds: readonly number[]
  readonly needed: number
  readonly losses: readonly LossCase[]
}

/** A fleet with one host fewer, and how it misses. */
export interface MissedFleet {
  readonly group: number
  readonly levels: Levels
  readonly loss: LossCase | null
  readonly judged: Judged['cases'][number]
}

export interface FoundFleet extends FleetFound {
  /** Losses that the search looked at, the one that it ended with last; all were looked at on the fleet found. */
  readonly active: readonly LossCase[]
  /** The first fleet that kept the goal: large enough to see what is asked for. */
  readonly ample: Levels
  readonly missed: readonly MissedFleet[]
}

/** Asks one question after another about fleets of a scenario, with runs. */
export class FleetFinder {
  readonly #question: FleetQuestion
  readonly #runs: FleetRuns
  /** When most play, by seed. */
  readonly #peakUs = new Map<number, number>()
  /** Hard ones first. */
  #order: readonly number[] = []

  constructor(question: FleetQuestion, runs: FleetRuns) {
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
    const { losses, problem } = this.#question
    const active: LossCase[] = losses.slice(0, 1)
    for (;;) {
      let ample: Levels | null = null
      const search = searchFleet(problem)
      let step = search.next()
      while (step.done !== true) {
        const judged = await this.judged(step.value, [...active, null])
        if (judged === null) return null
        if (judged.isKept === true) ample ??= step.value
        step = search.next(judged.isKept === true)
      }
      const found = step.value
      const worse = found.isFound ? await this.#missedLoss(found.levels) : undefined
      if (worse === null) return null
      if (worse !== undefined && !active.includes(worse)) active.unshift(worse)
      else return { ...found, active, ample: ample ?? found.levels, missed: this.#missedFleets(found, active) }
    }
  }

  /** Whether a fleet keeps the goal in each of these cases; null when interrupted. */
  async judged(levels: Levels, cases: readonly (LossCase | null)[]): Promise<Judged | null> {
    const tasks = (): readonly PlanTask[] =>
      this.#judge(levels, cases).wanted.map(({ case: index, seed }) => this.task(levels, seed, cases[index]))
    return (await this.#runs.until(tasks)) ? this.#judge(levels, cases) : null
  }

  /** All seeds of a fleet with nothing lost, with detail, in the order of seeds; null when interrupted. */
  async details(levels: Levels): Promise<readonly PlannedRun[] | null> {
    const tasks = this.#question.seeds.map((seed) => ({ ...this.task(levels, seed, null), isDetailed: true }))
    if (!(await this.#runs.all(tasks))) return null
    return tasks.map((task) => this.#ran(task))
  }

  task(levels: Levels, seed: number, loss: LossCase | null): PlanTask {
    const { groups, settings } = this.#question
    const lost = loss === null ? null : { of: loss, atUs: this.#peakUs.get(seed) ?? 1 }
    return { settings: [...settings, ...settingsOf(groups, levels)], seed, loss: lost, isDetailed: false }
  }

  #ran(task: PlanTask): PlannedRun {
    const run = this.#runs.of(task)
    if (run === undefined) throw new Error('a run is missing after all have ended')
    return run
  }

  #judge(levels: Levels, cases: readonly (LossCase | null)[]): Judged {
    const { needed } = this.#question
    return judge(cases.length, this.#order, needed, (index, seed) =>
      this.#runs.of(this.task(levels, seed, cases[index]))?.goal.every(({ isKept }) => isKept),
    )
  }

  async #lookAtPresent(): Promise<boolean> {
    const runs = await this.details(this.present)
    if (runs === null) return false
    const { seeds } = this.#question
    const cpus = FUTURE_FIGURES.findIndex(({ name }) => name === 'Cpus requested at the peak')
    const asked = new Map(seeds.map((seed, i) => [seed, runs[i].detail?.figures[cpus] ?? 0]))
    for (const [i, seed] of seeds.entries()) this.#peakUs.set(seed, Math.max(1, runs[i].peakUs))
    this.#order = [...seeds].sort((a, b) => (asked.get(b) ?? 0) - (asked.get(a) ?? 0) || a - b)
    return true
  }

  /** The first loss that the fleet does not survive; undefined: none; null when interrupted. */
  async #missedLoss(levels: Levels): Promise<LossCase | null | undefined> {
    const { losses } = this.#question
    const judged = await this.judged(levels, losses)
    if (judged === null) return null
    return losses[judged.cases.findIndex(({ isKept }) => isKept === false)]
  }

  #missedFleets({ fewer }: FleetFound, active: readonly LossCase[]): readonly MissedFleet[] {
    const cases = [...active, null]
    return fewer.flatMap(({ group, levels }) => {
      const judged = this.#judge(levels, cases).cases
      const index = judged.findIndex(({ isKept }) => isKept === false)
      return index < 0 ? [] : [{ group, levels, loss: cases[index], judged: judged[index] }]
    })
  }
}
