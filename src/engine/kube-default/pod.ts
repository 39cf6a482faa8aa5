import { byCodeUnit } from '../../base/order.ts'
import type { Holding, PodIdentity } from '../../model/holding.ts'
import type { PodRequest } from '../../model/request.ts'
import type { PodSize } from '../../model/size.ts'
import type { Volume } from '../state/volume-pools.ts'

/** A wanted pod, as its controller and the scheduler's queue know it. */
export interface Pod {
  readonly identity: PodIdentity
  readonly request: PodRequest
  readonly askedAtUs: number
  size: PodSize
  cause: string
  holding: Holding | null
  /** What its claim is bound to, from its first start to its end. */
  volume: Volume | null
  isRefused: boolean
  /** What `changesFor` said when it was last judged unschedulable; -1: not judged. */
  triedAt: number
  /** Of one that holds something: since when. */
  startedAtUs: number
  /** Not made again before this. */
  notBeforeUs: number
  failures: number
}

/** kube-scheduler's queue: by priority, of which batch has less, then by time; ties by name. */
export function byPriority(a: Pod, b: Pod): number {
  const batchLast = (a.request.batch === true ? 1 : 0) - (b.request.batch === true ? 1 : 0)
  return batchLast || a.askedAtUs - b.askedAtUs || byCodeUnit(a.identity.name, b.identity.name)
}

/** Whether where a pod goes follows from where others are, not only from what is free. */
export function looksAtOthers({ together, peers, spread }: PodRequest): boolean {
  return together !== undefined || peers !== undefined || spread.some(({ limit = 1 }) => limit > 1)
}

export function byName(a: Pod, b: Pod): number {
  return byCodeUnit(a.identity.name, b.identity.name)
}
