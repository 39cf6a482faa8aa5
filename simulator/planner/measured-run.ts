import type { Engine } from '../../src/engine/engine.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { type RunFigures, RunMeasure } from '../record/run-measure.ts'
import { startSimulation } from '../simulate.ts'
import type { Simulation } from '../simulation.ts'
import type { RunPair } from './comparison.ts'
import { diffPlacements, PlacementLog } from './placement-diff.ts'

/** Pods listed that lie elsewhere. */
export const DIFFERENCES_LISTED = 20

/** sha256 of text that is given piece by piece; Node's own is faster than one that runs everywhere. */
export interface TextDigest {
  update(text: string): void
  /** Lower-case hex. Called once, at the end. */
  hex(): string
}

/** One of the two runs of a pair. Both are of one scenario; what profiles it has beside the stock ones may differ. */
export interface SideRun {
  readonly scenario: Scenario
  readonly profile: string
  /** Left out: the engine with the profiles of the scenario. */
  readonly create?: (fleet: Fleet) => Engine
}

/** Characters gathered before they are hashed. */
const DIGEST_CHARS = 1 << 18

/** A run of a scenario of which figures and places are kept, and no log. */
export class MeasuredRun {
  readonly #scenario: Scenario
  readonly #simulation: Simulation
  readonly #measure: RunMeasure
  readonly #placements = new PlacementLog()
  readonly #digest: TextDigest
  #pending = ''

  constructor(seed: number, { scenario, profile, create }: SideRun, digest: TextDigest) {
    this.#scenario = scenario
    this.#digest = digest
    this.#measure = new RunMeasure(scenario.fleet, scenario.durationUs)
    const write = createDecisionWriter(scenario.fleet)
    this.#simulation = startSimulation(scenario, {
      seed,
      profile,
      ...(create === undefined ? {} : { create }),
      onEvent: (event) => this.#measure.observe(event),
      onDecision: (decision) => this.#take(decision, write({ ...decision, profile: '' })),
    })
  }

  get done(): boolean {
    return this.#simulation.done
  }

  /** How far it has come of the scenario's duration, 0 to 1. */
  get share(): number {
    return this.done ? 1 : this.#simulation.nowUs / this.#scenario.durationUs
  }

  advance(instantsMax: number): void {
    this.#simulation.advance(instantsMax)
  }

  /** Call once, when it is done. digest: of what was decided; the profile's own name is not in it. */
  finish(): { readonly figures: RunFigures; readonly placements: PlacementLog; readonly digest: string } {
    this.#digest.update(this.#pending)
    return { figures: this.#measure.finish(), placements: this.#placements, digest: this.#digest.hex() }
  }

  #take(decision: Decision, line: string): void {
    this.#pending += line
    if (this.#pending.length > DIGEST_CHARS) {
      this.#digest.update(this.#pending)
      this.#pending = ''
    }
    const { atUs, kind, pod, cause } = decision
    const holds = kind === 'place' || kind === 'resize' || kind === 'migrate'
    this.#measure.decide({
      atUs,
      kind,
      pod: pod.name,
      cause,
      holding: holds ? decision.holding : null,
      ...(decision.kind === 'refuse' && decision.failure !== undefined ? { failed: decision.failure.reason } : {}),
      isOfGroup: decision.kind === 'refuse' && decision.group !== undefined,
    })
    if (kind === 'place' || kind === 'migrate') {
      this.#placements.note(pod.name, atUs, this.#scenario.fleet.hosts[decision.holding.host].name)
    }
  }
}

/** Two runs that are done, compared. */
export function pairOf(one: MeasuredRun, other: MeasuredRun): RunPair {
  const [a, b] = [one.finish(), other.finish()]
  return {
    a: a.figures,
    b: b.figures,
    isSame: a.digest === b.digest,
    diff: diffPlacements(a.placements, b.placements, DIFFERENCES_LISTED),
  }
}
