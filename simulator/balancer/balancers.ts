import { assert } from '../../src/base/assert.ts'
import { US_PER_SECOND } from '../../src/base/units.ts'
import { noticedUs } from '../../src/model/balancer.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import { NumberList } from '../record/number-list.ts'
import { type Quantiles, quantilesOf } from '../record/quantiles.ts'
import type { PodTable } from '../world/pod-table.ts'

/** What load balancers did for players, and what they could not. */
export interface BalancerSummary {
  /** Pods that drained, whatever for; players who left them meanwhile, and who were cut off at the end of the drain. */
  readonly podsDrained: number
  readonly playersDrained: number
  readonly playersDrainedLate: number
  /** Pods that were dropped after they were lost, and from their loss until then. */
  readonly podsDropped: number
  readonly droppedUs: Quantiles
  /** Players who logged in meanwhile and were sent to one of them. */
  readonly playersTurnedAway: number
}

/** The rotations of all load balancers of a run: which pods get players, who is turned away, who drained. */
export class Balancers {
  podsDrained = 0
  playersDrained = 0
  playersDrainedLate = 0
  /** Logins that went astray, in players and parts of one. */
  #turnedAway = 0
  readonly #droppedUs = new NumberList()
  /** Games whose players are spread over other pods since they were read, by number. */
  readonly #changed = new Set<number>()
  readonly #pods: PodTable
  readonly #queue: EventQueue
  /** By slot of a pod that is lost and still in its rotation: when it was, and the number of that loss. */
  readonly #astray = new Map<number, { readonly lostUs: number; readonly loss: number }>()
  #losses = 0

  constructor(pods: PodTable, queue: EventQueue) {
    this.#pods = pods
    this.#queue = queue
  }

  get playersTurnedAway(): number {
    return Math.floor(this.#turnedAway)
  }

  /** Hands over, once, each game whose players are spread over other pods since they were read. */
  takeChanged(read: (game: number) => void): void {
    for (const game of this.#changed) read(game)
    this.#changed.clear()
  }

  /** A pod's players could find it: it joins. */
  ready(slot: number): void {
    if (this.#pods.balancerOf(slot) === null) return
    this.#astray.delete(slot)
    this.#set(slot, 1)
  }

  /** A pod is lost with its host: players are sent to it until its checks have failed often enough. */
  lost(atUs: number, slot: number): void {
    const balancer = this.#pods.balancerOf(slot)
    if (balancer === null || this.#pods.inRotation[slot] === 0) return
    this.#astray.set(slot, { lostUs: atUs, loss: ++this.#losses })
    this.#queue.push(noticedUs(balancer, atUs), Phase.podDropped, slot, this.#losses)
  }

  /** Whether a pod still does not answer since that loss, and is not given up. */
  isAstray(slot: number, loss: number): boolean {
    return this.#astray.get(slot)?.loss === loss
  }

  /** A pod that is astray has failed its checks. loginsPerSecond: that were sent to it since it was lost. */
  drop(nowUs: number, slot: number, loginsPerSecond: number): void {
    const astray = this.#astray.get(slot)
    assert(astray !== undefined, 'a pod that is dropped is lost and in its rotation')
    this.leave(slot)
    this.#droppedUs.push(nowUs - astray.lostUs)
    this.#turnedAway += (loginsPerSecond * (nowUs - astray.lostUs)) / US_PER_SECOND
    this.#pods.touch(slot)
  }

  /** A pod gets no more players: it drains, is dropped or given up. */
  leave(slot: number): void {
    this.#astray.delete(slot)
    this.#set(slot, 0)
  }

  #set(slot: number, value: number): void {
    const { inRotation, owner } = this.#pods
    if (inRotation[slot] !== value) this.#changed.add(owner[slot])
    inRotation[slot] = value
  }

  /** A pod has drained. players: on it when that began; left: of them, those who are there still and are cut off. */
  drained(players: number, left: number): void {
    this.podsDrained++
    this.playersDrained += players - left
    this.playersDrainedLate += left
  }

  summary(): BalancerSummary {
    const { podsDrained, playersDrained, playersDrainedLate, playersTurnedAway } = this
    const droppedUs = quantilesOf(this.#droppedUs)
    const drained = { podsDrained, playersDrained, playersDrainedLate }
    return { ...drained, podsDropped: this.#droppedUs.length, droppedUs, playersTurnedAway }
  }
}
