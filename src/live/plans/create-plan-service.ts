import type { Fault } from '../../base/result.ts'
import type { Plan, PlanAction, PlanRequest, PlanState, PlanStep } from '../../model/plan.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type AuditEntry, AuditLog } from '../audit/audit-log.ts'
import { type Clock, SYSTEM_CLOCK } from '../clock.ts'
import { DiskError } from '../store/disk-error.ts'
import type { JournalLine } from '../store/journal.ts'
import type { Store } from '../store/store.ts'
import { type Direction, type Target, TargetUnreachable } from '../targets/target.ts'
import { cordonsOpen, cordonWay, type RunEnd } from './apply-forward.ts'
import { dryRun } from './dry-run.ts'
import { type GoingOn, goOnLine } from './go-on.ts'
import { APPLY_LIMITS, type ApplyLimits } from './limits.ts'
import { LivePlan } from './live-plan.ts'
import { makePlan } from './make-plan.ts'
import { PlanListeners } from './plan-listeners.ts'
import { type Act, conflict, firstPlan, makeMove, refusalWords, stateOfEnd } from './plan-outcomes.ts'
import { PlanRunner } from './plan-runner.ts'
import type { ActOptions, ActOutcome, CreateOutcome, PlanRepeat, PlanService } from './plan-service.ts'
import { refusalOf } from './refusal-of.ts'
import { reservationsOf } from './reservations.ts'
import { restoredPlan } from './restore.ts'
import { rollbackObstacle } from './same-pod.ts'
import { goWay } from './step-calls.ts'
import { PROGRESS, stateAfter } from './transitions.ts'
import { whatStands } from './what-stands.ts'

export interface PlanServiceOptions {
  readonly store: Store
  readonly target: Target
  readonly clock?: Clock
  readonly limits?: Partial<ApplyLimits>
}

/** Name under which the adapter itself acts in histories and the audit log. */
export const ADAPTER_ACTOR = 'berth'

/** What who pauses or halts is told when that cannot be written. */
const STOPPED = 'no further step is begun, but the store cannot be written; stop the plan again once it can be'

/** A service over the plans of a store; call `start` next. */
export function createPlanService(options: PlanServiceOptions): PlanService {
  return new PlanDesk(options)
}

class PlanDesk implements PlanService {
  readonly #store: Store
  readonly #target: Target
  readonly #clock: Clock
  readonly #limits: ApplyLimits
  readonly #audit: AuditLog
  readonly #runner: PlanRunner
  readonly #plans = new Map<string, LivePlan>()
  readonly #listeners = new PlanListeners()
  /** Plans that an action is being checked for; another one has to come later. */
  readonly #busy = new Set<string>()
  readonly #closing = new AbortController()

  constructor({ store, target, clock = SYSTEM_CLOCK, limits = {} }: PlanServiceOptions) {
    this.#store = store
    this.#target = target
    this.#clock = clock
    this.#limits = { ...APPLY_LIMITS, ...limits }
    this.#audit = new AuditLog(store.audit)
    this.#runner = new PlanRunner({ store, target, clock, limits: this.#limits }, (live, end) => this.#ended(live, end))
    for (const stored of store.plans.all()) {
      const lines = store.journal.linesOf(stored.plan.metadata.name)
      const plan = restoredPlan(stored, lines, (step, direction) => target.callsOf(step, direction))
      this.#plans.set(plan.metadata.name, this.#live(plan))
    }
  }

