import { baselineNamed } from '../../../src/model/baseline.ts'
import { compact, compactionBound, quantile, SEEDS } from './compaction.ts'
import type { Instance } from './instance.ts'
import { type Optimum, optimumOf } from './optimum.ts'
import { PatternLp } from './pattern-bound.ts'
import { place } from './place.ts'
import { Solver } from './solver.ts'

/** How one profile places an instance, over 11 orders of arrival and of hosts taken away. */
export interface ProfileFigures {
  readonly profile: string
  /** Nearest-rank 90th percentiles of the hosts used on the whole fleet, and of the fewest that still take all pods. */
  readonly usedP90: number
  /** Most pods that found no room on the whole fleet, under any order. */
  readonly refusedMax: number
  /** Of a baseline: most pods that failed after they were bound; they are out too. */
  readonly failuresMax: number
  /** Null where not even the whole fleet takes all pods. */
  readonly compactedP90: number | null
}

export interface BoundFigures {
  readonly instance: Instance
  readonly podCount: number
  readonly hostCount: number
  /** Of the pattern LP: no placement uses fewer hosts. */
  readonly bound: number
  /** The same for compaction, where the hosts that are left are drawn: 90th percentile over the same seeds. */
  readonly compactionBoundP90: number
  /** Small instances only. */
  readonly optimum: Optimum | null
  readonly profiles: readonly ProfileFigures[]
}

const OPTIMUM_SECONDS_MAX = 60
const BASELINE_SEEDS = 3

/** Hosts used by each profile beside what no placement can be better than, one instance after the other. */
export async function* benchBounds(
  instances: readonly Instance[],
  profiles: readonly string[],
): AsyncGenerator<BoundFigures> {
  const solver = await Solver.load()
  for (const instance of instances) {
    const lp = new PatternLp(solver, instance)
    const { hosts } = lp.bound()
    const hostCount = instance.fleet.hosts.length
    const compactions = SEEDS.map((seed) => compactionBound(lp, instance, seed))
    yield {
      instance,
      podCount: instance.shapes.reduce((sum, { count }) => sum + count, 0),
      hostCount,
      bound: hosts,
      compactionBoundP90: quantile(known(compactions), 0.9),
      optimum: instance.size === 'small' ? optimumOf(solver, instance, hostCount, OPTIMUM_SECONDS_MAX) : null,
      profiles: profiles.map((profile) => figuresOf(instance, profile)),
    }
  }
}

function figuresOf(instance: Instance, profile: string): ProfileFigures {
  // A kubelet takes its time over each pod: a baseline is given fewer orders.
  const seeds = baselineNamed(profile) === null ? SEEDS : SEEDS.slice(0, BASELINE_SEEDS)
  const placements = seeds.map((seed) => place(instance, profile, seed))
  const compactions = seeds.map((seed) => compact(instance, profile, seed))
  return {
    profile,
    usedP90: quantile(
      placements.map(({ hosts }) => hosts),
      0.9,
    ),
    failuresMax: Math.max(...placements.map(({ failures }) => failures)),
    refusedMax: Math.max(...placements.map(({ refused }) => refused)),
    compactedP90: compactions.includes(null) ? null : quantile(known(compactions), 0.9),
  }
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null)
}
