import { setMaxListeners } from 'node:events'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { DecisionLine } from '../../model/decision.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Event } from '../../model/event.ts'
import type { Decision } from '../../model/holding.ts'
import type { PlanStep } from '../../model/plan.ts'
import { sizeOfWords, wordsOfSize } from '../../model/size.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Target } from '../targets/target.ts'
import { carryOut, type StepOutcome } from './carry-out.ts'
import { ChangeFeed } from './change-feed.ts'
import type { RunRecorder } from './run-recorder.ts'
import { phasesOf } from './steps.ts'

/** What one round did. */
export interface RoundReport {
  readonly atUs: number
  readonly events: number
  readonly decisions: readonly Decision[]
  /** Steps that were not carried out; their pods wait again from the next round on. */
  readonly failed: readonly StepOutcome[]
}

export interface SessionOptions {
  readonly target: Target
  /** Name of the session; part of what identifies its decisions in the target. */
  readonly name: string
  /** Opens the recording once the fleet is known; null: nothing is recorded. */
  readonly record: ((first: Snapshot) => RunRecorder) | null
}

/**
 * Schedules a live fleet without plans, round by round: snapshot, events, one decision round, steps. It runs at its own
 * pace; whoever calls `round` says when, and at which instant of the recording.
 */
export interface Session {
  /**
   * One round at an instant that never falls. Throws TargetUnreachable, the signal's reason when it is raised, and
   * ReleaseRefused, after which there is no other round: the engine takes for free what is not.
   */
  round(atUs: number, signal: AbortSignal): Promise<RoundReport>
  /** True once hosts joined or left the fleet for good: an engine knows one fleet, so a new session has to begin. */
  readonly isOutdated: boolean
  /** Ends the recording. */
  close(): void
}

/** A session that takes its first snapshot now: its hosts are the session's fleet. Throws TargetUnreachable. */
export async function openSession(options: SessionOptions, signal: AbortSignal): Promise<Session> {
  setMaxListeners(0, signal) // Every call listens to it; Node takes more than ten for a leak.
  const first = await options.target.snapshot(signal)
  return new FleetSession(options, first)
}

/** A resize that failed is asked for again after this, doubling with each failure, at most RESIZE_WAIT_MAX_US apart. */
const RESIZE_WAIT_US = 1_000_000
const RESIZE_WAIT_MAX_US = 60_000_000

const TRYING = Number.MAX_SAFE_INTEGER

/** When a resize that failed is asked for again. */
interface Retry {
  /** TRYING from being asked for to the try's end; the way back to the old size is a resize too, and ends no try. */
  readonly atUs: number
  readonly waitUs: number
}

class FleetSession implements Session {
  readonly #options: SessionOptions
  readonly #engine: Engine
  readonly #textOf: (decision: Decision) => string
  readonly #recorder: RunRecorder | null
  readonly #feed: ChangeFeed
  readonly #hosts: ReadonlySet<string>
  /** Events that this session causes itself: binds that failed. */
  #own: (atUs: number) => readonly Event[] = () => []
  readonly #retries = new Map<string, Retry>()
  #isOutdated = false

  constructor(options: SessionOptions, first: Snapshot) {
    this.#options = options
    this.#engine = createEngine(first.fleet)
    this.#textOf = createDecisionWriter(first.fleet)
    this.#hosts = new Set(first.fleet.hosts.map((host) => host.name))
    this.#feed = new ChangeFeed(this.#hosts)
    this.#recorder = options.record?.(first) ?? null
  }

  get isOutdated(): boolean {
    return this.#isOutdated
  }

  async round(atUs: number, signal: AbortSignal): Promise<RoundReport> {
    setMaxListeners(0, signal)
    const { target, name } = this.#options
    const engine = this.#engine
    const snapshot = await target.snapshot(signal)
    this.#isOutdated ||= snapshot.hosts.some((host) => !this.#hosts.has(host.name))
    const placed = (pod: string): boolean => engine.holding(pod) !== null
    this.#askAgain(atUs)
    const events = [...this.#own(atUs), ...this.#feed.eventsOf(snapshot, atUs, placed)]
    this.#own = () => []
    if (events.length === 0) return { atUs, events: 0, decisions: [], failed: [] }

    for (const event of events) engine.observe(event)
    const decisions = engine.decide(atUs)
    const lines = decisions.map(this.#textOf)
    this.#recorder?.round(events, decisions, lines)

    const there = [...snapshot.pods, ...(snapshot.stranded ?? [])]
    const pods = new Map(there.map((pod) => [pod.name, pod]))
    const parsed = lines.map((line) => JSON.parse(line) as DecisionLine)
    const outcomes = await carryOut(target, phasesOf(decisions, parsed, pods), { plan: name, dryRun: 'none', signal })
    for (const { step } of outcomes) if (step.kind === 'migrate') this.#feed.renew(step.pod)
    for (const outcome of outcomes) if (outcome.step.kind === 'resize') this.#noteResize(outcome, atUs)
    const failed = outcomes.filter(({ failure }) => failure !== '')
    this.#own = (at) => failed.flatMap(({ step }) => afterFailure(step, at, placed))
    return { atUs, events: events.length, decisions, failed }
  }

  /** Its owner still wants it; whether what was in the way is gone, only another try tells. */
  #noteResize({ step, failure }: StepOutcome, atUs: number): void {
    const before = this.#retries.get(step.pod)
    if (failure !== '') {
      const waitUs = before === undefined ? RESIZE_WAIT_US : Math.min(2 * before.waitUs, RESIZE_WAIT_MAX_US)
      this.#retries.set(step.pod, { atUs: atUs + waitUs, waitUs })
    } else if (before?.atUs === TRYING) {
      this.#retries.delete(step.pod)
    }
  }

  #askAgain(atUs: number): void {
    for (const [pod, retry] of this.#retries) {
      if (retry.atUs > atUs) continue
      if (this.#feed.forgetResize(pod)) this.#retries.set(pod, { ...retry, atUs: TRYING })
      else this.#retries.delete(pod)
    }
  }

  close(): void {
    const { kind, name } = this.#options.target.ref
    this.#recorder?.close(`live-${kind}-${name}`)
  }
}

/**
 * What a step that was not carried out means to the engine: a placement frees what it took and the pod waits again, a
 * resize is asked back to the size that the pod still has, until it is tried again.
 */
function afterFailure(
  { kind, pod, before }: PlanStep,
  atUs: number,
  placed: (pod: string) => boolean,
): readonly Event[] {
  if (!placed(pod)) return []
  if (kind === 'bind' || kind === 'migrate') return [{ atUs, kind: 'forget', pod }]
  if (kind !== 'resize' || before === null) return []
  return [{ atUs, kind: 'resize', pod, ...wordsOfSize(sizeOfWords(before)), cause: 'plan' }]
}
