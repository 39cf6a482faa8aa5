import { createHash, type Hash } from 'node:crypto'
import type { RunPair } from '../../../simulator/planner/comparison.ts'
import { diffPlacements, PlacementLog } from '../../../simulator/planner/placement-diff.ts'
import { type RunFigures, RunMeasure } from '../../../simulator/record/run-measure.ts'
import { startSimulation } from '../../../simulator/simulate.ts'
import type { Engine } from '../../engine/engine.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { Decision } from '../../model/holding.ts'
import type { Scenario } from '../../model/scenario.ts'

/** Pods listed that lie elsewhere. */
export const DIFFERENCES_LISTED = 20

const INSTANTS_PER_SLICE = 10_000
/** Characters gathered before they are hashed. */
const HASH_CHARS = 1 << 18

/** One of the two runs of a pair. Both are of one scenario; what profiles it has beside the stock ones may differ. */
export interface SideRun {
  readonly scenario: Scenario
  readonly profile: string
  readonly create: (fleet: Fleet) => Engine
}

/** Runs a scenario under one seed both ways and compares them. */
export function pairOfSeed(seed: number, one: SideRun, other: SideRun): RunPair {
  const [a, b] = [one, other].map((side) => measuredRun(seed, side))
  return {
    a: a.figures,
    b: b.figures,
    isSame: a.digest === b.digest,
    diff: diffPlacements(a.placements, b.placements, DIFFERENCES_LISTED),
  }
}

interface MeasuredRun {
  readonly figures: RunFigures
  readonly placements: PlacementLog
  /** sha256 of what was decided; the profile's own name is not in it. */
  readonly digest: string
}

function measuredRun(seed: number, { scenario, profile, create }: SideRun): MeasuredRun {
  const measure = new RunMeasure(scenario.fleet, scenario.durationUs)
  const placements = new PlacementLog()
  const write = createDecisionWriter(scenario.fleet)
  const hash: Hash = createHash('sha256')
  let pending = ''
  const onDecision = (decision: Decision): void => {
    pending += write({ ...decision, profile: '' })
    if (pending.length > HASH_CHARS) {
      hash.update(pending)
      pending = ''
    }
    const { atUs, kind, pod, cause } = decision
    const holds = kind === 'place' || kind === 'resize' || kind === 'migrate'
    measure.decide({ atUs, kind, pod: pod.name, cause, holding: holds ? decision.holding : null })
    if (kind === 'place' || kind === 'migrate') {
      placements.note(pod.name, atUs, scenario.fleet.hosts[decision.holding.host].name)
    }
  }
  const simulation = startSimulation(scenario, {
    seed,
    profile,
    create,
    onEvent: (event) => measure.observe(event),
    onDecision,
  })
  while (!simulation.done) simulation.advance(INSTANTS_PER_SLICE)
  return { figures: measure.finish(), placements, digest: hash.update(pending).digest('hex') }
}
