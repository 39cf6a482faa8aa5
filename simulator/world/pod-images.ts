import type { RegistryModel } from '../../src/model/delivery.ts'
import type { PodIdentity } from '../../src/model/holding.ts'

/** Which image each pod is made from (S22): the newest of its component, or the one that a rollout gave it. */
export class PodImages {
  readonly #images: RegistryModel['images']
  readonly #ofComponent = new Map<string, readonly number[]>()
  /** By pod, what a rollout gave it. */
  readonly #given = new Map<string, number>()
  /** By slot, the image that its pod wanted on its host. */
  readonly #onHost = new Map<number, number>()

  /** model: null where there is no registry, and so no image. */
  constructor(model: RegistryModel | null) {
    this.#images = model?.images ?? []
    for (const { game, component, images } of model?.use ?? []) this.#ofComponent.set(`${game}/${component}`, images)
  }

  /** What a pod that is placed now is made from; -1: its component has no image. */
  wanted({ name, game, component }: PodIdentity, atUs: number): number {
    const given = this.#given.get(name)
    if (given !== undefined) return given
    let newest = -1
    for (const image of this.#ofComponent.get(`${game}/${component}`) ?? []) {
      const { pushedUs } = this.#images[image]
      if (pushedUs > atUs) continue
      if (newest === -1 || pushedUs > this.#images[newest].pushedUs) newest = image
    }
    return newest
  }

  /** A rollout gives a pod an image, which it keeps wherever it is placed. */
  give(pod: string, image: number): void {
    this.#given.set(pod, image)
  }

  forget(pod: string): void {
    this.#given.delete(pod)
  }

  /** What the pod of a slot is made from on its host; -1: nothing, or it has no host. */
  onHost(slot: number): number {
    return this.#onHost.get(slot) ?? -1
  }

  set(slot: number, image: number): void {
    this.#onHost.set(slot, image)
  }

  /** The pod of a slot has left its host; returns what it was made from, as onHost. */
  leave(slot: number): number {
    const image = this.onHost(slot)
    this.#onHost.delete(slot)
    return image
  }
}
