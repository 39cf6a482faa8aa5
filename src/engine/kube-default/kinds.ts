import type { FailureReason } from '../../model/decision.ts'
import type { PodRequest } from '../../model/request.ts'
import type { PodSize } from '../../model/size.ts'
import type { Pod } from './pod.ts'

/** What was said at some count of changes, and stands while that stays. */
export interface Said<T> {
  readonly at: number
  readonly value: T
}

/** Pods of one component and size, which differ in zone and name: what was said of one stands for others. */
export interface Kind {
  readonly request: PodRequest
  readonly size: PodSize
  /** By zone, the node that kube-scheduler chooses; null: none. */
  readonly chosen: Map<string, Said<string | null>>
  /** By host, why its kubelet fails such a pod. */
  readonly failed: Map<number, Said<FailureReason>>
}

/** The kinds of pods that were asked for. */
export class Kinds {
  readonly #kinds = new Map<string, Map<PodRequest, Kind>>()

  of({ identity: { game, component }, request, size }: Pod): Kind {
    const key = `${game}/${component} ${size.cpus} ${size.cpuMilli} ${size.memoryMib}`
    let byRequest = this.#kinds.get(key)
    if (byRequest === undefined) {
      byRequest = new Map()
      this.#kinds.set(key, byRequest)
    }
    let kind = byRequest.get(request)
    if (kind === undefined) {
      kind = { request, size, chosen: new Map(), failed: new Map() }
      byRequest.set(request, kind)
    }
    return kind
  }
}
