import { assert } from '../../src/base/assert.ts'
import { randomStream } from '../../src/base/random.ts'
import type { DeliveryPeriod, RegistryModel, RegistryRecord } from '../../src/model/delivery.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { PodIdentity } from '../../src/model/holding.ts'
import type { DeliverySeriesName } from '../../src/model/run.ts'
import { drawUs } from '../draw.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import { DeliveryTally } from '../record/delivery-tally.ts'
import { Registry } from '../registry/registry.ts'
import { PodImages } from './pod-images.ts'
import { heardUs, seenUs } from './status.ts'
import type { Version } from './world-parts.ts'

export interface DeliveryParts {
  readonly seed: number
  readonly fleet: Fleet
  /** By time, the first from 0. */
  readonly periods: readonly DeliveryPeriod[]
  readonly registry: RegistryModel | null
  readonly queue: EventQueue
  readonly onRecord: (record: RegistryRecord) => void
}

/** A placement to deliver. */
export interface Placed {
  readonly slot: number
  readonly generation: number
  readonly host: number
  readonly pod: PodIdentity
  /** How often the pod was placed, this one included. */
  readonly placements: number
  readonly askedAtUs: number
}

/** A placed pod whose processes start anew where it is. */
interface Restarted extends Version {
  readonly slot: number
  readonly generation: number
  readonly host: number
  readonly pod: string
  /** The name of its stream. */
  readonly source: string
}

/** A pod on its way. */
interface OnItsWay {
  readonly slot: number
  readonly host: number
  readonly period: number
  readonly pod: string
  readonly image: number
  /** When it was wanted, then the end of each stage as far as it is known. */
  readonly endsUs: number[]
  /** How long create, network and start take. */
  readonly restUs: readonly number[]
  /** Until its host hears of it, and until the platform sees it answer, where they watch. */
  readonly heardLagUs: number
  readonly seenLagUs: number
  /** The way of a new version that did not start, so that the one before is on its way now; null: none. */
  readonly failed: OnItsWay | null
}

/** Index into `endsUs` at which each stage ends; see DELIVERY_STAGES. */
const END = { decide: 2, bind: 3, pull: 4, unpack: 5, start: 8, ready: 9 } as const

/**
 * The way of a pod from its place to readiness, stage by stage (S8): it waits for the scheduler, which decides about
 * one pod at a time; it is bound and its host hears of it; its image is pulled and unpacked; container, network and
 * processes are made; the platform learns that it answers. Draws come from the pod's own stream, all of them each time.
 */
export class Delivery {
  readonly tally: DeliveryTally
  readonly registry: Registry | null
  readonly images: PodImages
  readonly #parts: DeliveryParts
  readonly #onItsWay = new Map<number, OnItsWay>()
  #decidingUntilUs = 0

  constructor(parts: DeliveryParts) {
    const { fleet, periods, registry: model, queue, onRecord } = parts
    this.#parts = parts
    this.tally = new DeliveryTally(periods)
    this.images = new PodImages(model)
    const onPulled = (atUs: number, _slot: number, generation: number, unpackedUs: number): void => {
      this.#makeReady(atUs, generation, unpackedUs)
    }
    this.registry = model === null ? null : new Registry({ model, fleet, queue, onPulled, onRecord })
  }

  /** A pod that ran before the scenario began. */
  settle({ slot, host, pod }: Pick<Placed, 'slot' | 'host' | 'pod'>): void {
    const image = this.images.wanted(pod, 0)
    if (image === -1) return
    this.images.set(slot, image)
    this.registry?.placeImage(host, image)
  }

