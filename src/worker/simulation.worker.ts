import * as Comlink from 'comlink'
import { MONTH_US, monthsOf } from '../../simulator/record/months.ts'
import { seriesOf } from '../../simulator/record/series.ts'
import { startSimulation } from '../../simulator/simulate.ts'
import type { Simulation } from '../../simulator/simulation.ts'
import { ENGINE_VERSION } from '../engine/engine.ts'
import { createDecisionWriter } from '../model/decision-text.ts'
import { componentSeries } from '../model/run.ts'
import type { Scenario } from '../model/scenario.ts'
import { bundledScenarioNames } from './bundled.ts'
import { DecisionDigest } from './decision-digest.ts'
import { frameBuffers } from './frame.ts'
import { loadListed, loadScenario, ownProfiles } from './load-scenario.ts'
import { keepOwnScenario, ownScenarioNames } from './own-scenarios.ts'
import { hostView, podView } from './pod-view.ts'
import type {
  Frame,
  GameChunk,
  ListedLosses,
  OpenResult,
  RunOpened,
  RunPolicy,
  RunSpec,
  SimulationApi,
} from './protocol.ts'
import { enginesFor } from './run-engines.ts'
import { nextMessageTurn, RunSession } from './run-session.ts'
import { Timeline } from './timeline.ts'

/** The one door of the workbench to the simulator. */
let session: RunSession | null = null
let simulated: Simulation | null = null
/** Counts openings, so that one overtaken or dropped while it read its files opens nothing. */
let openings = 0

function drop(): void {
  openings++
  session?.cancel()
  session = null
  simulated = null
}

function opened(scenario: Scenario, listed: ListedLosses, timeline: Timeline): RunOpened {
  const recorded = new Set<string>(seriesOf(scenario))
  const isCounted = (game: string, component: string): boolean => recorded.has(componentSeries(game, component)[0])
  return {
    title: scenario.title,
    durationUs: scenario.durationUs,
    sampleIntervalUs: scenario.sampleIntervalUs,
    fleet: scenario.fleet,
    columns: { cpuStart: timeline.tables.cpuStart, vfStart: timeline.tables.vfStart },
    games: scenario.games.map((game) => ({
      name: game.name,
      mode: game.mode,
      peakPlayers: game.peakPlayers,
      startUs: game.startUs,
      componentsCounted: game.components.map(({ name }) => name).filter((name) => isCounted(game.name, name)),
      curve: game.curve.name,
      source: game.curve.source,
    })),
    engineVersion: ENGINE_VERSION,
    hasDelivery: scenario.delivery !== undefined,
    hasRegistry: scenario.registry !== undefined,
    hasNetwork: scenario.network !== undefined,
    losses: listed.losses,
    listsLosses: listed.listsLosses,
  }
}

const api: SimulationApi = {
  scenarioNames: async () => [...bundledScenarioNames(), ...(await ownScenarioNames())],
  keepOwn: keepOwnScenario,
  ownProfiles,

  async open(spec: RunSpec, policy: RunPolicy): Promise<OpenResult> {
    drop()
    const opening = openings
    const loaded = await loadListed(spec.scenario, spec.size, spec.settings)
    if (opening !== openings) return { ok: false, faults: [] }
    if (!loaded.ok) return loaded
    const { scenario } = loaded.value
    const asked = { path: 'profile', name: spec.profile, policy, takesBaselines: true }
    const engines = await enginesFor(scenario, asked)
    if (opening !== openings) return { ok: false, faults: [] }
    if (!engines.ok) return engines
    const timeline = new Timeline(scenario.fleet, scenario.games.length)
    const digest = new DecisionDigest(createDecisionWriter(scenario.fleet))
    const simulation = startSimulation(scenario, {
      seed: spec.seed,
      profile: spec.profile,
      create: engines.value.create,
      onEvent: (event) => timeline.event(event),
      onSample: (atUs, pods, games) => timeline.sample(atUs, pods, games),
      onDecision: (decision) => {
        timeline.decision(decision)
        digest.add(decision)
      },
    })
    simulated = simulation
    session = new RunSession(simulation, timeline, digest, engines.value.times)
    return { ok: true, opened: opened(scenario, loaded.value, timeline) }
  },

  async run(pace, report): Promise<void> {
    session?.setPace(pace)
    await session?.run(report)
  },
  pause: () => session?.pause(),
  resume: () => session?.resume(),
  cancel: () => session?.cancel(),
  drop,
  setPace: (hoursPerSecond) => session?.setPace(hoursPerSecond),

  frameAt(timeUs: number): Frame | null {
    if (session === null) return null
    const frame = session.timeline.frameAt(Math.min(timeUs, session.headUs))
    return Comlink.transfer(frame, frameBuffers(frame))
  },
  podAt: (pod, timeUs) => (session === null ? null : podView(session.timeline, pod, timeUs)),
  hostAt: (host, timeUs) => (session === null ? null : hostView(session.timeline, host, timeUs)),
  gameSamples(game: number, have: number, stride: number): GameChunk | null {
    return session === null ? null : session.timeline.games.read(game, have, stride)
  },
  network: () => simulated?.summary().network ?? null,
  decisionBeside: (timeUs, direction) => session?.timeline.decisionBeside(timeUs, direction) ?? null,

  async runDigest(spec: RunSpec, policy: RunPolicy) {
    const scenario = await loadScenario(spec.scenario, spec.size, spec.settings)
    if (!scenario.ok) throw new Error(JSON.stringify(scenario.faults))
    const asked = { path: 'profile', name: spec.profile, policy, takesBaselines: true }
    const engines = await enginesFor(scenario.value, asked)
    if (!engines.ok) throw new Error(JSON.stringify(engines.faults))
    const { create } = engines.value
    const startMs = performance.now()
    const digest = new DecisionDigest(createDecisionWriter(scenario.value.fleet))
    const onDecision = digest.add.bind(digest)
    // As `berth replay` counts them, so that both sum a run up in the same words.
    const hours = { monthUs: MONTH_US, months: monthsOf(scenario.value.durationUs) }
    const { seed, profile } = spec
    const simulation = startSimulation(scenario.value, { seed, profile, create, hours, onDecision })
    while (!simulation.done) {
      simulation.advance(256)
      await nextMessageTurn()
    }
    const wallMs = performance.now() - startMs
    const summary = JSON.stringify(simulation.summary())
    return { digest: digest.finish(), counts: { ...simulation.counts }, summary, wallMs }
  },
}

Comlink.expose(api)
