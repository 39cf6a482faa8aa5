import type { Result } from '../../../../base/result.ts'
import { type Allocation, parseAllocation } from '../../../../model/parse/allocation.ts'
import { ANNOTATION_ALLOCATION } from '../../../../model/signed-allocation.ts'
import type { KubePod } from '../objects.ts'

/** Allocations read before: an object never changes, a changed pod is another object. */
const allocationByPod = new WeakMap<KubePod, Result<Allocation> | null>()

/** The allocation on a pod, or null when it has none. */
export function allocationOf(pod: KubePod): Result<Allocation> | null {
  const known = allocationByPod.get(pod)
  if (known !== undefined) return known
  const text = pod.metadata.annotations?.[ANNOTATION_ALLOCATION]
  const allocation = text === undefined ? null : parseAllocation(text)
  allocationByPod.set(pod, allocation)
  return allocation
}

/** The IP in a pod's allocation, without checking the rest of it. */
export function addressOf(pod: KubePod): string | null {
  return /"ip":\s*"([\d.]+)"/.exec(pod.metadata.annotations?.[ANNOTATION_ALLOCATION] ?? '')?.[1] ?? null
}
