import type { Engine } from '../../src/engine/engine.ts'
import type { NearestChange, Reason } from '../../src/model/decision.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { PodRequest } from '../../src/model/request.ts'

/** A kind of pod, and how often it comes beside the others. */
export interface FillShape {
  readonly name: string
  readonly request: PodRequest
  /** At least 1. */
  readonly weight: number
}

/** Share of the Cpus asked for that are placed, once so many are asked for, both percent of what the hosts have. */
export interface FillPoint {
  readonly askedPercent: number
  readonly placedPercent: number
}

/** The first pod of a shape that got no place, and why. */
export interface FillLimit {
  readonly shape: string
  readonly reasons: readonly Reason[]
  readonly nearest: NearestChange | null
}

export interface Filled {
  /** Pods of each shape that got a place before the first that got none. */
  readonly placed: readonly number[]
  /** Of those, pods by module, in the order of the fleet. */
  readonly modules: readonly { readonly module: string; readonly pods: number }[]
  /** The first pod that got no place; null: all that were asked for did. */
  readonly refused: FillLimit | null
  /** Of each shape that was refused, when it first was, in that order: later ones are limited by what is left. */
  readonly limits: readonly FillLimit[]
  /** From the start on in steps of STEP_PERCENT. */
  readonly curve: readonly FillPoint[]
}

export interface FillOptions {
  readonly shapes: readonly FillShape[]
  readonly nowUs: number
  /** Cpus that are held before. */
  readonly cpusHeld: number
  /** Where asking ends: so much of what the hosts have, percent; and after so many pods at most. */
  readonly untilPercent: number
  readonly podsMost: number
}

const STEP_PERCENT = 5
const GAME = 'fit-mix'

/**
 * Asks for pods of a mix one after another, each shape as often as its weight says, on and on also when some get no
 * place, as in the inflation of Q. Weng et al., "Beware of Fragmentation" (USENIX ATC 2023). In a fork: nothing
 * changes.
 */
export function fill(engine: Engine, fleet: Fleet, options: FillOptions): Filled {
  return engine.withFork((fork) => new Fill(fork, fleet, options).run())
}

class Fill {
  readonly #engine: Engine
  readonly #fleet: Fleet
  readonly #options: FillOptions
  readonly #cpusOfFleet: number
  readonly #asked: number[]
  readonly #placed: number[]
  /** Shapes that fit no more: nothing is given back, so they never will. */
  readonly #isOut: boolean[]
  readonly #modules = new Map<string, number>()
  readonly #curve: FillPoint[] = []
  readonly #limits: FillLimit[] = []
  #cpusAsked: number
  #cpusPlaced: number

  constructor(engine: Engine, fleet: Fleet, options: FillOptions) {
    this.#engine = engine
    this.#fleet = fleet
    this.#options = options
    this.#cpusOfFleet = fleet.hosts.reduce((sum, { allocatable }) => sum + allocatable.cpus, 0)
    this.#asked = options.shapes.map(() => 0)
    this.#placed = options.shapes.map(() => 0)
    this.#isOut = options.shapes.map(() => false)
    this.#cpusAsked = options.cpusHeld
    this.#cpusPlaced = options.cpusHeld
    for (const { module } of fleet.hosts) this.#modules.set(module, 0)
  }

  run(): Filled {
    const { shapes, nowUs, untilPercent, podsMost } = this.#options
    for (const { name, request } of shapes) {
      this.#engine.observe({ atUs: nowUs, kind: 'component', game: GAME, component: name, request })
    }
    this.#note()
    for (let pod = 0; pod < podsMost && this.#askedPercent < untilPercent; pod++) {
      const shape = this.#next()
      this.#ask(shape, `${GAME}/world/${shapes[shape].name}-${pod}`)
      const last = this.#curve[this.#curve.length - 1].askedPercent
      if (this.#askedPercent >= Math.min(untilPercent, last + STEP_PERCENT)) this.#note()
    }
    const modules = [...this.#modules].flatMap(([module, pods]) => (pods === 0 ? [] : [{ module, pods }]))
    const refused = this.#limits[0] ?? null
    return { placed: this.#placed, modules, refused, limits: this.#limits, curve: this.#curve }
  }

  get #askedPercent(): number {
    return (100 * this.#cpusAsked) / this.#cpusOfFleet
  }

  #note(): void {
    const placedPercent = (100 * this.#cpusPlaced) / this.#cpusOfFleet
    this.#curve.push({ askedPercent: this.#askedPercent, placedPercent })
  }

  /** The shape that is furthest behind its weight, ties to the first. */
  #next(): number {
    const { shapes } = this.#options
    let best = 0
    for (let i = 1; i < shapes.length; i++) {
      if ((this.#asked[i] + 1) * shapes[best].weight < (this.#asked[best] + 1) * shapes[i].weight) best = i
    }
    return best
  }

  #ask(shape: number, pod: string): void {
    const { nowUs, shapes } = this.#options
    const { name, request } = shapes[shape]
    this.#asked[shape]++
    this.#cpusAsked += request.cpus
    if (this.#isOut[shape]) return
    const { cpus, memoryMib } = request
    const who = { pod, game: GAME, zone: 'world', component: name }
    this.#engine.observe({ atUs: nowUs, kind: 'request', ...who, cpus, memoryMib, cause: 'launch' })
    const own = this.#engine.decide(nowUs).find((decision) => decision.pod.name === pod)
    if (own?.kind === 'place') {
      this.#cpusPlaced += cpus
      if (this.#limits.length > 0) return
      this.#placed[shape]++
      const { module } = this.#fleet.hosts[own.holding.host]
      this.#modules.set(module, (this.#modules.get(module) ?? 0) + 1)
    } else if (own?.kind === 'refuse') {
      this.#isOut[shape] = true
      this.#limits.push({ shape: name, reasons: own.reasons, nearest: own.nearest })
      this.#engine.observe({ atUs: nowUs, kind: 'release', pod, cause: 'gone' })
      this.#engine.decide(nowUs)
    }
  }
}
