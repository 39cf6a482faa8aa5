import type { Patch } from '../../src/model/calendar.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import type { World } from '../world/world.ts'
import { awayShare, waveUs } from './reconnect.ts'

/** What a patch knows of a zone. expected: those who would play there. */
export interface PatchedZone {
  readonly groups: readonly { readonly slots: readonly number[] }[]
  readonly expected: number
  /** The patch announced last, and when this zone restarts for it. */
  patch: Patch | null
  restartsAtUs: number
}

/** The patches of one game: when they are announced, which zone restarts when, and who is away because of it. */
export class Patches {
  readonly #patches: readonly Patch[]
  readonly #queue: EventQueue
  readonly #game: number
  /** Nobody is away after this. */
  #awayUntilUs = -1

  /** game: its number in the run. */
  constructor(patches: readonly Patch[], queue: EventQueue, game: number) {
    this.#patches = patches
    this.#queue = queue
    this.#game = game
  }

  /**
   * Sets the announcements that are still to come when the game starts, with these zones open. Of a patch that is due
   * sooner than its notice these were told before: it comes on time all the same.
   */
  start(nowUs: number, zones: readonly PatchedZone[]): void {
    for (const [index, { atUs: firstUs, everyUs, reconnect }] of this.#patches.entries()) {
      const missed = everyUs === null || firstUs > nowUs ? 0 : Math.floor((nowUs - firstUs) / everyUs) + 1
      const atUs = firstUs + missed * (everyUs ?? 0)
      const announceUs = atUs - reconnect.noticeUs
      if (announceUs >= nowUs) this.#queue.push(announceUs, Phase.patch, this.#game, index)
      else if (atUs > nowUs) this.#announced(atUs, index, zones)
    }
  }

  /** A patch is announced to the zones that are open: from now on players leave them, and each will restart. */
  announce(nowUs: number, index: number, zones: readonly PatchedZone[]): void {
    this.#announced(nowUs + this.#patches[index].reconnect.noticeUs, index, zones)
  }

  /** atUs: when the first zone restarts. */
  #announced(atUs: number, index: number, zones: readonly PatchedZone[]): void {
    const patch = this.#patches[index]
    for (const [i, zone] of zones.entries()) {
      zone.patch = patch
      zone.restartsAtUs = atUs + Math.floor((patch.overUs * i) / zones.length)
      this.#queue.push(zone.restartsAtUs, Phase.zoneRestart, this.#game, 0)
    }
    this.#awayUntilUs = atUs + patch.overUs + waveUs(patch)
    if (patch.everyUs === null) return
    this.#queue.push(atUs + patch.everyUs - patch.reconnect.noticeUs, Phase.patch, this.#game, index)
  }

  /** Restarts the ready pods of the zones whose turn it is. */
  restart(nowUs: number, zones: readonly PatchedZone[], world: World): void {
    for (const { patch, restartsAtUs, groups } of zones) {
      if (patch === null || restartsAtUs !== nowUs) continue
      const how = { takesUs: patch.restartUs, version: null }
      for (const { slots } of groups) for (const slot of slots) world.restart(nowUs, slot, how)
    }
  }

  /** How many of those who would play in a zone are online. */
  online(nowUs: number, { patch, restartsAtUs, expected }: PatchedZone): number {
    if (patch === null || nowUs > this.#awayUntilUs) return expected
    return expected - Math.floor(expected * awayShare(patch, nowUs - restartsAtUs))
  }
}
