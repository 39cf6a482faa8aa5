import { assert } from '../../src/base/assert.ts'
import type { PullSource, RegistryModel, RegistryRecord } from '../../src/model/delivery.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import { HostDisk } from './host-disk.ts'
import { Rates } from './rates.ts'
import { type Transfer, Transfers } from './transfers.ts'

export interface RegistryParts {
  readonly model: RegistryModel
  readonly fleet: Fleet
  readonly queue: EventQueue
  /** A pod's image is on its host, and unpacked at unpackedUs, at the earliest now. */
  readonly onPulled: (atUs: number, slot: number, generation: number, unpackedUs: number) => void
  readonly onRecord: (record: RegistryRecord) => void
}

/** A pod that wants an image on its host. */
export interface Puller {
  readonly slot: number
  readonly generation: number
  readonly pod: string
  readonly host: number
  readonly image: number
  readonly pull: PullSource
}

interface Waiting extends Puller {
  missing: number
}

/** What was done so far, in counts. */
export interface RegistryCounts {
  /** Layers that came to hosts, that were there when a pod asked for them, that a host made room with. */
  readonly layersPulled: number
  readonly layersFound: number
  readonly layersEvicted: number
}

/**
 * The image registry (S22): layers on the disks of hosts and on mirrors, and their way there. All missing layers of an
 * image come at once; a layer that is on its way to a host is not asked for twice. A pull goes on when its pod ends.
 */
export class Registry {
  readonly counts = { layersPulled: 0, layersFound: 0, layersEvicted: 0 }
  readonly #parts: RegistryParts
  readonly #regionOf: Int32Array
  readonly #disks: readonly HostDisk[]
  /** By region, then layer: hosts that are up and have it. */
  readonly #holders: readonly (readonly Set<number>[])[]
  /** By region, the layers on its mirror. */
  readonly #mirrored: readonly Set<number>[]
  /** By host, the pods that wait for layers. */
  readonly #waiting = new Map<number, Waiting[]>()
  readonly #transfers = new Transfers()
  readonly #rates: Rates
  /** Counts the times at which rates were set: what was due under earlier ones is not. */
  #version = 0
  /** The rates of this instant are to be set. */
  #isStirred = false

