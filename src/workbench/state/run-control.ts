import type { Fault } from '../../base/result.ts'
import { US_PER_HOUR } from '../../base/units.ts'
import type { NetworkSummary } from '../../model/network-summary.ts'
import { type SimulationClient, startSimulationClient } from '../../worker/client.ts'
import type { HostView, KeepResult, PodView, RunOpened, RunProgress, RunSpec } from '../../worker/protocol.ts'
import { Clock, RATES } from './clock.ts'
import { FocusSeries } from './focus-series.ts'
import { policyNow } from './policy.ts'
import { Recording } from './recording.ts'
import { NO_COUNTS, runStore, viewStore } from './stores.ts'
import { measureSince } from './timing.ts'

/** Where a run opens: at an instant, or null for where its story begins. */
export interface OpeningPlace {
  readonly timeUs: number | null
  readonly follow: 'still' | 'play' | 'live'
}

/** Simulated time shown before the first game opens. */
const LEAD_US = US_PER_HOUR
/** A playback from the opening takes about this long unless the user says otherwise. */
const PLAYBACK_SECONDS = 75

/** Owns the worker, and carries what it reports into the stores, the recording and the clock. */
export class RunControl {
  readonly recording = new Recording()
  readonly clock = new Clock()
  /** The samples of the game in focus. */
  readonly focus = new FocusSeries((game, have, stride) => this.#client.api.gameSamples(game, have, stride))
  /** Where the run that is being loaded will open: until then the clock stands where the one before it was left. */
  opening: OpeningPlace | null = null
  #started: SimulationClient | null = null
  /** Counts openings: what an older run still reports is dropped. */
  #turn = 0
  #frameAsked = false
  #frameStale = false

  constructor() {
    this.clock.moved.subscribe(() => this.#refreshFrame())
    this.recording.opened.subscribe(() => this.#showFocus())
    this.recording.seriesGrew.subscribe(() => this.focus.refresh())
    viewStore.subscribe((now, before) => {
      if (now.focus !== before.focus) this.#showFocus()
    })
  }

  /** Names the scenarios that can be run. */
  async loadNames(): Promise<void> {
    runStore.setState({ scenarioNames: await this.#client.api.scenarioNames() })
  }

  /** Takes files of the user's as one scenario: the name under which it runs, or every fault. */
  async keepOwn(files: readonly File[]): Promise<KeepResult> {
    const texts = files.map(async (file) => ({ name: file.name, text: await file.text() }))
    const kept = await this.#client.api.keepOwn(await Promise.all(texts))
    if (kept.ok) await this.loadNames()
    return kept
  }

  /** Names the profiles that a scenario has itself, once. */
  async loadProfiles(scenario: string): Promise<void> {
    if (runStore.getState().ownProfiles[scenario] !== undefined) return
    const profiles = await this.#client.api.ownProfiles(scenario)
    runStore.setState(({ ownProfiles }) => ({ ownProfiles: { ...ownProfiles, [scenario]: profiles } }))
  }

  /** Opens and runs a scenario; faults and failures end up in the store. */
  async start(spec: RunSpec, place: OpeningPlace): Promise<void> {
    const turn = ++this.#turn
    this.opening = place
    const { pace } = viewStore.getState()
    viewStore.setState({ draft: spec })
    runStore.setState({
      status: 'loading',
      spec,
      faults: [],
      error: '',
      headUs: 0,
      counts: NO_COUNTS,
      digest: null,
      elapsedMs: 0,
      decisionsPerSecond: 0,
      policyDigest: null,
      pluginFault: null,
      plugins: [],
    })
    try {
      const policy = await policyNow()
      if (turn !== this.#turn) return
      const result = await this.#client.api.open(spec, policy)
      if (turn !== this.#turn) return
      if (!result.ok) {
        // The run before is gone from the worker: it must not play on under the name of this one.
        this.#drop()
        runStore.setState({ status: 'faults', faults: result.faults })
        return
      }
      const isOfPolicy = policy !== null && policy.name === spec.profile
      if (isOfPolicy) runStore.setState({ policyDigest: policy.digest })
      this.#show(result.opened, place)
      await this.#client.run(pace, (progress) => {
        if (turn === this.#turn) this.#progress(progress)
      })
    } catch (error) {
      // An assertion of the program, thrown in the worker: shown with the way to reproduce it.
      if (turn === this.#turn) runStore.setState({ status: 'failed', error: String(error) })
    }
  }

  /** Shows faults of what was to run, in place of the run. */
  refuse(spec: RunSpec, faults: readonly Fault[]): void {
    this.#drop()
    viewStore.setState({ draft: spec })
    runStore.setState({ status: 'faults', spec, faults })
  }

  #show(opened: RunOpened, place: OpeningPlace): void {
    this.opening = null
    this.clock.setFollow('still')
    this.clock.reset(opened.durationUs)
    this.recording.open(opened)
    runStore.setState({ status: 'running', opened })
    this.#takePlace(place)
    this.#refreshFrame()
  }

  pause(): void {
    void this.#client.api.pause()
  }

  resume(): void {
    void this.#client.api.resume()
  }

  /** Stops the run; what was recorded stays. While loading there is nothing to keep. */
  cancel(): void {
    if (runStore.getState().status === 'loading') {
      this.#drop()
      runStore.setState({ status: 'cancelled' })
    } else void this.#client.api.cancel()
  }

  /** Gives up what is loading, and with it the run still on the page, which the worker has let go of by then. */
  #drop(): void {
    this.#turn++
    void this.#client.api.drop()
    this.clock.setFollow('still')
    this.clock.reset(0)
    this.recording.close()
    runStore.setState({
      opened: null,
      headUs: 0,
      counts: NO_COUNTS,
      digest: null,
      elapsedMs: 0,
      decisionsPerSecond: 0,
      policyDigest: null,
      plugins: [],
    })
  }

  setPace(hoursPerSecond: number | null): void {
    viewStore.setState({ pace: hoursPerSecond })
    void this.#client.api.setPace(hoursPerSecond)
  }

  pod(pod: number, timeUs: number): Promise<PodView | null> {
    return this.#client.api.podAt(pod, timeUs)
  }

  host(host: number, timeUs: number): Promise<HostView | null> {
    return this.#client.api.hostAt(host, timeUs)
  }

  /** What the network of the run came to so far. */
  network(): Promise<NetworkSummary | null> {
    return this.#client.api.network()
  }

  /** Stands at the next or previous decision, if there is one. */
  async seekDecision(direction: 1 | -1): Promise<void> {
    const timeUs = await this.#client.api.decisionBeside(this.clock.timeUs, direction)
    if (timeUs === null) return
    this.clock.setFollow('still')
    this.clock.seek(timeUs)
  }

  /** Started when first needed: a browser without workers must get as far as being told so. */
  get #client(): SimulationClient {
    this.#started ??= startSimulationClient((message) => runStore.setState({ status: 'failed', error: message }))
    return this.#started
  }

  #showFocus(): void {
    const { focus } = viewStore.getState()
    this.focus.show(focus === null ? -1 : this.recording.gameNumber(focus))
  }

  #takePlace(place: OpeningPlace): void {
    const { opened } = runStore.getState()
    if (opened === null) return
    const starts = opened.games.map((game) => game.startUs).filter((startUs) => startUs > 0)
    const storyUs = starts.length === 0 ? 0 : Math.max(0, Math.min(...starts) - LEAD_US)
    const restSeconds = (rate: { usPerSecond: number }) => (opened.durationUs - storyUs) / rate.usPerSecond
    const rate = RATES.findIndex((candidate) => restSeconds(candidate) <= PLAYBACK_SECONDS)
    this.clock.setRate(rate < 0 ? RATES.length - 1 : rate)
    this.clock.seek(place.timeUs ?? storyUs)
    this.clock.setFollow(place.follow)
  }

  #progress(progress: RunProgress): void {
    this.recording.grow(progress)
    const { elapsedMs, counts } = progress
    runStore.setState({
      status: progress.state,
      headUs: progress.headUs,
      counts,
      elapsedMs,
      decisionsPerSecond: elapsedMs === 0 ? 0 : (counts.decisions * 1000) / elapsedMs,
      digest: progress.digest,
      error: progress.error ?? '',
      pluginFault: progress.pluginFault,
      plugins: progress.plugins,
    })
    const before = this.clock.headUs
    this.clock.advanceHead(progress.headUs)
    if (progress.state !== 'running' && progress.state !== 'paused') this.clock.finish()
    const shown = this.recording.frame?.timeUs ?? -1
    // The instant shown lay ahead of the run, or nothing was shown yet: there is more to see now.
    if (shown < this.clock.timeUs || before < this.clock.timeUs) this.#refreshFrame()
  }

  /** Asks for the frame at the clock's time. One request is under way at most; the last wish wins. */
  #refreshFrame(): void {
    if (this.#frameAsked) {
      this.#frameStale = true
      return
    }
    void this.#fetchFrame()
  }

  async #fetchFrame(): Promise<void> {
    this.#frameAsked = true
    const turn = this.#turn
    const startMs = performance.now()
    const frame = await this.#client.api.frameAt(this.clock.timeUs).finally(() => {
      this.#frameAsked = false
    })
    measureSince('seek', startMs)
    if (frame !== null && turn === this.#turn && this.recording.run !== null) this.recording.show(frame)
    if (this.#frameStale) {
      this.#frameStale = false
      void this.#fetchFrame()
    }
  }
}

export const control = new RunControl()
