import { isDeepStrictEqual } from 'node:util'
import { formatCpuList } from '../../base/cpu-list.ts'
import type { ChangeLog } from '../change-log.ts'
import type { Container, CpusetUpdate, Sandbox } from './container-hooks.ts'
import type { KubeletBook } from './kubelet-book.ts'
import { cpusetOf, type Placement, type PodPlace, presentOf, updatesTo } from './placement.ts'
import type { Verified } from './verify-allocation.ts'
import { nameOf, pinnedFault, textOf } from './words.ts'

export interface TakeInOptions {
  /** Has no pod yet. */
  readonly placement: Placement
  readonly changes: ChangeLog
  readonly kubelet: KubeletBook
  /** What a pod is to hold; null: it has no allocation, or one that is not ours. */
  readonly said: (sandbox: Sandbox) => Verified | null
  /** Whether that came by a call, and was carried out then: later than what the pod began with. */
  readonly isTold: (uid: string, said: Verified) => boolean
}

/** A pod with an allocation that runs on no Cpus of its own yet, in part, or on others than it was told last. */
interface Unplaced {
  readonly place: PodPlace
  readonly said: Verified
}

/**
 * Takes in all that a runtime shows, oldest first. Pods with an allocation have what they were told last, since a
 * runtime whose agent was away may have gone back to its older books; where that cannot be, or nothing was told, they
 * keep what it says that they have, else get what they are to have. All others share the rest; what the kubelet has put
 * somewhere stays there. Returns the updates that bring them there, in their order.
 */
export function takeIn(
  sandboxes: readonly Sandbox[],
  containers: readonly Container[],
  options: TakeInOptions,
): readonly CpusetUpdate[] {
  const { placement } = options
  const unplaced: Unplaced[] = []
  for (const sandbox of sandboxes) {
    const own = containers.filter(({ sandboxId }) => sandboxId === sandbox.id)
    // A pod that has ended holds nothing, whatever its annotation said.
    if (!sandbox.isAlive && own.every(({ isStopped }) => isStopped)) continue
    const place = placement.pod(sandbox)
    for (const container of own) if (!container.isStopped) place.containers.set(container.id, container)
    const said = options.said(sandbox)
    if (isOfKubelet(place, said, options)) continue
    if (said === null) continue
    const present = presentOf(place)
    const isPast = options.isTold(sandbox.uid, said) && !isDeepStrictEqual(present, placement.heldOf(said))
    if (!isPast && placement.isOwn(sandbox, present.cpus, said)) place.held = present
    else unplaced.push({ place, said })
  }
  settle(unplaced, options)
  const pins = [...placement.pods].flatMap((place) =>
    place.held === null ? [] : updatesTo(place, cpusetOf(place.held)),
  )
  return [...placement.fence(), ...pins]
}

/** Takes note of a pod that the kubelet has pinned by itself; the runtime's books do not tell that from what we did. */
function isOfKubelet(place: PodPlace, said: Verified | null, { kubelet, changes }: TakeInOptions): boolean {
  const { uid } = place.sandbox
  const present = presentOf(place)
  const own = [...place.containers.values()]
  if (said === null) place.isKubeletPinned = kubelet.doesPin || own.some(({ name }) => kubelet.hasMemory(uid, name))
  else if (formatCpuList(present.cpus) !== formatCpuList(said.cpus)) {
    place.isKubeletPinned = own.some(({ name, cpus }) => {
      return cpus === '' ? kubelet.hasMemory(uid, name) : cpus === kubelet.cpusOf(uid, name)
    })
    if (place.isKubeletPinned) changes.add('failed', nameOf(place.sandbox), textOf([pinnedFault(cpusetOf(present))]))
  }
  return place.isKubeletPinned
}

function settle(unplaced: readonly Unplaced[], { placement, changes }: TakeInOptions): void {
  for (const { place, said } of unplaced) {
    const faults = placement.faultsOf(place.sandbox, said)
    if (faults.length === 0) {
      place.held = placement.heldOf(said)
      continue
    }
    changes.add('failed', nameOf(place.sandbox), textOf(faults))
    const present = presentOf(place)
    if (placement.isOwn(place.sandbox, present.cpus, said)) place.held = present
  }
}
