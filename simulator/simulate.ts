import { assert, unreachable } from '../src/base/assert.ts'
import { byCodeUnit } from '../src/base/order.ts'
import { sumOf } from '../src/base/sum.ts'
import { createEngine } from '../src/engine/engine.ts'
import { type Baseline, baselineNamed } from '../src/model/baseline.ts'
import type { Event } from '../src/model/event.ts'
import type { Fleet } from '../src/model/fleet.ts'
import type { RunCounts } from '../src/model/run.ts'
import type { Scenario } from '../src/model/scenario.ts'
import { Balancers } from './balancer/balancers.ts'
import { EventQueue, Phase } from './event-queue.ts'
import type { Loss } from './fault/domain-faults.ts'
import { hostFaultsOf } from './fault/host-faults.ts'
import { Recovery } from './fault/recovery.ts'
import { DoubleBookings } from './lag/double-bookings.ts'
import { createScheduler, type Scheduler } from './lag/scheduler.ts'
import { Maintenances } from './maintenance/maintenances.ts'
import { Network } from './network/network.ts'
import { summarizeNetwork } from './network/network-summary.ts'
import { setPlanned } from './planned.ts'
import { watchOf } from './pod-watch.ts'
import { GameHoursCount } from './record/game-hours.ts'
import { goalBounds, waitUsP99Of } from './record/goal.ts'
import { rowOf } from './record/row.ts'
import { hasBalancer, SeriesColumns, seriesOf } from './record/series.ts'
import { type RunSummary, summarize } from './record/summary.ts'
import { Tally } from './record/tally.ts'
import { Rollouts } from './rollout/rollouts.ts'
import type { Simulation } from './simulation.ts'
import type { SimulationOptions } from './simulation-options.ts'
import { drawLaunch } from './workload/forecast.ts'
import { GameRun } from './workload/game-run.ts'
import { drawHostSpeeds } from './workload/host-speed.ts'
import { Delivery } from './world/delivery.ts'
import { PodTable } from './world/pod-table.ts'
import { World } from './world/world.ts'

/** A run of the scenario under a seed, ready to advance. Handles instants from 0 up to the scenario's duration. */
export function startSimulation(scenario: Scenario, options: SimulationOptions): Simulation {
  assert(scenario.scalingIntervalUs >= 1 && scenario.sampleIntervalUs >= 1, 'intervals are at least 1 us')
  return new SimulationRun(scenario, options)
}

class SimulationRun implements Simulation {
  nowUs = 0
  readonly series: SeriesColumns
  readonly #scenario: Scenario
  readonly #options: SimulationOptions
  readonly #scheduler: Scheduler
  readonly #baseline: Baseline | null
  /** Counted only where the scheduler's cache is modelled: otherwise nothing can be booked twice. */
  readonly #doubleBookings: DoubleBookings | null
  readonly #hours: GameHoursCount | null
  readonly #queue = new EventQueue()
  readonly #pods = new PodTable()
  readonly #tally = new Tally()
  readonly #world: World
  readonly #delivery: Delivery | null
  readonly #games: readonly GameRun[]
  readonly #faults: readonly Loss[]
  readonly #recovery = new Recovery()
  readonly #balancers: Balancers
  readonly #rollouts: Rollouts
  readonly #maintenance: Maintenances
  /** Null where nobody counts packets. */
  readonly #network: Network | null
  /** Something happened in this instant that may need a decision. */
  #isChanged = false
  /** Interrupts and packet steering are set anew in this instant. */
  #isTuned = false

