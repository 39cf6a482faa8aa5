import type { PodResizeRequested } from '../../model/event.ts'
import type { Decision } from '../../model/holding.ts'
import type { PodRecord } from '../state/pods.ts'

/** Where a round writes its decisions; numbers them. */
export class DecisionSheet {
  readonly atUs: number
  readonly decisions: Decision[] = []
  #seq: number

  constructor(atUs: number, seqBefore: number) {
    this.atUs = atUs
    this.#seq = seqBefore
  }

  /** Number of the next decision; each is used once. */
  nextSeq(): number {
    return ++this.#seq
  }
}

/** What was asked since the last round. */
export class Round {
  readonly lostHosts = new Set<number>()
  readonly releases = new Map<PodRecord, string>()
  /** The last size asked for counts. */
  readonly resizes = new Map<PodRecord, PodResizeRequested>()

  lose(host: number): void {
    this.lostHosts.add(host)
  }

  askRelease(pod: PodRecord, cause: string): void {
    pod.wanted = false
    this.releases.set(pod, cause)
    this.resizes.delete(pod)
  }

  askResize(pod: PodRecord, event: PodResizeRequested): void {
    if (pod.wanted) this.resizes.set(pod, event)
  }

  /** Forgets what was asked; one round object serves all rounds. */
  clear(): void {
    this.lostHosts.clear()
    this.releases.clear()
    this.resizes.clear()
  }

  copy(): Round {
    const copy = new Round()
    for (const host of this.lostHosts) copy.lostHosts.add(host)
    for (const [pod, cause] of this.releases) copy.releases.set(pod, cause)
    for (const [pod, event] of this.resizes) copy.resizes.set(pod, event)
    return copy
  }
}
