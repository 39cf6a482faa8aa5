import type { ConsolidationPrices } from '../../src/engine/actions/consolidate.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { DecisionLine } from '../../src/model/decision.ts'
import { createDecisionWriter } from '../../src/model/decision-text.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'

/** A host that it pays to empty. */
export interface EmptiedHost {
  readonly host: string
  /** Lines of the moves, numbered as if decided next. */
  readonly moves: readonly DecisionLine[]
}

export interface Consolidated {
  /** The instant after which the fleet was looked at; the moves bear this time. */
  readonly atUs: number
  /** Hosts that hold something, before and after. */
  readonly hostsInUse: number
  readonly hostsAfter: number
  readonly emptied: readonly EmptiedHost[]
}

/** Is fed the events of a recorded run in order, decides as the run did up to an instant, and consolidates then. */
export class RunConsolidator {
  readonly #fleet: Fleet
  readonly #engine: Engine
  readonly #untilUs: number
  /** Hosts by pod. */
  readonly #hosts = new Map<string, number>()
  #nowUs = -1

  /** untilUs: the last instant to decide; Infinity: all of the run. create: makes an engine with the run's profiles. */
  constructor(fleet: Fleet, untilUs: number, create: (fleet: Fleet) => Engine) {
    this.#fleet = fleet
    this.#untilUs = untilUs
    this.#engine = create(fleet)
  }

  /** Takes the next event; false once it lies behind the instant. Throws when it contradicts those before. */
  feed(event: Event): boolean {
    if (event.atUs > this.#untilUs) return false
    if (event.atUs > this.#nowUs && this.#nowUs >= 0) this.#decide()
    this.#nowUs = event.atUs
    this.#engine.observe(event)
    if (event.kind === 'adopt') this.#note(event.pod)
    return true
  }

  /** Once everything is fed. */
  finish(prices: ConsolidationPrices): Consolidated {
    if (this.#nowUs >= 0) this.#decide()
    const atUs = Math.max(this.#nowUs, 0)
    const hostsInUse = new Set(this.#hosts.values()).size
    const write = createDecisionWriter(this.#fleet)
    const emptied = this.#engine.consolidate(atUs, prices).map(({ host, moves }) => ({
      host: this.#fleet.hosts[host].name,
      moves: moves.map((move) => JSON.parse(write(move)) as DecisionLine),
    }))
    return { atUs, hostsInUse, hostsAfter: hostsInUse - emptied.length, emptied }
  }

  #decide(): void {
    for (const { pod } of this.#engine.decide(this.#nowUs)) this.#note(pod.name)
  }

  #note(pod: string): void {
    const holding = this.#engine.holding(pod)
    if (holding === null) this.#hosts.delete(pod)
    else this.#hosts.set(pod, holding.host)
  }
}