  constructor(scenario: Scenario, options: SimulationOptions) {
    this.#scenario = scenario
    this.#options = options
    const { fleet, delays, cache, scalingIntervalUs } = scenario
    const check = cache === undefined ? 'assume' : (options.check ?? cache.check)
    const { profile, create = (made: Fleet) => createEngine(made, scenario) } = options
    this.#hours = GameHoursCount.of(scenario, options.hours)
    this.#baseline = baselineNamed(profile, scenario.profiles)
    this.#scheduler = createScheduler({ fleet, check, baseline: this.#baseline, create }, (event) => {
      this.#tally.counts.events++
      this.#hours?.observe(event)
      options.onEvent?.(event)
    })
    this.#doubleBookings = cache === undefined ? null : new DoubleBookings()
    const { seed, luck = {} } = options
    const { forecast = seed, failures = seed, noise = seed } = luck
    const emit = (event: Event): void => this.#emit(event)
    const parts = { pods: this.#pods, queue: this.#queue, tally: this.#tally, emit }
    const { delivery: periods, registry = null, recovery: model = null } = scenario
    const onRecord = options.onRecord ?? (() => {})
    this.#delivery =
      periods === undefined
        ? null
        : new Delivery({ seed: noise, fleet, periods, registry, queue: this.#queue, onRecord })
    this.series = new SeriesColumns(seriesOf(scenario))
    const watch = watchOf({
      rollouts: () => this.#rollouts,
      maintenance: () => this.#maintenance,
      gameOf: (slot) => this.#gameOf(slot),
    })
    this.#balancers = new Balancers(this.#pods, this.#queue)
    const told = { watch, balancers: this.#balancers, cache: cache ?? null, model }
    const others = { delivery: this.#delivery, recovery: this.#recovery }
    this.#world = new World({ seed: noise, fleet, delays, ...told, ...others, ...parts })
    const planned = [...scenario.games].sort((a, b) => byCodeUnit(a.name, b.name))
    const games = planned.map((game) => drawLaunch(game, forecast))
    const hostSpeeds = drawHostSpeeds(scenario, noise)
    const run = { pods: this.#pods, world: this.#world, queue: this.#queue }
    const reconnect = model?.reconnect ?? null
    const shared = { seed: noise, scalingIntervalUs, hostSpeeds, reconnect, ...run }
    this.#games = games.map((game, index) => new GameRun(game, index, shared))
    const { rollouts = [], maintenance = [], network: wires } = scenario
    const laid = { fleet, games, speeds: hostSpeeds, pods: this.#pods }
    this.#network = wires === undefined ? null : new Network({ model: wires, ...laid })
    this.#rollouts = new Rollouts(rollouts, { seed: failures, fleet, games: this.#games, ...run })
    const times = { scalingIntervalUs, durationUs: scenario.durationUs }
    const ofHosts = { fleet, recovery: this.#recovery, ...times, ...run }
    this.#maintenance = new Maintenances(maintenance, { seed: failures, games: this.#games, ...ofHosts })
    this.#faults = hostFaultsOf(scenario, failures)
    setPlanned(this.#queue, scenario, games, this.#faults)
  }

  get done(): boolean {
    return this.#queue.nextTimeUs > this.#scenario.durationUs
  }

  get counts(): RunCounts {
    return this.#tally.counts
  }

  advance(instantsMax: number, untilUs = this.#scenario.durationUs): boolean {
    const endUs = Math.min(untilUs, this.#scenario.durationUs)
    for (let instant = 0; instant < instantsMax && this.#queue.nextTimeUs <= endUs; instant++) this.#instant()
    return this.#queue.nextTimeUs <= endUs
  }

  summary(): RunSummary {
    const podsMax = new Map(this.#games.map((game) => [game.name, game.podsMax]))
    const areas = this.#games.map((game) => game.playerArea(this.nowUs))
    const [doubleBooked, failures] = [this.#doubleBookings?.sum ?? null, this.#scheduler.failures ?? null]
    const [tally, recovery, hours] = [this.#tally, this.#recovery, this.#hours?.atEnd ?? null]
    this.#network?.advance(this.nowUs)
    const network = this.#network === null ? null : summarizeNetwork(this.#network, this.#scenario.fleet)
    const balancers = hasBalancer(this.#scenario.games) ? this.#balancers : null
    const [maintenance, rollouts] = [this.#maintenance.summary(this.nowUs), this.#rollouts.summary(this.nowUs)]
    const shown = { maintenance, delivery: this.#delivery, recovery, rollouts, network, balancers }
    const parts = { tally, series: this.series, hours, ...shown }
    const summary = summarize({ ...parts, areas, podsMax, doubleBooked, failures })
    const { goal } = this.#scenario
    if (goal === undefined) return summary
    return { ...summary, goal: goalBounds(goal, summary, waitUsP99Of(tally.startsUs, this.#pods, this.nowUs)) }
  }

  /**
   * Clock forward, everything due now, one round, then the sample. The scenario's last instant is its end: it is
   * sampled and nothing happens in it.
   */
  #instant(): void {
    const nowUs = this.#queue.nextTimeUs
    this.nowUs = nowUs
    const ended = nowUs === this.#scenario.durationUs
    let isSample = false
    while (this.#queue.nextTimeUs === nowUs) {
      const phase = this.#queue.nextPhase
      const subject = this.#queue.nextSubject
      const stamp = this.#queue.nextStamp
      this.#queue.pop()
      if (phase === Phase.sample) isSample = true
      else if (!ended) this.#happen(nowUs, phase, subject, stamp)
    }
    // A round without new events decides nothing, and a recording knows only the instants that have events.
    if (this.#isChanged) this.#decide(nowUs)
    this.#isChanged = false
    this.#feel(nowUs, this.#isTuned)
    this.#isTuned = false
    if (isSample) this.#sample(nowUs)
  }

  /** What changed comes to the players: by their own pods, and by what others put on the network beside them. */
  #feel(nowUs: number, isDue: boolean): void {
    const { touched } = this.#pods
    this.#balancers.takeChanged((game) => this.#games[game].readAgain(nowUs))
    for (const game of touched) this.#games[game].welcome(nowUs)
    if (this.#network !== null && (touched.size > 0 || isDue)) {
      this.#network.restate(nowUs, this.#games)
      this.#options.onNetwork?.(nowUs, this.#network)
    }
    for (const game of touched) this.#games[game].assess(nowUs)
    touched.clear()
  }

  #happen(nowUs: number, phase: Exclude<Phase, typeof Phase.sample>, subject: number, stamp: number): void {
    if (phase === Phase.gameEnd) this.#games[subject].end(nowUs)
    else if (phase === Phase.patch) this.#games[subject].announcePatch(nowUs, stamp)
    else if (phase === Phase.zoneRestart) this.#games[subject].restartZones(nowUs)
    else if (phase === Phase.hostLost) this.#loseHost(nowUs, this.#faults[subject])
    else if (phase === Phase.lossNoticed) this.#world.losses.notice(nowUs, subject, stamp)
    else if (phase === Phase.podDropped) this.#dropPod(nowUs, subject, stamp)
    else if (phase === Phase.podDrained) this.#games[subject].podDrained(nowUs, stamp)
    else if (phase === Phase.reconnect) this.#games[subject].readAgain(nowUs)
    else if (phase === Phase.hostRecovered) this.#recoverHost(nowUs, subject)
    else if (phase === Phase.podConfirm) this.#world.becomeConfirmed(nowUs, subject, stamp)
    else if (phase === Phase.bindFailed) this.#world.failBind(nowUs, subject, stamp)
    else if (phase === Phase.podBound) this.#world.becomeBound(nowUs, subject, stamp)
    else if (phase === Phase.layerArrives) this.#delivery?.registry?.arrive(nowUs, stamp)
    else if (phase === Phase.rates) this.#delivery?.registry?.setRates(nowUs)
    else if (phase === Phase.imagePushed) this.#delivery?.registry?.push(nowUs, subject)
    else if (phase === Phase.podReady) this.#world.becomeReady(nowUs, subject, stamp)
    else if (phase === Phase.podNamed) this.#world.becomeNamed(nowUs, subject, stamp)
    else if (phase === Phase.gameStart) this.#startGame(nowUs, this.#games[subject])
    else if (phase === Phase.rollout) this.#rollouts.wake(nowUs, subject, stamp)
    else if (phase === Phase.maintenance) this.#maintenance.wake(nowUs, subject, stamp)
    else if (phase === Phase.load) this.#readLoad(nowUs)
    else if (phase === Phase.turn) this.#isChanged = true
    else if (phase === Phase.tuning) this.#isTuned = true
    else unreachable(phase)
  }

  #loseHost(nowUs: number, loss: Loss): void {
    const before = this.#playersCutOff
    this.#world.losses.lose(nowUs, loss)
    this.#recovery.disconnected(loss.kind, this.#playersCutOff - before)
  }

  #recoverHost(nowUs: number, host: number): void {
    this.#world.losses.recover(nowUs, host)
    if (this.#world.hosts.isUp(host)) this.#maintenance.hostBack(nowUs, host)
  }

  #gameOf(slot: number): GameRun {
    return this.#games[this.#pods.owner[slot]]
  }

  /** A load balancer drops a lost pod. */
  #dropPod(nowUs: number, slot: number, loss: number): void {
    if (!this.#balancers.isAstray(slot, loss)) return
    this.#balancers.drop(nowUs, slot, this.#gameOf(slot).loginsTo(slot))
  }

  get #playersCutOff(): number {
    return sumOf(this.#games.map((game) => game.playersCutOff))
  }

  #readLoad(nowUs: number): void {
    for (const game of this.#games) game.tick(nowUs)
    this.#queue.push(nowUs + this.#scenario.scalingIntervalUs, Phase.load, 0, 0)
  }

  #startGame(nowUs: number, game: GameRun): void {
    const { profile } = this.#options
    game.start(nowUs, (component, asked) => {
      const request = profile === null || this.#baseline !== null ? asked : { ...asked, profile }
      this.#emit({ atUs: nowUs, kind: 'component', game: game.name, component, request })
    })
  }

  #decide(nowUs: number): void {
    const { onDecision } = this.#options
    const decisions = this.#scheduler.decide(nowUs)
    this.#network?.advance(nowUs)
    for (let i = 0; i < decisions.length; i++) {
      const decision = decisions[i]
      this.#tally.note(decision)
      this.#hours?.decide(decision)
      onDecision?.(decision)
      this.#doubleBookings?.note(decision)
      this.#network?.note(decision)
      const isMove = decision.kind === 'migrate' || (decision.kind === 'refuse' && decision.action === 'migrate')
      if (isMove) this.#maintenance.follow(decision)
      else this.#world.carryOut(decision)
    }
    if (this.#scheduler.needsTurn) this.#queue.push(nowUs + 1, Phase.turn, 0, 0)
    assert(this.#scheduler.pendingCount === this.#world.podsPending, 'scheduler and world wait for the same pods')
  }

  #emit(event: Event): void {
    this.#isChanged = true
    this.#scheduler.observe(event)
  }

  /** One row of the series, and the next one set: each interval, and the end of the scenario. */
  #sample(atUs: number): void {
    const { durationUs, sampleIntervalUs } = this.#scenario
    if (atUs < durationUs) this.#queue.push(Math.min(atUs + sampleIntervalUs, durationUs), Phase.sample, 0, 0)
    // A sample between two readings reads players itself, and with them what they put on the network.
    if (this.#network !== null) {
      for (const game of this.#games) game.refresh(atUs)
      this.#feel(atUs, true)
    }
    const games = this.#games.map((game) => game.measure(atUs))
    const { counts } = this.#tally
    const returning = sumOf(this.#games.map((game) => game.playersReturning(atUs)))
    const parts = { recovery: this.#recovery, rollouts: this.#rollouts, maintenance: this.#maintenance, returning }
    const row = rowOf({ games, world: this.#world, counts, ...parts })
    this.series.append({ atUs, ...row, ...this.#delivery?.sample(atUs), ...this.#network?.sample() })
    this.#hours?.sample(atUs, this.#games, games)
    this.#options.onSample?.(atUs, this.#pods, games)
  }
}
