import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PlanStep } from '../../model/plan.ts'
import { compensate, STOPPED } from './compensate.ts'
import { ask, note, type RunContext, type Way, wayOf } from './step-calls.ts'
import { needsBack } from './step-needs.ts'

/**
 * Watches over the applied steps of a plan while others are carried out. A step that somebody else's work gets in the
 * way of later is asked again by its last call, which says for sure, and taken back as if that call had met the clash.
 */
export class AppliedWatch {
  readonly #context: RunContext
  readonly #stepsOn = new Map<string, PlanStep[]>()
  /** Hosts to look at; every one at first, for nobody watched until now. */
  readonly #moved = new Set<string>()
  readonly #inHand = new Map<number, Promise<unknown>>()
  readonly #reasons: string[] = []
  readonly #end: () => void
  #looking: Promise<void> | null = null
  #failure: { readonly error: unknown } | null = null
  #isHit = false

  constructor(context: RunContext) {
    this.#context = context
    for (const step of context.live.spec.steps) {
      if (step.after === null) continue
      const steps = this.#stepsOn.get(step.after.host)
      if (steps === undefined) this.#stepsOn.set(step.after.host, [step])
      else steps.push(step)
    }
    for (const host of this.#stepsOn.keys()) this.#moved.add(host)
    this.#end = context.target.watchHosts((host) => this.#look(host))
  }

  /** Whether a step was hit, so that no further one is to be begun. */
  get isHit(): boolean {
    return this.#isHit || this.#failure !== null
  }

  /** Carries a step out: those that stand in the way of a compensation are waited for. */
  async carryOut<T>(step: PlanStep, work: () => Promise<T>): Promise<T> {
    const working = work()
    this.#inHand.set(step.number, working)
    try {
      return await working
    } finally {
      this.#inHand.delete(step.number)
      // What came while its last answer was written down was not looked at for it.
      if (step.after !== null) this.#look(step.after.host)
    }
  }

  /**
   * Looks at the hosts of those steps and at all that changed, until nothing is left to look at. Resolves to why the
   * plan halts, or null. Rejects with errors of the disk.
   */
  async settled(steps: readonly PlanStep[] = []): Promise<string | null> {
    for (const { after } of steps) if (after !== null) this.#moved.add(after.host)
    for (this.#start(); this.#looking !== null; ) await this.#looking
    if (this.#failure !== null) throw this.#failure.error
    return this.#reasons.length === 0 ? null : this.#reasons.join('; ')
  }

  close(): void {
    this.#end()
  }

  #look(host: string): void {
    if (!this.#stepsOn.has(host)) return
    this.#moved.add(host)
    this.#start()
  }

  #start(): void {
    if (this.#looking !== null || this.#moved.size === 0 || this.#failure !== null) return
    this.#looking = this.#run()
      .catch((error: unknown) => {
        this.#failure = { error }
      })
      .finally(() => {
        this.#looking = null
        this.#start()
      })
  }

  async #run(): Promise<void> {
    // Lets the changes of this turn gather.
    await nextTurn()
    const { live, target, signal } = this.#context
    const hosts = [...this.#moved]
    this.#moved.clear()
    if (signal.aborted) return
    const steps = hosts.flatMap((host) => this.#stepsOn.get(host) ?? []).filter((step) => this.#isApplied(step))
    if (steps.length === 0) return
    const hit = new Set(await target.seemHit(steps, live.name, signal))
    const newestFirst = steps.filter(({ number }) => hit.has(number)).sort((a, b) => b.number - a.number)
    for (const step of newestFirst) await this.#check(step)
  }

  #isApplied({ number }: PlanStep): boolean {
    return this.#context.live.step(number).state === 'applied'
  }

  /** What a newer step held may be all that was in the way: each is asked only now. */
  async #check(step: PlanStep): Promise<void> {
    if (this.#context.signal.aborted || !this.#isApplied(step)) return
    const way = this.#lastCall(step)
    const end = await ask(this.#context, way, way.calls[0])
    if (end.kind === 'clash') await this.#takeBack(step)
  }

  async #takeBack(step: PlanStep): Promise<void> {
    this.#isHit = true
    const { live, signal } = this.#context
    const later = needsBack(live.spec.steps).get(step.number) ?? []
    for (const number of [...later].sort((a, b) => b - a)) {
      await this.#inHand.get(number)?.catch(() => undefined)
      if (signal.aborted) return
      const other = live.spec.steps[number - 1]
      if (!this.#isApplied(other)) continue
      const way = this.#lastCall(other)
      const clash = `${other.after?.host}: it may hold what step ${step.number} needs to be taken back`
      await note(this.#context, way, way.calls[0], 'clash', clash)
      await this.#takeBack(other)
    }
    const reason = await compensate(this.#context, step)
    if (reason !== STOPPED) this.#reasons.push(reason)
  }

  /** The last call of a step's way forward; it is applied, and being asked again changes nothing of that. */
  #lastCall(step: PlanStep): Way {
    const way = wayOf(this.#context, step, 'forward')
    return { ...way, calls: way.calls.slice(-1), tell: () => undefined }
  }
}
