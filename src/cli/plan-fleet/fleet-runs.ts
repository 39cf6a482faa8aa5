import type { PlannedRun } from '../../../simulator/planner/planned-run.ts'
import type { Fault } from '../../base/result.ts'
import type { Interrupt } from '../interrupt.ts'
import { KeptRuns } from '../sweep/kept-runs.ts'
import { openWorkers, type Workers } from '../workers.ts'
import { type PlanJob, type PlanTask, taskKey } from './plan-job.ts'

/** A run of a plan and what it came to. */
export interface KeptRun {
  readonly task: PlanTask
  readonly run: PlannedRun
}

/** Opens the folder of a plan's runs, as KeptRuns says. spec: what two plans must have in common to share runs. */
export function openFleetRuns(path: string, spec: object): KeptRuns<KeptRun> | Fault {
  return KeptRuns.open<KeptRun>(path, { kind: 'FleetSearch', spec, keyOf: ({ task }) => taskKey(task) })
}

/** Runs what a plan asks for over worker threads, each once: what was run before is taken from the folder. */
export class FleetRuns {
  readonly #kept: KeptRuns<KeptRun>
  readonly #workers: Workers<PlanTask, PlannedRun>
  readonly #interrupt: Interrupt
  readonly #running = new Map<string, Promise<void>>()
  readonly #onRun: (count: number) => void
  #count = 0

  constructor(
    kept: KeptRuns<KeptRun>,
    job: PlanJob,
    { interrupt, onRun }: { readonly interrupt: Interrupt; readonly onRun: (count: number) => void },
  ) {
    this.#kept = kept
    this.#interrupt = interrupt
    this.#onRun = onRun
    this.#workers = openWorkers('./plan-worker.js', job, interrupt)
  }

  /** What a run came to; undefined when it has not run. One with detail stands for one without. */
  of(task: PlanTask): PlannedRun | undefined {
    const { runs } = this.#kept
    return (runs.get(taskKey(task)) ?? runs.get(taskKey({ ...task, isDetailed: true })))?.run
  }

  /** Runs what is wanted, the first first, until nothing is; false when interrupted. wanted: asked after each run. */
  async until(wanted: () => readonly PlanTask[]): Promise<boolean> {
    for (;;) {
      if (this.#interrupt.raised) return false
      const tasks = wanted().filter((task) => this.of(task) === undefined)
      if (tasks.length === 0) return true
      for (const task of tasks) {
        if (this.#running.size >= this.#workers.size) break
        const key = taskKey(task)
        if (!this.#running.has(key)) this.#running.set(key, this.#run(key, task))
      }
      if ((await Promise.race([...this.#running.values(), this.#workers.stopped])) === 'stopped') return false
    }
  }

  /** All of these; false when interrupted. */
  all(tasks: readonly PlanTask[]): Promise<boolean> {
    return this.until(() => tasks)
  }

  async close(): Promise<void> {
    for (const running of this.#running.values()) running.catch(() => {})
    await this.#workers.close()
  }

  async #run(key: string, task: PlanTask): Promise<void> {
    const run = await this.#workers.ask(task)
    this.#running.delete(key)
    this.#kept.keep({ task, run })
    this.#onRun(++this.#count)
  }
}
