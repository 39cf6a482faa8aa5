import type { Decision } from '../../src/model/holding.ts'
import { NumberList } from '../record/number-list.ts'
import { playersLeft } from '../workload/sessions.ts'
import type { Drained } from './host-drain.ts'
import type { MaintenanceParts } from './maintenance-parts.ts'

/** The pods that a maintenance window moves: how often, whom that cuts off, and how long they are away. */
export class PodMoves {
  moves = 0
  pathMibLost = 0
  playersDisconnected = 0
  readonly awayUs = new NumberList()
  readonly #parts: MaintenanceParts
  readonly #moved = new Set<string>()
  /** By slot of a pod whose players do not find it again yet: since when. */
  readonly #moving = new Map<number, number>()

  constructor(parts: MaintenanceParts) {
    this.#parts = parts
  }

  /** Pods that were moved, each once however often it was. */
  get podsMoved(): number {
    return this.#moved.size
  }

  get podsMoving(): number {
    return this.#moving.size
  }

  /** Makes a move true. drained: how it went before; null: its players were sent to it until now. */
  carryOut(slot: number, decision: Extract<Decision, { kind: 'migrate' }>, drained: Drained | null): void {
    const { pods, games, world } = this.#parts
    const { atUs, pod, before } = decision
    const game = games[pods.owner[slot]]
    const cutOff = game.playersCutOff
    world.carryOut(decision)
    const players = drained?.players ?? game.playersCutOff - cutOff
    const left = drained === null ? players : playersLeft(players, atUs - drained.fromUs, game.sessionUs)
    if (drained !== null) world.balancers.drained(players, left)
    this.playersDisconnected += left
    this.pathMibLost += before.diskMib
    this.moves++
    this.#moved.add(pod.name)
    if (!this.#moving.has(slot)) this.#moving.set(slot, atUs)
  }

  /** A pod's players find it. */
  ready(atUs: number, slot: number): void {
    const sinceUs = this.#moving.get(slot)
    if (sinceUs === undefined) return
    this.#moving.delete(slot)
    this.awayUs.push(atUs - sinceUs)
  }

  /** A pod is given up. */
  gone(slot: number): void {
    this.#moving.delete(slot)
  }
}