  /** Sends a placement of this instant on its way; returns when it is bound. */
  begin(atUs: number, placed: Placed): number {
    const { seed } = this.#parts
    const { slot, generation, host, pod } = placed
    const period = this.#periodAt(atUs)
    const { decideUs, bindUs, createUs, networkUs, startUs } = this.#parts.periods[period]
    const source = `${pod.name}#${placed.placements}`
    // Bind and start as without stages, so that a scenario with them shares its luck with one without.
    const delays = randomStream(seed, `start/${source}`)
    const bound = drawUs(delays, bindUs)
    const started = drawUs(delays, startUs)
    const stream = randomStream(seed, `delivery/${source}`)
    const decided = drawUs(stream, decideUs)
    const created = drawUs(stream, createUs)
    const connected = drawUs(stream, networkUs)
    const { status } = this.#parts.periods[period]
    const lag = status.kind === 'watch' ? status.lagUs : { fromUs: 0, toUs: 0 }
    const [heardLagUs, seenLagUs] = [drawUs(stream, lag), drawUs(stream, lag)]
    const turnUs = Math.max(atUs, this.#decidingUntilUs)
    this.#decidingUntilUs = turnUs + decided
    const endsUs = [placed.askedAtUs, turnUs, turnUs + decided]
    const restUs = [created, connected, started]
    const image = this.images.wanted(pod, atUs)
    const rest = { restUs, heardLagUs, seenLagUs, failed: null }
    this.#onItsWay.set(generation, { slot, host, period, pod: pod.name, image, endsUs, ...rest })
    return Math.max(atUs + 1, turnUs + decided + bound)
  }

  /** The cluster has bound it at boundUs: its host will hear of it. */
  bind(slot: number, generation: number, boundUs: number): void {
    const one = this.#onItsWay.get(generation)
    assert(one !== undefined, 'a placement that is bound is on its way')
    const { status } = this.#parts.periods[one.period]
    one.endsUs.push(heardUs(status, boundUs, one.host, this.#parts.fleet.hosts.length, one.heardLagUs))
    this.#parts.queue.push(one.endsUs[END.bind], Phase.podBound, slot, generation)
  }

  /** Its host hears of it and gets its image. Nothing where the placement has ended meanwhile. */
  pull(atUs: number, slot: number, generation: number): void {
    const one = this.#onItsWay.get(generation)
    if (one === undefined) return
    const { image, host, pod, period } = one
    if (this.registry === null || image === -1) {
      this.#makeReady(atUs, generation, atUs)
      return
    }
    this.images.set(slot, image)
    const { pull } = this.#parts.periods[period]
    this.registry.want(atUs, { slot, generation, pod, host, image, pull })
  }

  /**
   * A ready pod, or one that would be and fails, stops and starts again where it is. A changed configuration takes
   * the stages `start` and `ready`; another image `pull`, `unpack` and `create` before them. What it was made from is
   * in use until the new one is asked for, so that it makes no room for that.
   */
  restart(atUs: number, { slot, generation, host, pod, source, change, image }: Restarted): void {
    const period = this.#periodAt(atUs)
    const { startUs, createUs, status } = this.#parts.periods[period]
    const stream = randomStream(this.#parts.seed, source)
    const started = Math.max(1, drawUs(stream, startUs))
    const created = drawUs(stream, createUs)
    const seenLagUs = status.kind === 'watch' ? drawUs(stream, status.lagUs) : 0
    const failed = this.#onItsWay.get(generation) ?? null
    const restUs = [change === 'image' ? created : 0, 0, started]
    const rest = { restUs, heardLagUs: 0, seenLagUs, failed }
    this.#onItsWay.set(generation, { slot, host, period, pod, image, endsUs: [atUs, atUs, atUs, atUs], ...rest })
    if (change === 'config' || image === -1) {
      this.#makeReady(atUs, generation, atUs)
      return
    }
    const before = this.images.onHost(slot)
    this.images.give(pod, image)
    this.pull(atUs, slot, generation)
    if (before !== -1) this.registry?.leave(atUs, host, before)
  }

  /** It is known to be ready: its times count. What failed to start before is part of the stage `start`. */
  finish(generation: number): void {
    const one = this.#onItsWay.get(generation)
    if (one === undefined) return
    this.#onItsWay.delete(generation)
    const { failed, period, endsUs } = one
    if (failed === null) this.tally.note(period, endsUs)
    else this.tally.note(failed.period, [...failed.endsUs.slice(0, END.start), ...endsUs.slice(END.start)])
  }

  /** One that was ready before is so again. */
  restarted(generation: number): void {
    this.#onItsWay.delete(generation)
  }

  /** A pod has left its host, or stopped on its way. */
  leave(atUs: number, slot: number, generation: number, host: number): void {
    this.#onItsWay.delete(generation)
    const image = this.images.leave(slot)
    if (image !== -1) this.registry?.leave(atUs, host, image)
  }

  /** The columns of an instant. */
  sample(atUs: number): Record<DeliverySeriesName, number> {
    const { central = 0, mirrors = 0, peers = 0 } = this.registry?.bytesFrom(atUs) ?? {}
    const counts = {
      podsQueued: 0,
      podsBinding: 0,
      podsPulling: 0,
      podsUnpacking: 0,
      podsStarting: 0,
      bytesFromCentral: Math.round(central),
      bytesFromMirrors: Math.round(mirrors),
      bytesFromPeers: Math.round(peers),
    }
    for (const { endsUs } of this.#onItsWay.values()) {
      if (atUs < endsUs[END.decide]) counts.podsQueued++
      else if (!(atUs >= endsUs[END.bind])) counts.podsBinding++
      else if (!(atUs >= endsUs[END.pull])) counts.podsPulling++
      else if (!(atUs >= endsUs[END.unpack])) counts.podsUnpacking++
      else counts.podsStarting++
    }
    return counts
  }

  /** Its image is there and will be unpacked: the rest takes what was drawn. */
  #makeReady(atUs: number, generation: number, unpackedUs: number): void {
    const one = this.#onItsWay.get(generation)
    if (one === undefined) return
    const { endsUs, restUs, host, slot } = one
    endsUs.push(atUs, unpackedUs)
    for (const tookUs of restUs) endsUs.push(endsUs[endsUs.length - 1] + tookUs)
    const { status } = this.#parts.periods[one.period]
    endsUs.push(seenUs(status, endsUs[END.start], host, this.#parts.fleet.hosts.length, one.seenLagUs))
    this.#parts.queue.push(endsUs[END.ready], Phase.podReady, slot, generation)
  }

  #periodAt(atUs: number): number {
    const { periods } = this.#parts
    let at = 0
    while (at + 1 < periods.length && periods[at + 1].fromUs <= atUs) at++
    return at
  }
}
