import { randomStream } from '../../src/base/random.ts'
import type { Holding } from '../../src/model/holding.ts'
import type { DurationRange } from '../../src/model/scenario.ts'
import { drawUs } from '../draw.ts'

/**
 * Under which address players know each pod (S21). A pod's first address is in the name service when it is ready; one
 * that comes back under another is looked for where it was until the service shows it.
 */
export class Names {
  readonly #seed: number
  readonly #lagUs: DurationRange
  /** By pod: where players look for it, and where it is. */
  readonly #known = new Map<string, string>()
  readonly #held = new Map<string, string>()

  constructor(seed: number, lagUs: DurationRange) {
    this.#seed = seed
    this.#lagUs = lagUs
  }

  placed(pod: string, holding: Holding): void {
    const address = addressOf(holding)
    this.#held.set(pod, address)
    if (!this.#known.has(pod)) this.#known.set(pod, address)
  }

  /** How long players look for a ready pod where it is not. placement: the pod's name and the number of its place. */
  lagUs(pod: string, placement: string): number {
    if (this.#known.get(pod) === this.#held.get(pod)) return 0
    return drawUs(randomStream(this.#seed, `name/${placement}`), this.#lagUs)
  }

  /** The name service shows where the pod is. */
  shown(pod: string): void {
    const address = this.#held.get(pod)
    if (address !== undefined) this.#known.set(pod, address)
  }

  forget(pod: string): void {
    this.#known.delete(pod)
    this.#held.delete(pod)
  }
}

/** What players reach it by: its own address, else that inside the cluster, else its host's. */
function addressOf({ pool, ip, overlayPool, overlayIp, host }: Holding): string {
  if (pool >= 0) return `${ip}`
  return overlayPool >= 0 ? `cluster ${overlayIp}` : `host ${host}`
}
