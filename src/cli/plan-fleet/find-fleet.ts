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
  /**
   * Cases that the search looked at, the one that it ended with first; null: nothing lost. All others were looked at on
   * the fleet found.
   */
  readonly active: readonly (LossCase | null)[]
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
  /** Hard ones first: those that ask for most, then those that a fleet missed in last, whichever ones they are. */
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
    // A loss is a fleet with fewer hosts: what keeps the goal with one keeps it without, which is looked at in the end.
    const active: (LossCase | null)[] = losses.length === 0 ? [null] : [losses[0]]
    for (;;) {
      let ample: Levels | null = null
      const asked = new Map<string, Judged>()
      const search = searchFleet(problem)
      let step = search.next()
      while (step.done !== true) {
        const judged = await this.judged(step.value, active)
        if (judged === null) return null
        asked.set(JSON.stringify(step.value), judged)
        if (judged.isKept === true) ample ??= step.value
        else this.#putFirst(judged)
        step = search.next(judged.isKept === true)
      }
      const found = step.value
      const worse = found.isFound ? await this.#missedCase(found.levels, active) : 'none'
      if (worse === 'interrupted') return null
      if (worse !== 'none') active.unshift(worse)
      else return { ...found, active, ample: ample ?? found.levels, missed: missedFleets(found, active, asked) }
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

  /** The first case beside those looked at in which the fleet misses the goal. */
  async #missedCase(
    levels: Levels,
    active: readonly (LossCase | null)[],
  ): Promise<LossCase | null | 'none' | 'interrupted'> {
    const others = [null, ...this.#question.losses].filter((loss) => !active.includes(loss))
    const judged = await this.judged(levels, others)
    if (judged === null) return 'interrupted'
    const index = judged.cases.findIndex(({ isKept }) => isKept === false)
    return index < 0 ? 'none' : others[index]
  }

  /** Seeds that missed are looked at first from now on: the next fleet that misses most likely does so in them. */
  #putFirst({ cases }: Judged): void {
    const missed = cases.flatMap((judged) => judged.missed)
    this.#order = [...new Set([...missed, ...this.#order])]
  }
}

/** The fleets with one host fewer, as they were judged when the search asked about them. */
function missedFleets(
  { fewer }: FleetFound,
  active: readonly (LossCase | null)[],
  asked: ReadonlyMap<string, Judged>,
): readonly MissedFleet[] {
  return fewer.flatMap(({ group, levels }) => {
    const judged = asked.get(JSON.stringify(levels))?.cases ?? []
    const index = judged.findIndex(({ isKept }) => isKept === false)
    return index < 0 ? [] : [{ group, levels, loss: active[index], judged: judged[index] }]
  })
}