  constructor(parts: RegistryParts) {
    const { model, fleet, queue } = parts
    this.#parts = parts
    const regions = new Map(model.regions.map(({ region }, index) => [region, index]))
    this.#regionOf = Int32Array.from(fleet.hosts, ({ region }) => {
      const index = regions.get(region)
      assert(index !== undefined, `the registry knows region ${region}`)
      return index
    })
    const bytesOf = (layer: number): number => model.layers[layer].bytes
    this.#disks = fleet.hosts.map(() => new HostDisk(model.host.disk, bytesOf))
    this.#holders = model.regions.map(() => model.layers.map(() => new Set<number>()))
    this.#mirrored = model.regions.map(() => new Set<number>())
    this.#rates = new Rates({
      ...model,
      hostCount: fleet.hosts.length,
      layerCount: model.layers.length,
      hasMirrored: (region, layer) => this.#mirrored[region].has(layer),
      holders: (region, layer) => this.#holders[region][layer],
    })
    model.images.forEach(({ pushedUs, isPreloaded, layers }, index) => {
      if (pushedUs > 0) queue.push(pushedUs, Phase.imagePushed, index, 0)
      else
        model.regions.forEach(({ mirror }, region) => {
          if (mirror !== null) for (const layer of layers) this.#mirrored[region].add(layer)
        })
      if (isPreloaded)
        fleet.hosts.forEach((_, host) => {
          this.#place(host, layers)
        })
    })
  }

  /** Bytes sent until an instant, which no change may come before. */
  bytesFrom(atUs: number): { readonly central: number; readonly mirrors: number; readonly peers: number } {
    this.#transfers.advanceTo(atUs)
    return this.#transfers.bytesFrom
  }

  /** An image comes to the central registry, and from there to every mirror the layers it lacks. */
  push(atUs: number, image: number): void {
    const { model } = this.#parts
    const { name, layers } = model.images[image]
    const bytes = layers.reduce((sum, layer) => sum + model.layers[layer].bytes, 0)
    this.#parts.onRecord({ atUs, kind: 'push', image: name, source: 'central', bytes })
    model.regions.forEach(({ mirror }, region) => {
      if (mirror === null) return
      for (const layer of layers) {
        const isUnderWay = this.#transfers.all.some(
          (one) => one.host < 0 && one.region === region && one.layer === layer,
        )
        if (!this.#mirrored[region].has(layer) && !isUnderWay) {
          this.#start({ atUs, layer, host: -1, region, from: 'central', image, pod: '' })
        }
      }
    })
  }

  /** A pod that ran before the scenario began: its image is there. */
  placeImage(host: number, image: number): void {
    const { layers } = this.#parts.model.images[image]
    this.#place(host, layers)
    for (const layer of layers) this.#disks[host].use(layer)
  }

  /** A pod wants its image; `onPulled` answers, in this call when all of it is there. */
  want(atUs: number, puller: Puller): void {
    const { host, image, pull, pod, slot, generation } = puller
    const disk = this.#disks[host]
    const waiting: Waiting = { ...puller, missing: 0 }
    const { layers } = this.#parts.model.images[image]
    // First those that are there, so that none of them makes room for the others.
    const lacking = layers.filter((layer) => !disk.has(layer))
    for (const layer of layers) if (disk.has(layer)) disk.use(layer)
    for (const layer of layers) {
      if (disk.isHere(layer)) this.counts.layersFound++
      else waiting.missing++
    }
    for (const layer of lacking) {
      this.#makeRoom(atUs, host, layer)
      disk.use(layer)
      const region = this.#regionOf[host]
      const from = this.#nearest(region, layer, pull)
      this.#start({ atUs, layer, host, region, from, image, pod })
    }
    if (waiting.missing === 0) {
      this.#parts.onPulled(atUs, slot, generation, this.#unpackedUs(atUs, host, image))
      return
    }
    const others = this.#waiting.get(host)
    if (others === undefined) this.#waiting.set(host, [waiting])
    else others.push(waiting)
  }

  /** A pod that wanted its image is gone from its host. */
  leave(atUs: number, host: number, image: number): void {
    for (const layer of this.#parts.model.images[image].layers) this.#disks[host].leave(layer, atUs)
  }

  loseHost(atUs: number, host: number): void {
    this.#waiting.delete(host)
    this.#transfers.advanceTo(atUs)
    for (const broken of this.#transfers.take((transfer) => transfer.host === host)) {
      this.#record(atUs, 'break', broken, this.#parts.model.layers[broken.layer].bytes - broken.left)
      this.#stir(atUs)
    }
    const disk = this.#disks[host]
    disk.lose(atUs)
    for (const holders of this.#holders[this.#regionOf[host]]) if (holders.delete(host)) this.#stir(atUs)
  }

  recoverHost(atUs: number, host: number): void {
    for (const layer of this.#disks[host].layers) this.#holders[this.#regionOf[host]][layer].add(host)
    this.#stir(atUs)
  }

  /** Layers that are complete arrive. version: that of the rates under which this was due. */
  arrive(atUs: number, version: number): void {
    if (version !== this.#version) return
    this.#transfers.advanceTo(atUs)
    for (const transfer of this.#transfers.takeComplete()) {
      const { layer, host, region } = transfer
      const { bytes } = this.#parts.model.layers[layer]
      this.#record(atUs, host < 0 ? 'copy' : 'pull', transfer, bytes)
      if (host < 0) {
        this.#mirrored[region].add(layer)
        continue
      }
      this.counts.layersPulled++
      this.#disks[host].arrive(layer, atUs, Math.ceil((bytes * 1_000_000) / this.#parts.model.host.unpack))
      this.#holders[region][layer].add(host)
      this.#answer(atUs, host, layer)
    }
    this.#stir(atUs)
  }

  /** Sets the rates of an instant, once all that happens in it has. */
  setRates(atUs: number): void {
    this.#isStirred = false
    this.#transfers.advanceTo(atUs)
    this.#rates.set(this.#transfers.all)
    this.#version++
    const { nextUs } = this.#transfers
    if (nextUs < Infinity) this.#parts.queue.push(nextUs, Phase.layerArrives, 0, this.#version)
  }

  #nearest(region: number, layer: number, pull: PullSource): Transfer['from'] {
    if (pull === 'peers') return 'peers'
    return pull === 'mirrors' && this.#mirrored[region].has(layer) ? 'mirror' : 'central'
  }

  #start(of: Pick<Transfer, 'layer' | 'host' | 'region' | 'from' | 'image' | 'pod'> & { readonly atUs: number }): void {
    const { atUs, ...what } = of
    const left = this.#parts.model.layers[what.layer].bytes
    const isFedByMirror = what.from === 'mirror'
    this.#transfers.start({ ...what, startedUs: atUs, left, rate: 0, peerShare: 0, isFedByMirror })
    this.#stir(atUs)
  }

  #makeRoom(atUs: number, host: number, layer: number): void {
    for (const gone of this.#disks[host].expect(layer)) {
      this.#holders[this.#regionOf[host]][gone].delete(host)
      this.counts.layersEvicted++
      const { name, bytes } = this.#parts.model.layers[gone]
      this.#parts.onRecord({ atUs, kind: 'evict', layer: name, host: this.#parts.fleet.hosts[host].name, bytes })
    }
  }

  #answer(atUs: number, host: number, layer: number): void {
    const waiting = this.#waiting.get(host)
    if (waiting === undefined) return
    const { images } = this.#parts.model
    const ready: Waiting[] = []
    for (const one of waiting) if (images[one.image].layers.includes(layer) && --one.missing === 0) ready.push(one)
    const rest = waiting.filter(({ missing }) => missing > 0)
    if (rest.length === 0) this.#waiting.delete(host)
    else this.#waiting.set(host, rest)
    for (const { slot, generation, image } of ready) {
      this.#parts.onPulled(atUs, slot, generation, this.#unpackedUs(atUs, host, image))
    }
  }

  #unpackedUs(atUs: number, host: number, image: number): number {
    let unpackedUs = atUs
    for (const layer of this.#parts.model.images[image].layers) {
      unpackedUs = Math.max(unpackedUs, this.#disks[host].unpackedUs(layer))
    }
    return unpackedUs
  }

  #place(host: number, layers: readonly number[]): void {
    for (const layer of layers) {
      this.#disks[host].place(layer)
      this.#holders[this.#regionOf[host]][layer].add(host)
    }
  }

  #record(atUs: number, kind: 'copy' | 'pull' | 'break', transfer: Transfer, bytes: number): void {
    const { model, fleet, onRecord } = this.#parts
    const { layer, host, region, from, image, pod, startedUs } = transfer
    onRecord({
      atUs,
      kind,
      image: model.images[image].name,
      layer: model.layers[layer].name,
      source: from,
      region: model.regions[region].region,
      ...(host < 0 ? {} : { host: fleet.hosts[host].name, pod }),
      bytes: Math.round(bytes),
      tookUs: atUs - startedUs,
    })
  }

  #stir(atUs: number): void {
    if (this.#isStirred) return
    this.#isStirred = true
    this.#parts.queue.push(atUs, Phase.rates, 0, 0)
  }
}
