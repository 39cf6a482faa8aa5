/**
 * What is due, and in which order things of one instant happen. What ends comes before what fails, so that a game's
 * last pods are not lost on the way out; failures come before readiness, so that a pod whose host dies in the instant
 * in which it would have answered never answers; load is read last, when the world of the instant stands.
 *
 * A `sample` is taken after the decisions of its instant; here it only makes the instant exist.
 */
export const Phase = {
  gameEnd: 0,
  /** A patch is announced. */
  patch: 1,
  zoneRestart: 2,
  hostLost: 3,
  /** The platform learns that a host is lost. */
  lossNoticed: 4,
  /** A load balancer drops a pod that failed its checks. */
  podDropped: 5,
  hostRecovered: 6,
  imagePushed: 7,
  layerArrives: 8,
  podConfirm: 9,
  bindFailed: 10,
  /** The host hears of a pod and wants its image. */
  podBound: 11,
  podReady: 12,
  /** The name service shows where a pod is. */
  podNamed: 13,
  /** The drain of a pod is over. */
  podDrained: 14,
  gameStart: 15,
  load: 16,
  /** Players log in again who were cut off. */
  reconnect: 17,
  /** What follows for a rollout from what happened, after games grew and shrank. */
  rollout: 18,
  /** What follows for planned work on hosts. */
  maintenance: 19,
  /** Layers on their way get the rates that follow from what happened. */
  rates: 20,
  /** Nothing happens; a pod that waits for its turn is handed out. */
  turn: 21,
  /** Hosts treat packets otherwise from now on. */
  tuning: 22,
  sample: 23,
} as const

export type Phase = (typeof Phase)[keyof typeof Phase]

/** Sequence numbers below a phase's own multiple of this; 2^48 entries outlast any run. Exact for 32 phases. */
const PHASE_STRIDE = 281474976710656

/**
 * Binary heap in columns, ordered by (time, phase, sequence): a total order, so equal times never depend on the heap.
 *
 * subject  what it is about: a game's, a fault's or a host's index, or a pod's slot
 * stamp    a second number for whoever pushed it, such as the generation of a pod's slot
 */
export class EventQueue {
  #timeUs = new Float64Array(64)
  /** phase × PHASE_STRIDE + sequence: one comparison for both. */
  #order = new Float64Array(64)
  #subject = new Int32Array(64)
  #stamp = new Float64Array(64)
  #size = 0
  #sequence = 0

  get size(): number {
    return this.#size
  }

  /** Time of the first entry, Infinity when there is none. */
  get nextTimeUs(): number {
    return this.#size === 0 ? Infinity : this.#timeUs[0]
  }

  get nextPhase(): Phase {
    return Math.floor(this.#order[0] / PHASE_STRIDE) as Phase
  }

  get nextSubject(): number {
    return this.#subject[0]
  }

  get nextStamp(): number {
    return this.#stamp[0]
  }

  push(timeUs: number, phase: Phase, subject: number, stamp: number): void {
    if (this.#size === this.#timeUs.length) this.#grow()
    const order = phase * PHASE_STRIDE + this.#sequence++
    let at = this.#size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#before(timeUs, order, parent)) break
      this.#move(parent, at)
      at = parent
    }
    this.#put(at, timeUs, order, subject, stamp)
  }

  /** Drops the first entry; read it by the `next…` getters before. */
  pop(): void {
    const last = --this.#size
    if (last <= 0) return
    const timeUs = this.#timeUs[last]
    const order = this.#order[last]
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= last) break
      const right = child + 1
      if (right < last && this.#before(this.#timeUs[right], this.#order[right], child)) child = right
      if (this.#before(timeUs, order, child)) break
      this.#move(child, at)
      at = child
    }
    this.#put(at, timeUs, order, this.#subject[last], this.#stamp[last])
  }

  #before(timeUs: number, order: number, other: number): boolean {
    const otherUs = this.#timeUs[other]
    return timeUs < otherUs || (timeUs === otherUs && order < this.#order[other])
  }

  #move(from: number, to: number): void {
    this.#timeUs[to] = this.#timeUs[from]
    this.#order[to] = this.#order[from]
    this.#subject[to] = this.#subject[from]
    this.#stamp[to] = this.#stamp[from]
  }

  #put(at: number, timeUs: number, order: number, subject: number, stamp: number): void {
    this.#timeUs[at] = timeUs
    this.#order[at] = order
    this.#subject[at] = subject
    this.#stamp[at] = stamp
  }

  #grow(): void {
    const capacity = this.#timeUs.length * 2
    this.#timeUs = copied(new Float64Array(capacity), this.#timeUs)
    this.#order = copied(new Float64Array(capacity), this.#order)
    this.#subject = copied(new Int32Array(capacity), this.#subject)
    this.#stamp = copied(new Float64Array(capacity), this.#stamp)
  }
}

function copied<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source)
  return target
}
