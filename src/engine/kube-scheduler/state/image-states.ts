import type { KubeNode } from '../../../model/kube/node.ts'

// Source: kubernetes v1.37.2, imageStates of pkg/scheduler/backend/cache/cache.go.

/** An image name and how widely it is spread. */
export interface ImageState {
  /** As the first node that had it said. */
  readonly sizeBytes: number
  readonly nodeNames: Set<string>
}

/** Images by name over all nodes. */
export class ImageStates {
  readonly #states = new Map<string, ImageState>()

  /** Notes the images of a node; returns them by name. */
  add({ name, images }: KubeNode): ReadonlyMap<string, ImageState> {
    const own = new Map<string, ImageState>()
    for (const image of images) {
      for (const imageName of image.names) {
        let state = this.#states.get(imageName)
        if (state === undefined) {
          state = { sizeBytes: image.sizeBytes, nodeNames: new Set() }
          this.#states.set(imageName, state)
        }
        state.nodeNames.add(name)
        own.set(imageName, state)
      }
    }
    return own
  }

  remove({ name, images }: KubeNode): void {
    for (const imageName of images.flatMap((image) => image.names)) {
      const state = this.#states.get(imageName)
      state?.nodeNames.delete(name)
      if (state?.nodeNames.size === 0) this.#states.delete(imageName)
    }
  }
}
