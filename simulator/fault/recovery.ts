import { sumOf } from '../../src/base/sum.ts'
import type { Holding } from '../../src/model/holding.ts'
import { LOSS_KINDS, type LossKind } from '../../src/model/recovery.ts'
import { NumberList } from '../record/number-list.ts'
import { type Quantiles, quantilesOf } from '../record/quantiles.ts'

/** What hosts that were lost in one way did to pods and players. */
export interface LossSummary {
  readonly hosts: number
  /** Pods that were on them and were wanted still; one that is lost again on its way back counts once. */
  readonly pods: number
  /** Of these, pods that their players find again, pods given up before, and pods that are away at the end. */
  readonly podsBack: number
  readonly podsGivenUp: number
  readonly podsAway: number
  /** MiB on paths of the hosts that the pods had there. */
  readonly pathMibLost: number
  readonly playersDisconnected: number
  /**
   * From the loss of a pod's host to its places after it (several where it is sent to hosts that are lost too), to its
   * readiness, and until players find it.
   */
  readonly placedUs: Quantiles
  readonly readyUs: Quantiles
  readonly backUs: Quantiles
}

/** By the way in which hosts were lost, those that occurred. */
export type RecoverySummary = Readonly<Partial<Record<LossKind, LossSummary>>>

interface Losses {
  hosts: number
  pods: number
  podsBack: number
  podsGivenUp: number
  pathMibLost: number
  playersDisconnected: number
  readonly placedUs: NumberList
  readonly readyUs: NumberList
  readonly backUs: NumberList
}

/** Follows each pod from the loss of its host until its players find it again. */
export class Recovery {
  /** Players cut off so far by the loss of a host, all kinds together. */
  playersDisconnected = 0
  readonly #byKind = new Map<LossKind, Losses>()
  /** By slot of a pod that is not back yet. */
  readonly #away = new Map<number, { readonly kind: LossKind; readonly lostUs: number }>()

  /** Pods that were lost, are wanted, and that their players do not find yet. */
  get podsAway(): number {
    return this.#away.size
  }

  hostLost(kind: LossKind): void {
    this.#losses(kind).hosts++
  }

  /** players: how many the loss of a host cuts off. */
  disconnected(kind: LossKind, players: number): void {
    this.playersDisconnected += players
    this.#losses(kind).playersDisconnected += players
  }

  podLost(atUs: number, slot: number, kind: LossKind): void {
    if (this.#away.has(slot)) return
    this.#away.set(slot, { kind, lostUs: atUs })
    this.#losses(kind).pods++
  }

  /** The engine lets go of what a lost pod held. */
  released(slot: number, { diskMib }: Holding): void {
    const lost = this.#away.get(slot)
    if (lost !== undefined) this.#losses(lost.kind).pathMibLost += diskMib
  }

  placed(atUs: number, slot: number): void {
    const lost = this.#away.get(slot)
    if (lost !== undefined) this.#losses(lost.kind).placedUs.push(atUs - lost.lostUs)
  }

  ready(atUs: number, slot: number): void {
    const lost = this.#away.get(slot)
    if (lost !== undefined) this.#losses(lost.kind).readyUs.push(atUs - lost.lostUs)
  }

  /** Its players find it. */
  back(atUs: number, slot: number): void {
    const lost = this.#away.get(slot)
    if (lost === undefined) return
    this.#away.delete(slot)
    const losses = this.#losses(lost.kind)
    losses.podsBack++
    losses.backUs.push(atUs - lost.lostUs)
  }

  givenUp(slot: number): void {
    const lost = this.#away.get(slot)
    if (lost === undefined) return
    this.#away.delete(slot)
    this.#losses(lost.kind).podsGivenUp++
  }

  /** Null where no host was lost. */
  summary(): RecoverySummary | null {
    const summary: Partial<Record<LossKind, LossSummary>> = {}
    for (const kind of LOSS_KINDS) {
      const losses = this.#byKind.get(kind)
      if (losses === undefined) continue
      const { placedUs, readyUs, backUs, ...counts } = losses
      const podsAway = sumOf([...this.#away.values()].map((lost) => (lost.kind === kind ? 1 : 0)))
      const times = { placedUs: quantilesOf(placedUs), readyUs: quantilesOf(readyUs), backUs: quantilesOf(backUs) }
      summary[kind] = { ...counts, podsAway, ...times }
    }
    return this.#byKind.size === 0 ? null : summary
  }

  #losses(kind: LossKind): Losses {
    const known = this.#byKind.get(kind)
    if (known !== undefined) return known
    const counts = { hosts: 0, pods: 0, podsBack: 0, podsGivenUp: 0, pathMibLost: 0, playersDisconnected: 0 }
    const times = { placedUs: new NumberList(), readyUs: new NumberList(), backUs: new NumberList() }
    const losses = { ...counts, ...times }
    this.#byKind.set(kind, losses)
    return losses
  }
}
