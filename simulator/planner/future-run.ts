import type { Engine } from '../../src/engine/engine.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { SeriesName } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { NumberList } from '../record/number-list.ts'
import { startSimulation } from '../simulate.ts'
import type { Simulation } from '../simulation.ts'
import { FleetUse, type UseColumn } from './future-use.ts'
import { type Outcome, outcomeOf } from './futures.ts'

/** Series of a run that bands are drawn of. */
export const FUTURE_SERIES = [
  'players',
  'playersRefused',
  'cpusAllocatable',
  'cpusRequested',
  'podsPlaced',
  'podsPending',
  'refusalsTotal',
  'hostsUp',
  'hostsInUse',
] as const satisfies readonly SeriesName[]
export type FutureSeries = (typeof FUTURE_SERIES)[number]

/** One future: a run of a scenario under one seed, as a planner looks at it. Columns have a value a sample. */
export interface FutureRun {
  readonly seed: number
  readonly atUs: Float64Array
  readonly series: Readonly<Record<FutureSeries, Float64Array>>
  /** Of the games that open within the run. */
  readonly launched: { readonly players: Float64Array; readonly cpusRequested: Float64Array }
  readonly use: readonly UseColumn[]
  readonly outcome: Outcome
}

/** Games that open after the run has begun: the launches that nobody knows the size of. */
export function launchesOf({ games, durationUs }: Pick<Scenario, 'games' | 'durationUs'>): ReadonlySet<string> {
  return new Set(games.filter(({ startUs }) => startUs > 0 && startUs < durationUs).map(({ name }) => name))
}

/** A run of which no log is kept, only what a planner asks of it. */
export class FutureRunner {
  readonly #scenario: Scenario
  readonly #seed: number
  readonly #simulation: Simulation
  readonly #use: FleetUse
  readonly #launched = { players: new NumberList(), cpusRequested: new NumberList() }

  /** profile: for every component, null leaves each its own. */
  constructor(scenario: Scenario, run: { seed: number; profile: string | null; create?: (fleet: Fleet) => Engine }) {
    this.#scenario = scenario
    this.#seed = run.seed
    const launches = launchesOf(scenario)
    // The run has its games in the same order.
    const isLaunch = scenario.games.map(({ name }) => launches.has(name))
    const use = new FleetUse(scenario.fleet, launches)
    this.#use = use
    this.#simulation = startSimulation(scenario, {
      ...run,
      onEvent: (event) => use.event(event),
      onDecision: (decision) => use.decision(decision),
      onSample: (_atUs, _pods, games) => {
        use.sample()
        const of = games.filter((_, g) => isLaunch[g])
        this.#launched.players.push(of.reduce((sum, game) => sum + game.players, 0))
        this.#launched.cpusRequested.push(of.reduce((sum, game) => sum + game.cpusRequested, 0))
      },
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

  /** Call once, when it is done. */
  finish(): FutureRun {
    const { series } = this.#simulation
    const columns = FUTURE_SERIES.map((name) => [name, series.column(name).slice()] as const)
    return {
      seed: this.#seed,
      atUs: series.column('atUs').slice(),
      series: Object.fromEntries(columns) as Record<FutureSeries, Float64Array>,
      launched: {
        players: this.#launched.players.values(),
        cpusRequested: this.#launched.cpusRequested.values(),
      },
      use: this.#use.columns(),
      outcome: outcomeOf(this.#simulation.summary()),
    }
  }
}
