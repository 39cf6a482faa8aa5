import type { Engine } from '../../src/engine/engine.ts'
import type { ComponentDeclared, Event } from '../../src/model/event.ts'

/** Is fed the events of a recorded run in order, and decides as the run did up to an instant. */
export class RunUntil {
  readonly engine: Engine
  readonly components: ComponentDeclared[] = []
  readonly #untilUs: number
  /** Hosts by pod. */
  readonly #hosts = new Map<string, number>()
  #nowUs = -1

  /** untilUs: the last instant to decide; Infinity: all of the run. engine: with the run's fleet and profiles. */
  constructor(engine: Engine, untilUs: number) {
    this.engine = engine
    this.#untilUs = untilUs
  }

  /** Takes the next event; false once it lies behind the instant. Throws when it contradicts those before. */
  feed(event: Event): boolean {
    if (event.atUs > this.#untilUs) return false
    if (event.atUs > this.#nowUs && this.#nowUs >= 0) this.#decide()
    this.#nowUs = event.atUs
    this.engine.observe(event)
    if (event.kind === 'component') this.components.push(event)
    if (event.kind === 'adopt') this.#note(event.pod)
    return true
  }

  /** Decides the last instant, once everything is fed. */
  finish(): void {
    if (this.#nowUs >= 0) this.#decide()
  }

  /** The last instant that had events; 0 when none had. */
  get atUs(): number {
    return Math.max(this.#nowUs, 0)
  }

  /** Hosts that hold something. */
  get hostsInUse(): number {
    return new Set(this.#hosts.values()).size
  }

  #decide(): void {
    for (const { pod } of this.engine.decide(this.#nowUs)) this.#note(pod.name)
  }

  #note(pod: string): void {
    const holding = this.engine.holding(pod)
    if (holding === null) this.#hosts.delete(pod)
    else this.#hosts.set(pod, holding.host)
  }
}
