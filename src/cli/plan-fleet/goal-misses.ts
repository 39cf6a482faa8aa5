import { type JudgedCase, judge } from '../../../simulator/planner/judge.ts'
import { GOAL_BOUNDS, type GoalBoundName, type GoalMiss, type LossCase } from '../../model/fleet-plan.ts'
import type { JudgedLoss, RunsOfFleets } from './find-fleet.ts'
import type { PlanTask } from './plan-job.ts'

/** One fleet, by its runs. */
export interface FleetTasks {
  readonly runs: RunsOfFleets
  readonly seeds: readonly number[]
  readonly needed: number
  taskOf(seed: number, loss: LossCase | null): PlanTask
  /** The command line that makes a run again. */
  commandOf(task: PlanTask): string
}

/** How the fleet does in one case, under as many seeds as it takes, or all of them; null when interrupted. */
export async function judgeCase(
  { runs, seeds, needed, taskOf }: FleetTasks,
  loss: LossCase | null,
  isWhole: boolean,
): Promise<JudgedCase | null> {
  const isKeptIn = ({ seed }: { readonly seed: number }): boolean | undefined =>
    runs.of(taskOf(seed, loss))?.goal.every(({ isKept }) => isKept)
  const row = seeds.map((seed) => ({ case: 0, seed }))
  if (!isWhole) {
    const now = () => judge([row], { seeds: seeds.length, needed }, isKeptIn)
    if (!(await runs.until(() => now().wanted.map(({ seed }) => taskOf(seed, loss))))) return null
    return now().cases[0]
  }
  if (!(await runs.all(seeds.map((seed) => taskOf(seed, loss))))) return null
  const missed = seeds.filter((seed) => isKeptIn({ seed }) === false)
  return { case: 0, ran: seeds.length, kept: seeds.length - missed.length, missed }
}

/**
 * What a fleet misses in the cases that it misses: each bound with the seed that misses it by most, whose run says from
 * when on and what was short. Runs that tell no detail yet are run again for it; null when interrupted.
 */
export async function missesOf(
  fleet: FleetTasks,
  cases: readonly Pick<JudgedLoss, 'loss' | 'judged'>[],
): Promise<readonly GoalMiss[] | null> {
  const { runs, seeds, needed, taskOf } = fleet
  const missed = cases.filter(({ judged }) => judged.missed.length > seeds.length - needed)
  const found = missed.flatMap(({ loss, judged }) =>
    GOAL_BOUNDS.flatMap((bound) => {
      const worst = worstOf(fleet, loss, judged.missed, bound)
      return worst === null ? [] : [{ ...worst, loss, bound, ran: judged.ran }]
    }),
  )
  const detailed = (seed: number, loss: LossCase | null): PlanTask => ({ ...taskOf(seed, loss), isDetailed: true })
  if (!(await runs.all(found.map(({ seed, loss }) => detailed(seed, loss))))) return null
  return found.map((one) => {
    const task = detailed(one.seed, one.loss)
    const short = runs.of(task)?.detail?.shortfalls.find(({ bound }) => bound === one.bound)
    if (short === undefined) throw new Error(`a run that misses ${one.bound} says nothing of it`)
    return { ...one, ...short, lostUs: task.loss?.atUs ?? null, command: fleet.commandOf(task) }
  })
}

/** Of these seeds those that miss a bound, and the one that misses it by most; null: none does. */
function worstOf(
  { runs, taskOf }: FleetTasks,
  loss: LossCase | null,
  seeds: readonly number[],
  bound: GoalBoundName,
): Pick<GoalMiss, 'seeds' | 'seed' | 'found' | 'atMost'> | null {
  const those = seeds.flatMap((seed) => {
    const of = runs.of(taskOf(seed, loss))?.goal.find(({ name, isKept }) => name === bound && !isKept)
    return of === undefined || of.found === null ? [] : [{ seed, found: of.found, atMost: of.atMost }]
  })
  const [first] = [...those].sort((a, b) => b.found - a.found || a.seed - b.seed)
  return first === undefined ? null : { ...first, seeds: those.length }
}
