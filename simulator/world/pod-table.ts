import { assert } from '../../src/base/assert.ts'
import type { LoadBalancer } from '../../src/model/balancer.ts'
import type { Decision } from '../../src/model/holding.ts'
import { PodQuality } from './pod-quality.ts'

/**
 * Where a pod stands in the world. `stopped`: it still holds what it was given but runs no longer, as its host
 * just died or it was just given up, and the engine's release is due. `unnamed`: it answers, but its players
 * look for it where it was.
 */
export const PodState = { free: 0, pending: 1, starting: 2, ready: 3, stopped: 4, unnamed: 5 } as const

/**
 * What the workload says of a pod that it wants. owner: the number of its game; zone: told when what the pod does for
 * its players changes; warm: it ran before the scenario.
 */
export interface NewPod {
  readonly owner: number
  readonly zone: { isStale: boolean }
  readonly noisePermille: number
  readonly warm: boolean
  readonly balancer: LoadBalancer | null
}

/**
 * Every live pod of a run in columns, one slot each; slots of released pods are used again, names never.
 *
 * Columns are replaced when the table grows, so keep no reference to one across `add`. The world writes the upper
 * group, the workload the lower one; everybody may read all.
 */
export class PodTable {
  state = new Uint8Array(256) //                    PodState
  /** Number of the placement the slot holds, unique in the run; 0 when it holds none. What outlives it is stale. */
  generation = new Float64Array(256)
  host = new Int32Array(256) //                     index into fleet.hosts, -1 when not placed
  heldCpus = new Int32Array(256) //                 exclusive ones; 0 when not placed
  heldMilli = new Int32Array(256) //                thousandths of Cpus, shared ones among them
  heldMemoryMib = new Int32Array(256)
  askedAtUs = new Float64Array(256) //              when it was wanted, or wanted again after its host was lost
  placements = new Int32Array(256) //               how often this pod was placed
  changedAtUs = new Float64Array(256) //            last place or resize
  refusals = new Uint8Array(256) //                 refused resizes in a row
  refusedAtUs = new Float64Array(256)
  leaving = new Uint8Array(256) //                  1 once its release is asked for
  /** The generation that has answered once; what starts after that was restarted where it is. */
  answered = new Float64Array(256)
  restarts = new Int32Array(256) //                 how often, over all its placements
  warm = new Uint8Array(256) //                     1 when it ran before the scenario and needs no start
  lost = new Uint8Array(256) //                     1 from the loss of its host until its players find it again
  /** 1 while its load balancer sends players to it, whether or not it answers; 0 without a balancer. */
  inRotation = new Uint8Array(256)

  owner = new Int32Array(256) //                    number of its game in the run
  noisePermille = new Int32Array(256)
  loadMilli = new Float64Array(256) //              last reading, whether or not the pod is ready to carry it

  /** How the network serves pods; null where nobody counts packets. */
  quality: PodQuality | null = null

  /** Games of which something changed that their players feel, by number; emptied by whoever looks at them. */
  readonly touched = new Set<number>()

  readonly #names: string[] = []
  readonly #zones: { isStale: boolean }[] = []
  readonly #balancers: (LoadBalancer | null)[] = []
  readonly #slots = new Map<string, number>()
  readonly #free: number[] = []

  /** Live pods. */
  get count(): number {
    return this.#slots.size
  }

  /** Slots in use are below this; check `state` for the free ones between. */
  get slotLimit(): number {
    return this.#names.length
  }

  nameOf(slot: number): string {
    return this.#names[slot]
  }

  /** The load balancer in front of a pod; null: none. */
  balancerOf(slot: number): LoadBalancer | null {
    return this.#balancers[slot]
  }

  slotOf(name: string): number {
    const slot = this.#slots.get(name)
    assert(slot !== undefined, `no live pod ${name}`)
    return slot
  }

