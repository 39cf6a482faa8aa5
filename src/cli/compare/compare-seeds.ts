import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { RunPair } from '../../../simulator/planner/comparison.ts'
import { PolicyFault } from '../../engine/policy/guard.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import type { Interrupt } from '../interrupt.ts'
import { faultOrValue } from '../policy/policy-fault.ts'
import type { Progress } from '../progress.ts'

/** What every worker of a comparison knows. */
export interface CompareJob {
  /** The scenario's file, read and found good before. */
  readonly path: string
  readonly size: ScenarioSize
  /** Profiles beside the stock ones and the scenario's own. */
  readonly given: readonly ProfileSpec[]
  readonly sides: readonly [Side, Side]
}

/** One of the two: a profile for every component, and the policy's bundle where it is one of code. */
export interface Side {
  readonly label: string
  readonly profile: string
  readonly policy: string | null
}

/** A thread's answer to a seed: the pair of runs, or what a plug-in did. */
export type SeedAnswer =
  | { readonly pair: RunPair }
  | { readonly fault: Pick<PolicyFault, 'plugin' | 'host' | 'what' | 'pod'> }

/** Beside the built command, see scripts/build.mjs. */
const WORKER_FILE = './compare-worker.js'
const INTERRUPT_POLL_MS = 50

/**
 * The pair of runs of each seed, spread over the machine's Cpus; in the order of the seeds, whichever ends first. Null
 * when interrupted; a fault when a plug-in has one. Throws when a worker breaks.
 */
export async function compareSeeds(
  job: CompareJob,
  seeds: readonly number[],
  progress: Progress,
  interrupt: Interrupt,
): Promise<readonly RunPair[] | PolicyFault | null> {
  const pairs: RunPair[] = []
  const waiting = [...seeds.keys()]
  let done = 0
  const workers = seeds.slice(0, availableParallelism()).map(() => {
    return new Worker(new URL(WORKER_FILE, import.meta.url), { workerData: job })
  })
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let index = waiting.shift()
      const next = (): void => {
        if (index === undefined) resolve()
        else worker.postMessage(seeds[index])
      }
      worker.on('message', (answer: SeedAnswer) => {
        if ('fault' in answer) return reject(faultOf(answer.fault))
        if (index !== undefined) pairs[index] = answer.pair
        progress.at(++done / seeds.length, `${done} of ${seeds.length} seeds`)
        index = waiting.shift()
        next()
      })
      worker.on('error', reject)
      next()
    })
  let poll: ReturnType<typeof setInterval> | undefined
  const stopped = new Promise<null>((resolve) => {
    poll = setInterval(() => {
      if (interrupt.raised) resolve(null)
    }, INTERRUPT_POLL_MS)
  })
  try {
    return await faultOrValue(() => Promise.race([Promise.all(workers.map(work)).then(() => pairs), stopped]))
  } finally {
    clearInterval(poll)
    progress.end()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function faultOf({ plugin, host, what, pod }: Pick<PolicyFault, 'plugin' | 'host' | 'what' | 'pod'>): PolicyFault {
  const fault = new PolicyFault(plugin, host, what)
  if (pod !== null) fault.about(pod)
  return fault
}
