import type { RunPair } from '../../../simulator/planner/comparison.ts'
import { PolicyFault } from '../../engine/policy/guard.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { ScenarioSize } from '../../model/scenario.ts'
import type { Interrupt } from '../interrupt.ts'
import { faultOrValue } from '../policy/policy-fault.ts'
import type { Progress } from '../progress.ts'
import type { ScenarioTexts } from '../scenario-source.ts'
import { workThrough } from '../workers.ts'

/** What every worker of a comparison knows. */
export interface CompareJob {
  /** Read and found good before. */
  readonly texts: ScenarioTexts
  readonly size: ScenarioSize
  /** Profiles beside the stock ones and the scenario's own. */
  readonly given: readonly ProfileSpec[]
  readonly sides: readonly [Side, Side]
}

/** One of the two: a profile for every component, and the policy's file and bundle where it is one of code. */
export interface Side {
  readonly label: string
  readonly profile: string
  readonly policy: { readonly file: string; readonly text: string } | null
}

/** A thread's answer to a seed: the pair of runs, or what a plug-in of one of the sides did. */
export type SeedAnswer =
  | { readonly pair: RunPair }
  | { readonly fault: Pick<PolicyFault, 'plugin' | 'host' | 'what' | 'pod'>; readonly side: number }

/** What ended a comparison, and the file of the policy whose plug-in did it. */
export interface SideFault {
  readonly fault: PolicyFault
  readonly file: string | null
}

/**
 * The pair of runs of each seed, spread over the machine's Cpus; in the order of the seeds, whichever ends first. Null
 * when interrupted; a fault when a plug-in has one. Throws when a worker breaks.
 */
export async function compareSeeds(
  job: CompareJob,
  seeds: readonly number[],
  progress: Progress,
  interrupt: Interrupt,
): Promise<readonly RunPair[] | SideFault | null> {
  const pairs: RunPair[] = []
  let done = 0
  let file: string | null = null
  const take = (answer: SeedAnswer, index: number): void => {
    if ('fault' in answer) {
      file = job.sides[answer.side]?.policy?.file ?? null
      throw faultOf(answer.fault)
    }
    pairs[index] = answer.pair
    progress.at(++done / seeds.length, `${done} of ${seeds.length} seeds`)
  }
  const work = { file: './compare-worker.js', job, tasks: seeds, take, interrupt }
  try {
    const ended = await faultOrValue(() => workThrough(work))
    if (ended instanceof PolicyFault) return { fault: ended, file }
    return ended ? pairs : null
  } finally {
    progress.end()
  }
}

function faultOf({ plugin, host, what, pod }: Pick<PolicyFault, 'plugin' | 'host' | 'what' | 'pod'>): PolicyFault {
  const fault = new PolicyFault(plugin, host, what)
  if (pod !== null) fault.about(pod)
  return fault
}