  /** A pending pod that holds nothing. */
  add(name: string, nowUs: number, { owner, zone, noisePermille, warm, balancer }: NewPod): number {
    assert(!this.#slots.has(name), `pod ${name} already exists`)
    const slot = this.#free.pop() ?? this.#names.length
    if (slot === this.state.length) this.#grow()
    this.#names[slot] = name
    this.#slots.set(name, slot)
    this.state[slot] = PodState.pending
    this.host[slot] = -1
    this.askedAtUs[slot] = nowUs
    this.placements[slot] = 0
    this.changedAtUs[slot] = nowUs
    this.refusals[slot] = 0
    this.leaving[slot] = 0
    this.answered[slot] = 0
    this.restarts[slot] = 0
    this.warm[slot] = warm ? 1 : 0
    this.lost[slot] = 0
    this.inRotation[slot] = 0
    this.#zones[slot] = zone
    this.#balancers[slot] = balancer
    this.owner[slot] = owner
    this.noisePermille[slot] = noisePermille
    this.loadMilli[slot] = 0
    this.quality?.reset(slot)
    return slot
  }

  /** Notes that what a pod does for its players has changed. */
  touch(slot: number): void {
    this.touched.add(this.owner[slot])
    this.#zones[slot].isStale = true
  }

  /** Notes a refusal. A pod that gets no place did not run before the scenario either: it starts when it gets one. */
  refuse(slot: number, { action, atUs }: Extract<Decision, { kind: 'refuse' }>): void {
    if (action === 'place') this.warm[slot] = 0
    if (action !== 'resize') return
    this.refusals[slot] = Math.min(255, this.refusals[slot] + 1)
    this.refusedAtUs[slot] = atUs
  }

  /** From now on it is said how the network serves pods. */
  openQuality(): void {
    this.quality = new PodQuality(this.state.length)
  }

  /** Says how the network serves a pod; its players feel it when that is other than before. */
  setQuality(slot: number, isHampered: boolean, refusedShare: number, carriedShare: number): void {
    if (this.quality?.set(slot, isHampered, refusedShare, carriedShare) === true) this.touch(slot)
  }

  /** Frees the slot of a pod that holds nothing any more. */
  remove(slot: number): void {
    assert(this.host[slot] === -1, `${this.#names[slot]} leaves while it holds something`)
    this.#slots.delete(this.#names[slot])
    this.state[slot] = PodState.free
    this.#free.push(slot)
  }

  #grow(): void {
    const capacity = this.state.length * 2
    this.state = widened(new Uint8Array(capacity), this.state)
    this.generation = widened(new Float64Array(capacity), this.generation)
    this.host = widened(new Int32Array(capacity), this.host)
    this.heldCpus = widened(new Int32Array(capacity), this.heldCpus)
    this.heldMilli = widened(new Int32Array(capacity), this.heldMilli)
    this.heldMemoryMib = widened(new Int32Array(capacity), this.heldMemoryMib)
    this.askedAtUs = widened(new Float64Array(capacity), this.askedAtUs)
    this.placements = widened(new Int32Array(capacity), this.placements)
    this.changedAtUs = widened(new Float64Array(capacity), this.changedAtUs)
    this.refusals = widened(new Uint8Array(capacity), this.refusals)
    this.refusedAtUs = widened(new Float64Array(capacity), this.refusedAtUs)
    this.leaving = widened(new Uint8Array(capacity), this.leaving)
    this.answered = widened(new Float64Array(capacity), this.answered)
    this.restarts = widened(new Int32Array(capacity), this.restarts)
    this.warm = widened(new Uint8Array(capacity), this.warm)
    this.lost = widened(new Uint8Array(capacity), this.lost)
    this.inRotation = widened(new Uint8Array(capacity), this.inRotation)
    this.owner = widened(new Int32Array(capacity), this.owner)
    this.noisePermille = widened(new Int32Array(capacity), this.noisePermille)
    this.loadMilli = widened(new Float64Array(capacity), this.loadMilli)
    this.quality = this.quality?.widened(capacity) ?? null
  }
}

function widened<T extends Uint8Array | Int32Array | Float64Array>(target: T, source: T): T {
  target.set(source)
  return target
}