  start(): void {
    for (const live of this.#plans.values()) if (live.status.state === 'applying') this.#runner.start(live)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#runner.close()
    for (const live of this.#plans.values()) if (live.status.state === 'applying') this.#saveAtEnd(live)
  }

  list(): readonly Plan[] {
    return [...this.#plans.values()].map((live) => live.plan).reverse()
  }

  get(name: string): Plan | null {
    return this.#plans.get(name)?.plan ?? null
  }

  subscribe(listener: (plan: Plan) => void): () => void {
    return this.#listeners.subscribe(listener)
  }

  async create(request: PlanRequest, author: string, repeat: PlanRepeat | null = null): Promise<CreateOutcome> {
    const { name } = request.metadata
    const outcome = await this.#create(request, author, repeat)
    if (outcome.kind !== 'created') {
      this.#refuse(author, 'create', name, refusalWords(outcome))
    }
    return outcome
  }

  async #create(request: PlanRequest, author: string, repeat: PlanRepeat | null): Promise<CreateOutcome> {
    const { name } = request.metadata
    const taken = { kind: 'conflict', reason: `there is a plan ${name} already` } as const
    if (this.#plans.has(name)) return taken
    const snapshot = await this.#snapshot()
    if (typeof snapshot === 'string') return { kind: 'unreachable', reason: snapshot }
    if (this.#plans.has(name)) return taken
    const made = makePlan(request, snapshot, reservationsOf(this.list(), null))
    if (!made.ok) return { kind: 'bad-input', faults: made.faults }
    const spec = made.value
    if (spec.steps.length === 0 && spec.refusals.length > 0) return { kind: 'infeasible', spec }
    const atMs = this.#clock.nowMs()
    const live = this.#live(firstPlan(name, spec, author, atMs))
    const detail = `steps ${spec.steps.length}, refusals ${spec.refusals.length}, digest ${spec.digest}`
    this.#store.transaction(() => {
      this.#store.plans.insert(live.plan)
      if (repeat !== null) this.#store.requests.put(author, repeat.key, { digest: repeat.digest, plan: name })
      this.#audit.append({ atMs, actor: author, action: 'create', object: name, outcome: 'done', detail })
    })
    this.#plans.set(name, live)
    this.#listeners.changed(live)
    return { kind: 'created', plan: live.plan }
  }

  async act(name: string, action: PlanAction, actor: string, options: ActOptions = {}): Promise<ActOutcome> {
    const live = this.#plans.get(name)
    let outcome: ActOutcome
    if (live === undefined) outcome = { kind: 'not-found', reason: `there is no plan ${name}` }
    else if (action === 'pause' || action === 'halt') outcome = await this.#act(live, action, actor, options)
    else if (this.#busy.has(name)) outcome = conflict(live, 'another action on the plan is under way')
    else {
      this.#busy.add(name)
      try {
        outcome = await this.#act(live, action, actor, options)
      } finally {
        this.#busy.delete(name)
      }
    }
    if (outcome.kind !== 'done' && outcome.kind !== 'dry-run') {
      this.#refuse(actor, action, name, refusalWords(outcome))
    }
    return outcome
  }

  async #act(live: LivePlan, action: PlanAction, actor: string, options: ActOptions): Promise<ActOutcome> {
    const refusal = refusalOf(live, action, actor, options)
    if (refusal !== null) return refusal
    if (options.dryRun !== undefined) return this.#dryRun(live, options.dryRun)
    const { history: seen } = live.status
    // Calls that the last run left with the target end first: what they did belongs to what is found.
    if (action !== 'pause' && action !== 'halt') await this.#runner.settled(live.name)
    let going: readonly GoingOn[] = []
    if (action === 'approve' || action === 'apply' || action === 'resume') {
      const look = await this.#stale(live)
      if (typeof look === 'string') return { kind: 'unreachable', reason: look }
      const stale = look.faults
      if (stale.length > 0) {
        this.#change(live, (next) => next.patch({ stale }))
        return { kind: 'stale', faults: stale, plan: live.plan }
      }
      going = look.going
    }
    if (action === 'rollback') {
      const look = await this.#snapshot()
      const obstacle = rollbackObstacle(live.plan, this.list(), typeof look === 'string' ? null : look)
      if (obstacle !== null) return conflict(live, obstacle)
    }
    if (action === 'close') {
      const reason = await this.#uncordon(live)
      if (reason !== null) return { kind: 'unreachable', reason }
    }
    // While this waited somebody may have paused or halted, or a run may have ended: neither has been seen by who asks.
    const { history } = live.status
    const to = stateAfter(live.status.state, live.status.closed, action)
    if (to === null || history.length !== seen.length) {
      const { actor: by, to: state } = history[history.length - 1]
      return conflict(live, `plan ${live.name} was ${state} by ${by} meanwhile`)
    }
    this.#move(live, to, { actor, action, reason: options.reason ?? '' }, going)
    return { kind: 'done', plan: live.plan }
  }

  /**
   * Changes the state, on disk with its line in the audit log, and then lets the runner know. To stop needs no disk: a
   * run ends at once, and when that cannot be written the plan stays as it was, to be stopped again.
   */
  #move(live: LivePlan, to: PlanState, by: Omit<Act, 'atMs'>, going: readonly GoingOn[]): void {
    const { actor, action, reason } = by
    const isStop = action === 'pause' || action === 'halt'
    if (isStop) this.#runner[action](live.name)
    const atMs = this.#clock.nowMs()
    const lines = going.map((each) => goOnLine(live.name, each, atMs))
    const entry = { atMs, actor, action, object: live.name, outcome: 'done', detail: reason } as const
    try {
      this.#change(live, (next) => makeMove(next, going, to, { atMs, ...by }), entry, lines)
    } catch (error) {
      throw isStop && error instanceof DiskError ? new DiskError(error.message, { cause: error, told: STOPPED }) : error
    }
    if (to === 'applying') this.#runner.start(live)
  }

  /** What a run that ended leads to. A person who paused or halted meanwhile has said already where the plan stands. */
  #ended(live: LivePlan, end: RunEnd): void {
    const { state, direction } = live.status
    const atMs = this.#clock.nowMs()
    const to = stateOfEnd(end, direction)
    if (to === null || PROGRESS[state]?.includes(to) !== true) return this.#save(live)
    const reason = end.kind === 'halted' || end.kind === 'failed' ? end.reason : ''
    if (to === 'rolled-back') live.patch({ closed: true })
    live.move(to, { atMs, actor: ADAPTER_ACTOR, action: 'progress', reason })
    this.#save(live, { atMs, actor: ADAPTER_ACTOR, action: to, object: live.name, outcome: 'done', detail: reason })
  }

