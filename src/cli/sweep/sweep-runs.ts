import type { Outcome } from '../../../simulator/planner/futures.ts'
import { LUCK, type Luck } from '../../../simulator/simulation-options.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import type { Interrupt } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import type { ScenarioTexts } from '../scenario-source.ts'
import { workThrough } from '../workers.ts'
import { runKey, type SweepDirectory } from './sweep-directory.ts'

/** What every thread of a sweep knows. */
export interface SweepJob {
  /** Read and found good before with the settings of each cell. */
  readonly texts: ScenarioTexts
  readonly size: ScenarioSize
  /** Profiles beside the stock ones and the scenario's own. */
  readonly given: readonly ProfileSpec[]
  readonly profile: string | null
  readonly cells: readonly (readonly Setting[])[]
}

export interface SweepTask {
  readonly cell: number
  readonly luck: Luck
}

/** All luck from one seed. */
export function luckOf(seed: number): Luck {
  return { forecast: seed, failures: seed, noise: seed }
}

/** The luck of a run in which one source alone differs from the first seed's. */
export function luckAlone(source: (typeof LUCK)[number], seed: number, first: number): Luck {
  return { ...luckOf(first), [source]: seed }
}

/** Runs of a sweep. isSplit: also those in which one source of luck varies alone, of the first cell. */
export function tasksOf(cellCount: number, seeds: readonly number[], isSplit: boolean): readonly SweepTask[] {
  const tasks = Array.from({ length: cellCount }, (_, cell) =>
    seeds.map((seed) => ({ cell, luck: luckOf(seed) })),
  ).flat()
  const alone = LUCK.flatMap((source) => seeds.map((seed) => ({ cell: 0, luck: luckAlone(source, seed, seeds[0]) })))
  const all = isSplit ? [...tasks, ...alone] : tasks
  return [...new Map(all.map((task) => [runKey(task), task])).values()]
}

/** Runs what is not kept yet; false when interrupted: what had ended by then is kept. */
export async function runSweep(
  job: SweepJob,
  tasks: readonly SweepTask[],
  { directory, progress, interrupt }: SweepSurroundings,
): Promise<boolean> {
  const todo = tasks.filter((task) => !directory.runs.has(runKey(task)))
  let done = tasks.length - todo.length
  const take = (outcome: Outcome, index: number): void => {
    directory.keep({ ...todo[index], outcome })
    progress.at(++done / tasks.length, `${done} of ${tasks.length} runs`)
  }
  try {
    return await workThrough({ file: './sweep-worker.js', job, tasks: todo, take, interrupt })
  } finally {
    progress.end()
  }
}

/** Where a sweep keeps its runs, and who watches. */
export interface SweepSurroundings {
  readonly directory: SweepDirectory
  readonly progress: Progress
  readonly interrupt: Interrupt
}
