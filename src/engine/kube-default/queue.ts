import { assert } from '../../base/assert.ts'
import { byPriority, type Pod } from './pod.ts'

/** The pods that wait, in the order in which kube-scheduler takes them. */
export class Queue {
  readonly #pods: Pod[] = []

  get size(): number {
    return this.#pods.length
  }

  /** Those that wait now. */
  all(): readonly Pod[] {
    return [...this.#pods]
  }

  add(pod: Pod): void {
    this.#pods.splice(this.#placeOf(pod), 0, pod)
  }

  delete(pod: Pod): void {
    const at = this.#placeOf(pod)
    assert(this.#pods[at] === pod, `${pod.identity.name} waits`)
    this.#pods.splice(at, 1)
  }

  /** The first place whose pod comes no earlier. */
  #placeOf(pod: Pod): number {
    let [low, high] = [0, this.#pods.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byPriority(this.#pods[middle], pod) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
