import type { PodRecord } from './pods.ts'

/** The batch pods that hold something, by host: those that a game pod may preempt (S24). */
export class BatchPods {
  readonly #byHost = new Map<number, Set<PodRecord>>()

  /** Counts a pod in (sign 1) or out (sign -1) on a host. */
  move(pod: PodRecord, host: number, sign: 1 | -1): void {
    const pods = this.#byHost.get(host) ?? new Set<PodRecord>()
    if (sign > 0) pods.add(pod)
    else pods.delete(pod)
    if (pods.size > 0) this.#byHost.set(host, pods)
    else this.#byHost.delete(host)
  }

  /** Hosts with batch pods, in no order. */
  get hosts(): readonly number[] {
    return [...this.#byHost.keys()]
  }

  get hostCount(): number {
    return this.#byHost.size
  }

  /** Those of one host, in no order. */
  on(host: number): readonly PodRecord[] {
    return [...(this.#byHost.get(host) ?? [])]
  }
}
