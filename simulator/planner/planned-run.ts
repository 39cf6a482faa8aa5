import type { GoalShortfall } from '../../src/model/fleet-plan.ts'
import type { SeriesName } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { AskedCount, type AskedCpus } from '../record/asked-cpus.ts'
import { DemandScopes, type Place } from '../record/demand-scopes.ts'
import { type DemandPeak, FleetUse, type ResourceUse } from '../record/fleet-use.ts'
import type { GameHours, IdleHours } from '../record/game-hours.ts'
import type { GoalBound } from '../record/goal.ts'
import { NetworkUse } from '../record/network-use.ts'
import type { RecordedSeries } from '../record/series.ts'
import { Shortfalls } from '../record/shortfalls.ts'
import type { RunSummary } from '../record/summary.ts'
import { startSimulation } from '../simulate.ts'
import type { SimulationOptions } from '../simulation-options.ts'
import { outcomeOf } from './futures.ts'

/** What a run tells a plan. */
export interface PlannedRun {
  readonly goal: readonly GoalBound[]
  readonly detail?: RunDetail
}

export interface RunDetail {
  /** In the order of FUTURE_FIGURES. */
  readonly figures: readonly (number | null)[]
  readonly uses: readonly ResourceUse[]
  readonly demand: readonly DemandPeak[]
  /** In the whole fleet first. */
  readonly asked: readonly AskedCpus[]
  readonly games: readonly GameHours[]
  readonly idle: readonly IdleHours[]
  readonly curve: CpuCurve
  /** Of each bound of the goal that it misses. */
  readonly shortfalls: readonly GoalShortfall[]
}

/** Cpus that pods hold and that the hosts which are up have, at the same instants in every run of a scenario. */
export interface CpuCurve {
  readonly atUs: readonly number[]
  readonly held: readonly number[]
  readonly up: readonly number[]
}

const CURVE_POINTS = 120

export interface PlannedRunOptions {
  readonly seed: number
  readonly profile: string | null
  /** Null: no detail is wanted. */
  readonly detail: DetailOptions | null
}

interface DetailOptions {
  /** Of each host's Cpu and hour. */
  readonly prices: readonly number[]
  readonly monthUs: number
  readonly months: number
  /** When hosts may come or go, ascending, 0 first. */
  readonly stretchesUs: readonly number[]
  /** Where hosts stand or may be bought. */
  readonly places: readonly Place[]
}

const INSTANTS_PER_SLICE = 10_000

interface Followed {
  readonly held: FleetUse
  readonly used: NetworkUse
  readonly asked: AskedCount
  readonly short: Shortfalls
}

/** Runs a scenario that has a goal to its end. */
export function runPlanned(scenario: Scenario, { seed, profile, detail }: PlannedRunOptions): PlannedRun {
  const use = detail === null ? null : followedOf(scenario, detail)
  const taps: Pick<SimulationOptions, 'hours' | 'onEvent' | 'onDecision' | 'onNetwork'> =
    detail === null || use === null
      ? {}
      : {
          hours: detail,
          onEvent: (event) => {
            use.held.observe(event)
            use.used.observe(event)
            use.asked.observe(event)
            use.short.observe(event)
          },
          onDecision: (decision) => {
            use.held.decide(decision)
            use.short.decide(decision)
          },
          onNetwork: (atUs, network) => use.used.look(atUs, network),
        }
  const simulation = startSimulation(scenario, { seed, profile, ...taps })
  while (!simulation.done) simulation.advance(INSTANTS_PER_SLICE)
  const summary = simulation.summary()
  const outcome = outcomeOf(summary)
  return {
    goal: outcome.goal ?? [],
    ...(use === null ? {} : { detail: { figures: outcome.figures, ...detailOf(use, summary, simulation.series) } }),
  }
}

function followedOf(scenario: Scenario, { stretchesUs, places }: DetailOptions): Followed {
  const held = new FleetUse(scenario)
  const short = new Shortfalls(scenario.goal ?? { seedsPercent: 100 }, (component) => held.idcsOf(component))
  const asked = new AskedCount(new DemandScopes(places, scenario.games), stretchesUs)
  return { held, used: new NetworkUse(scenario.fleet), asked, short }
}

function detailOf(
  { held, used, asked, short }: Followed,
  summary: RunSummary,
  series: RecordedSeries,
): Omit<RunDetail, 'figures'> {
  const { games, idle } = summary.cpuHours ?? { games: [], idle: [] }
  const uses = [...held.uses(), ...used.uses()]
  const shortfalls = short.atEnd(summary, series, uses)
  const ofCpus = { asked: asked.finish(), curve: cpuCurve(series) }
  return { uses, demand: held.demand(), games, idle, ...ofCpus, shortfalls }
}

/** The first sample, the last, and between them so many that there are at most CURVE_POINTS and one. */
function cpuCurve(series: RecordedSeries): CpuCurve {
  const step = Math.max(1, Math.ceil((series.length - 1) / CURVE_POINTS))
  const rows = Array.from({ length: series.length }, (_, i) => i).filter(
    (i) => i % step === 0 || i === series.length - 1,
  )
  const pick = (name: SeriesName): number[] => rows.map((i) => series.column(name)[i])
  return { atUs: pick('atUs'), held: pick('cpusRequested'), up: pick('cpusAllocatable') }
}
