import type { Belief } from '../state/belief.ts'
import type { PodGroup, PodRecord } from '../state/pods.ts'
import { placeGroup } from './place-group.ts'
import { place, refusalOf } from './place-pod.ts'
import type { DecisionSheet } from './round.ts'

/**
 * Tries every waiting pod, longest waiting first, game pods before batch pods, a group whole when its first pod comes.
 * One that failed is not tried again until something is freed: in between, placements only take. Batch pods that gave
 * way may have left more than was needed, an address of a pool say, so all that still wait are tried once more then.
 */
export function placePending(belief: Belief, sheet: DecisionSheet): void {
  if (belief.pendingCount === 0) return
  let hasBatch = false
  let preempted: PodRecord[]
  do {
    preempted = []
    belief.filterPending((pod) => {
      if (pod.group !== null) return !tryMember(belief, pod, pod.group, sheet, preempted)
      if (pod.holding !== null) return false // It came with the first pod of its group.
      if (pod.component.request.batch !== true) return !tryPlace(belief, pod, sheet, preempted)
      hasBatch = true
      return true
    })
    for (const pod of preempted) belief.wantAgain(pod)
  } while (preempted.length > 0)
  if (!hasBatch) return
  belief.filterPending((pod) => pod.component.request.batch !== true || !tryPlace(belief, pod, sheet, preempted))
}

/** preempted: receives the batch pods that give way. */
function tryPlace(belief: Belief, pod: PodRecord, sheet: DecisionSheet, preempted: PodRecord[]): boolean {
  const freedAt = belief.hosts.journal.freedCount
  if (pod.triedAt === freedAt) return false
  const placed = place(belief, pod, sheet, preempted)
  pod.triedAt = freedAt
  if (!placed && !pod.refused) {
    sheet.write(refusalOf(belief, pod, sheet))
    pod.refused = true
  }
  return placed
}

/** The first pod of a group speaks for all of it. preempted: as for one pod. */
function tryMember(
  belief: Belief,
  pod: PodRecord,
  group: PodGroup,
  sheet: DecisionSheet,
  preempted: PodRecord[],
): boolean {
  const { pods } = group
  const freedAt = belief.hosts.journal.freedCount
  if (pod !== pods[0] || pods.every(({ triedAt }) => triedAt === freedAt)) return false
  const placed = placeGroup(belief, group, sheet, preempted)
  for (const each of pods) belief.save(each).triedAt = freedAt
  return placed
}