  /** Why a plan cannot go on, and which steps it goes on with that were taken back; a text when there is no answer. */
  async #stale(live: LivePlan): Promise<{ faults: readonly Fault[]; going: readonly GoingOn[] } | string> {
    if (live.status.direction === 'back') return { faults: [], going: [] }
    const snapshot = await this.#snapshot()
    if (typeof snapshot === 'string') return snapshot
    const lines = this.#store.journal.linesOf(live.name)
    const callsOf = (step: PlanStep, direction: Direction) => this.#target.callsOf(step, direction)
    return whatStands(live.plan, lines, snapshot, this.list(), callsOf)
  }

  async #dryRun(live: LivePlan, kind: 'client' | 'server'): Promise<ActOutcome> {
    const { plan } = live
    if (kind === 'server') {
      const stale = await this.#stale(live)
      if (typeof stale === 'string') return { kind: 'unreachable', reason: stale }
      if (stale.faults.length > 0) return { kind: 'stale', faults: stale.faults, plan }
    }
    return { kind: 'dry-run', plan, calls: await dryRun(plan, this.#target, kind, this.#limits.concurrency) }
  }

  /** Gives the plan's cordons back; null when none is left, else why not. */
  async #uncordon(live: LivePlan): Promise<string | null> {
    const hosts = cordonsOpen(this.#store.journal.linesOf(live.name))
    if (hosts.length === 0) return null
    const context = this.#runner.contextOf(live, this.#closing.signal)
    const end = await goWay(context, cordonWay(context, 'back', hosts))
    if (end.kind === 'done') return null
    return end.kind === 'stopped' ? 'the adapter stops' : end.reason
  }

  async #snapshot(): Promise<Snapshot | string> {
    try {
      return await this.#target.snapshot(this.#closing.signal)
    } catch (error) {
      if (error instanceof TargetUnreachable) return error.message
      throw error
    }
  }

  #live(plan: Plan): LivePlan {
    return new LivePlan(plan, (changed) => this.#listeners.changed(changed))
  }

  /** Writes what `change` makes of the plan, and only then makes it so. Throws errors of the disk: nothing happened. */
  #change(
    live: LivePlan,
    change: (next: LivePlan) => void,
    entry?: AuditEntry,
    lines: readonly JournalLine[] = [],
  ): void {
    const next = live.copy()
    change(next)
    this.#save(next, entry, lines)
    live.takeOver(next)
  }

  #save(live: LivePlan, entry?: AuditEntry, lines: readonly JournalLine[] = []): void {
    this.#store.transaction(() => {
      for (const line of lines) this.#store.journal.append(line)
      this.#store.plans.saveStatus(live.name, live.plan.status, this.#store.journal.lastId())
      if (entry !== undefined) this.#audit.append(entry)
    })
  }

  /** What cannot be written at the end the journal says at the next start, as after a crash. */
  #saveAtEnd(live: LivePlan): void {
    try {
      this.#save(live)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
    }
  }

  #refuse(actor: string, action: string, object: string, detail: string): void {
    const atMs = this.#clock.nowMs()
    this.#store.transaction(() => {
      this.#audit.append({ atMs, actor, action, object, outcome: 'refused', detail })
    })
  }
}
