import { byCodeUnit } from '../../src/base/order.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { type DemandPeak, FleetUse, type ResourceUse } from '../record/fleet-use.ts'
import { type GameHours, GameHoursCount, type IdleHours } from '../record/game-hours.ts'
import type { GoalBound } from '../record/goal.ts'
import { startSimulation } from '../simulate.ts'
import { outcomeOf } from './futures.ts'

/** What a run tells a plan. */
export interface PlannedRun {
  readonly goal: readonly GoalBound[]
  /** When most play: from the games alone, the same on every fleet. */
  readonly peakUs: number
  readonly detail?: RunDetail
}

export interface RunDetail {
  /** In the order of FUTURE_FIGURES. */
  readonly figures: readonly (number | null)[]
  readonly uses: readonly ResourceUse[]
  readonly demand: readonly DemandPeak[]
  readonly games: readonly GameHours[]
  readonly idle: readonly IdleHours[]
}

export interface PlannedRunOptions {
  readonly seed: number
  readonly profile: string | null
  /** Null: no detail is wanted. prices: of each host's Cpu and hour. */
  readonly detail: { readonly prices: readonly number[]; readonly monthUs: number; readonly months: number } | null
}

const INSTANTS_PER_SLICE = 10_000

/** Runs a scenario that has a goal to its end. */
export function runPlanned(scenario: Scenario, { seed, profile, detail }: PlannedRunOptions): PlannedRun {
  const recorder = detail === null ? null : new DetailRecorder(scenario, detail)
  const simulation = startSimulation(scenario, { seed, profile, ...recorder?.taps })
  while (!simulation.done) simulation.advance(INSTANTS_PER_SLICE)
  const summary = simulation.summary()
  const outcome = outcomeOf(summary)
  return {
    goal: outcome.goal ?? [],
    peakUs: summary.peaks['players'].atUs,
    ...(recorder === null ? {} : { detail: { figures: outcome.figures, ...recorder.finish() } }),
  }
}

class DetailRecorder {
  readonly taps: Pick<Parameters<typeof startSimulation>[1], 'onEvent' | 'onDecision' | 'onSample'>
  readonly #use: FleetUse
  readonly #hours: GameHoursCount

  constructor(scenario: Scenario, { prices, monthUs, months }: NonNullable<PlannedRunOptions['detail']>) {
    const { fleet, games, durationUs } = scenario
    const names = games.map(({ name }) => name).sort(byCodeUnit)
    this.#use = new FleetUse(scenario)
    this.#hours = new GameHoursCount(fleet, prices, { monthUs, months, endUs: durationUs })
    this.taps = {
      onEvent: (event) => {
        this.#use.observe(event)
        this.#hours.observe(event)
      },
      onDecision: (decision) => {
        this.#use.decide(decision)
        this.#hours.decide(decision)
      },
      onSample: (atUs, _, samples) => {
        const used = samples.map(({ cpusUsedMilli }, i) => ({ name: names[i], cpusUsedMilli }))
        this.#hours.sample(atUs, used)
      },
    }
  }

  finish(): Omit<RunDetail, 'figures'> {
    return { uses: this.#use.uses(), demand: this.#use.demand(), ...this.#hours.finish() }
  }
}
