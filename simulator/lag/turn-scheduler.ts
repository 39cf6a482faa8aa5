import type { Engine } from '../../src/engine/engine.ts'
import type { Event, PodRequested } from '../../src/model/event.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * The platform's first cure of S7: the next pod is handed to the engine only once the cache shows the last one. What
 * was there at the first instant is handed over at once, and pods that waited for room are placed when there is some,
 * however many.
 */
export class TurnScheduler implements Scheduler {
  readonly #engine: Engine
  readonly #told: (event: Event) => void
  /** By name, in the order in which they were asked for, at the size asked for last. */
  readonly #queue = new Map<string, PodRequested>()
  /** Placed, and not seen in the cache yet. */
  readonly #unseen = new Set<string>()

  constructor(engine: Engine, told: (event: Event) => void) {
    this.#engine = engine
    this.#told = told
  }

  observe(event: Event): void {
    if (event.kind === 'request' && event.atUs > 0) {
      this.#queue.set(event.pod, event)
      return
    }
    if (event.kind === 'confirm') this.#unseen.delete(event.pod)
    const queued = 'pod' in event ? this.#queue.get(event.pod) : undefined
    if (queued === undefined) {
      this.#tell(event)
    } else if (event.kind === 'release') {
      this.#queue.delete(event.pod)
    } else if (event.kind === 'resize') {
      const { cpus, memoryMib, cpuMilli } = event
      const { cpuMilli: _before, ...asked } = queued
      this.#queue.set(event.pod, { ...asked, cpus, memoryMib, ...(cpuMilli === undefined ? {} : { cpuMilli }) })
    }
  }

  decide(nowUs: number): readonly Decision[] {
    const next = this.#queue.values().next()
    if (this.#unseen.size === 0 && next.done !== true) {
      this.#queue.delete(next.value.pod)
      this.#tell({ ...next.value, atUs: nowUs })
    }
    const decisions = this.#engine.decide(nowUs)
    for (const { kind, pod } of decisions) {
      if (kind === 'place' && nowUs > 0) this.#unseen.add(pod.name)
      else if (kind === 'release') this.#unseen.delete(pod.name)
    }
    return decisions
  }

  get pendingCount(): number {
    return this.#engine.pendingCount + this.#queue.size
  }

  get needsTurn(): boolean {
    return this.#queue.size > 0 && this.#unseen.size === 0
  }

  #tell(event: Event): void {
    this.#told(event)
    this.#engine.observe(event)
  }
}
