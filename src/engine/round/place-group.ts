import { assert } from '../../base/assert.ts'
import type { Decision, RefusedGroup } from '../../model/holding.ts'
import { type Belief, byName } from '../state/belief.ts'
import { wayOf } from '../state/peer-groups.ts'
import type { PodGroup, PodRecord } from '../state/pods.ts'
import { holdingFor, isHopeless, place, refusalOf } from './place-pod.ts'
import type { DecisionSheet } from './round.ts'

/**
 * Gives every pod of a group its place, one after another in their order, each as a pod on its own would get it after
 * those before; when one fits nowhere, all that was booked and all who gave way are as before. The group is refused
 * once.
 *
 * preempted  receives the batch pods that give way
 */
export function placeGroup(belief: Belief, group: PodGroup, sheet: DecisionSheet, preempted: PodRecord[]): boolean {
  const pods = inOrder(group)
  if (pods.some((pod) => isHopeless(belief, pod))) return false
  const before = sheet.mark()
  const preemptedBefore = preempted.length
  const attempt = (): boolean => pods.every((pod) => place(belief, pod, sheet, preempted))
  const placed = belief.hosts.journal.quietly(
    () => belief.ledger.attempt(attempt),
    (all) => all,
  )
  if (placed) {
    belief.dissolve(group)
    return true
  }
  sheet.takeBack(before)
  preempted.length = preemptedBefore
  if (pods.some(({ refused }) => !refused)) {
    sheet.write(refusalOfGroup(belief, group.name, pods, sheet))
    for (const pod of pods) belief.save(pod).refused = true
  }
  return false
}

/**
 * Of the first pod that fits nowhere beside what those before it would hold, nobody giving way: a nearest change does
 * without that.
 */
function refusalOfGroup(belief: Belief, name: string, pods: readonly PodRecord[], sheet: DecisionSheet): Decision {
  const { hosts, ledger } = belief
  const beside: RefusedGroup['beside'][number][] = []
  const refusal = hosts.journal.quietly(() =>
    ledger.fork(() => {
      for (const pod of pods) {
        const holding = holdingFor(belief, pod)
        if (holding === null) return refusalOf(belief, pod, sheet, { name, beside })
        ledger.change(pod, holding)
        beside.push({ pod: pod.identity, holding })
      }
      return null
    }),
  )
  assert(refusal !== null, 'some pod of a refused group fits nowhere')
  return refusal
}

/** By name; those that must be near others after these. */
function inOrder({ pods }: PodGroup): readonly PodRecord[] {
  if (pods.every(({ component }) => component.seat.rules.length === 0)) return pods
  const ways = new Map(pods.map((pod) => [pod, wayOf(pod.component.seat)]))
  return [...pods].sort((a, b) => (ways.get(a) ?? 0) - (ways.get(b) ?? 0) || byName(a, b))
}
