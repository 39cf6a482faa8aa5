import { byCodeUnit } from '../../src/base/order.ts'

/** Where a pod came to lie. */
interface Stay {
  readonly atUs: number
  readonly host: string
}

/** Every place and migrate of a run, by pod. */
export class PlacementLog {
  readonly stays = new Map<string, Stay[]>()

  note(pod: string, atUs: number, host: string): void {
    const own = this.stays.get(pod)
    if (own === undefined) this.stays.set(pod, [{ atUs, host }])
    else own.push({ atUs, host })
  }
}

/** The first way in which a pod's life differs: the host that each run gave it, null where it gave none. */
export interface PodDifference {
  readonly pod: string
  readonly atUs: number
  readonly a: string | null
  readonly b: string | null
}

export interface PlacementDiff {
  /** Pods that both runs placed, and those that one alone did. */
  readonly both: number
  readonly onlyA: number
  readonly onlyB: number
  /** Of `both`, pods that lay on other hosts in the one than in the other, or on the same in another order. */
  readonly elsewhere: number
  /** The earliest differences, by time, then pod; the first of all is the first here. */
  readonly first: readonly PodDifference[]
}

/**
 * Compares where the pods of two runs lay: for each pod its hosts in order, whatever the times. What a pod holds on its
 * host is not looked at.
 *
 * listMax  differences listed at most; all are counted
 */
export function diffPlacements(a: PlacementLog, b: PlacementLog, listMax: number): PlacementDiff {
  const differences: PodDifference[] = []
  let both = 0
  let elsewhere = 0
  for (const [pod, own] of a.stays) {
    const other = b.stays.get(pod)
    if (other !== undefined) both++
    const difference = firstDifference(pod, own, other ?? [])
    if (difference === null) continue
    if (other !== undefined) elsewhere++
    differences.push(difference)
  }
  for (const [pod, own] of b.stays) {
    if (a.stays.has(pod)) continue
    differences.push({ pod, atUs: own[0].atUs, a: null, b: own[0].host })
  }
  differences.sort((one, other) => one.atUs - other.atUs || byCodeUnit(one.pod, other.pod))
  const first = differences.slice(0, listMax)
  return { both, onlyA: a.stays.size - both, onlyB: b.stays.size - both, elsewhere, first }
}

function firstDifference(pod: string, a: readonly Stay[], b: readonly Stay[]): PodDifference | null {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [a.at(i), b.at(i)]
    if (one?.host === other?.host) continue
    const atUs = Math.min(one?.atUs ?? Number.MAX_SAFE_INTEGER, other?.atUs ?? Number.MAX_SAFE_INTEGER)
    return { pod, atUs, a: one?.host ?? null, b: other?.host ?? null }
  }
  return null
}
