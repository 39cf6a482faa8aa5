import type { FilterName } from '../../src/model/decision.ts'
import type { Maintenance } from '../../src/model/maintenance.ts'
import { sharing } from '../workload/rotation.ts'
import { PodState } from '../world/pod-table.ts'
import { type MaintenanceParts, nextReadingUs, type StayReason } from './maintenance-parts.ts'

/** A pod that is to leave: since when no player is sent to it, how many it had then, and when it is asked to move. */
export interface Drained {
  readonly fromUs: number
  readonly players: number
  readonly dueUs: number
}

/**
 * How the pods of one cordoned host leave it. Behind a load balancer they drain first, as long as their component does
 * but not beyond the grace; one that is alone in its rotation does not, as its players would have nowhere to go. One
 * that is refused is asked again at the next reading of the load, all that are left once more as the grace ends.
 */
export class HostDrain {
  readonly host: number
  readonly fromUs: number
  readonly #untilUs: number
  readonly #discard: readonly string[]
  readonly #parts: MaintenanceParts
  readonly #drained = new Map<number, Drained>()
  /** By slot of a pod that was refused: why, and when it is asked again. */
  readonly #refused = new Map<number, { readonly filter: FilterName; readonly againUs: number }>()

  constructor(host: number, nowUs: number, { graceUs, discard }: Maintenance, parts: MaintenanceParts) {
    this.host = host
    this.fromUs = nowUs
    this.#untilUs = nowUs + graceUs
    this.#discard = discard
    this.#parts = parts
  }

  /** Whether all that are left were asked once more after their grace. */
  isOver(nowUs: number): boolean {
    return nowUs > this.#untilUs
  }

  /** Asks the pods to move whose time it is; returns when to look again. */
  ask(nowUs: number): number {
    const againUs = nextReadingUs(nowUs, this.#parts)
    let nextUs = this.isOver(nowUs) ? againUs : Math.min(againUs, this.#untilUs)
    for (const slot of this.#slots()) {
      if (this.#staysFor(slot) !== null) continue
      const dueUs = Math.max(this.#drainOf(nowUs, slot).dueUs, this.#refused.get(slot)?.againUs ?? 0)
      if (dueUs <= nowUs || nowUs === this.#untilUs) {
        this.#parts.world.askMove(nowUs, slot)
        nextUs = nowUs + 1
      } else nextUs = Math.min(nextUs, dueUs)
    }
    return nowUs === this.#untilUs ? nowUs + 1 : nextUs
  }

  /** A pod that was asked has no other host. */
  refuse(nowUs: number, slot: number, filter: FilterName): void {
    this.#refused.set(slot, { filter, againUs: nextReadingUs(nowUs, this.#parts) })
  }

  /** Hands over a pod that moves or is given up; null: its players were sent to it until now. */
  take(slot: number): Drained | null {
    const drained = this.#drained.get(slot) ?? null
    this.#drained.delete(slot)
    this.#refused.delete(slot)
    return drained === null || drained.players === 0 ? null : drained
  }

  /** The host is kept after all: pods that drained get players again. */
  giveUp(): void {
    const { pods, world } = this.#parts
    for (const [slot, { players }] of this.#drained) {
      if (players === 0 || pods.host[slot] !== this.host || pods.state[slot] !== PodState.ready) continue
      world.balancers.ready(slot)
      pods.touch(slot)
    }
  }

  /** Why pods are still here, one reason a pod; none of one that was not asked to move yet. */
  reasons(): readonly StayReason[] {
    return this.#slots().flatMap((slot) => this.#staysFor(slot) ?? this.#refused.get(slot)?.filter ?? [])
  }

  /** Pods that are here and not on their way out. */
  #slots(): readonly number[] {
    const { pods } = this.#parts
    const slots: number[] = []
    for (let slot = 0; slot < pods.slotLimit; slot++) {
      if (pods.host[slot] === this.host && pods.state[slot] !== PodState.free && pods.leaving[slot] === 0)
        slots.push(slot)
    }
    return slots
  }

  #staysFor(slot: number): 'pathData' | 'draining' | null {
    const { pods, games } = this.#parts
    const place = games[pods.owner[slot]].placeOf(slot)
    if (place === null) return 'draining'
    const { name, request } = place.group.component
    return request.diskMib > 0 && !this.#discard.includes(name) ? 'pathData' : null
  }

  #drainOf(nowUs: number, slot: number): Drained {
    const known = this.#drained.get(slot)
    if (known !== undefined) return known
    const { pods, games } = this.#parts
    const game = games[pods.owner[slot]]
    const drainUs = pods.balancerOf(slot)?.drainUs ?? 0
    const isAlone = drainUs === 0 || sharing(game.placeOf(slot)?.group.slots ?? [], pods).length <= 1
    const players = isAlone ? 0 : game.takeOut(slot)
    const drained = { fromUs: nowUs, players, dueUs: players === 0 ? nowUs : nowUs + drainUs }
    this.#drained.set(slot, drained)
    return drained
  }
}
