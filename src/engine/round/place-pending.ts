import { assert } from '../../base/assert.ts'
import type { Belief } from '../state/belief.ts'
import type { PodGroup, PodRecord } from '../state/pods.ts'
import { placeGroup } from './place-group.ts'
import { place, refusalOf } from './place-pod.ts'
import type { DecisionSheet } from './round.ts'

/**
 * Tries every waiting pod, longest waiting first, game pods before batch pods, of both those that a hard rule binds to
 * be near others last, a group whole when its first pod comes. One that failed is not tried again until something is
 * freed: in between, placements only take. Batch pods that gave way may have left more than was needed, an address of a
 * pool say, and a pod that others must be near to opens hosts, so all that still wait are tried once more then. A pod
 * on its own that must be near others is refused once that is over.
 */
export function placePending(belief: Belief, sheet: DecisionSheet): void {
  if (belief.pendingCount === 0) return
  const turns = new Turns(belief, sheet)
  do {
    turns.begin()
    turns.take(0)
    turns.take(FOLLOWS)
    if (turns.wantPreempted()) continue
    turns.take(BATCH)
    turns.take(BATCH + FOLLOWS)
  } while (turns.isOpen)
  turns.refuse()
}

/** Bits of `ComponentRecord.turn`. */
const FOLLOWS = 1
const BATCH = 2

/** The turns that waiting pods take in one round. */
class Turns {
  readonly #belief: Belief
  readonly #sheet: DecisionSheet
  /** Bit n: pods of turn n wait. */
  #waiting = 0b1111
  #preempted: PodRecord[] = []
  /** Times that batch pods may give way yet: each time one of those that wait gets a place that it keeps. */
  #waysLeft: number
  /** Whether something since `begin` may let pods in that were tried before it. */
  isOpen = false

  constructor(belief: Belief, sheet: DecisionSheet) {
    this.#belief = belief
    this.#sheet = sheet
    this.#waysLeft = belief.pendingCount
  }

  begin(): void {
    this.isOpen = false
  }

  /** Tries all waiting pods of a turn. */
  take(turn: number): void {
    if ((this.#waiting >> turn) % 2 === 0) return
    let waiting = 0
    this.#belief.filterPending((pod) => {
      if (pod.holding !== null) return false // It came with the first pod of its group.
      const own = turnOf(pod)
      const waits = own !== turn || !(pod.group === null ? this.#try(pod) : this.#tryMember(pod, pod.group))
      if (waits) waiting |= 1 << own
      return waits
    })
    this.#waiting = waiting
  }

  #try(pod: PodRecord): boolean {
    const freedAt = this.#belief.hosts.journal.freedCount
    if (pod.triedAt === freedAt) return false
    const placed = place(this.#belief, pod, this.#sheet, this.#preempted)
    pod.triedAt = freedAt
    if (placed) this.#opened(pod)
    else if ((pod.component.turn & FOLLOWS) === 0) this.#tell(pod)
    return placed
  }

  /** The first pod of a group speaks for all of it. */
  #tryMember(pod: PodRecord, group: PodGroup): boolean {
    const { pods } = group
    const freedAt = this.#belief.hosts.journal.freedCount
    if (pod !== pods[0] || pods.every(({ triedAt }) => triedAt === freedAt)) return false
    const placed = placeGroup(this.#belief, group, this.#sheet, this.#preempted)
    for (const each of pods) {
      this.#belief.save(each).triedAt = freedAt
      if (placed) this.#opened(each)
    }
    return placed
  }

  #opened({ component }: PodRecord): void {
    if (component.seat.named.neededBy > 0) this.isOpen = true
  }

  #tell(pod: PodRecord): void {
    if (pod.refused) return
    this.#sheet.write(refusalOf(this.#belief, pod, this.#sheet))
    pod.refused = true
  }

  /** Batch pods that gave way wait again; false when none did. */
  wantPreempted(): boolean {
    if (this.#preempted.length === 0) return false
    assert(this.#waysLeft-- > 0, 'batch pods give way no more often in a round than pods waited')
    for (const pod of this.#preempted) {
      this.#belief.wantAgain(pod)
      this.#waiting |= 1 << pod.component.turn
    }
    this.#preempted = []
    this.isOpen = true
    return true
  }

  /** Writes the refusals that waited for the end. */
  refuse(): void {
    if ((this.#waiting & 0b1010) === 0) return
    this.#belief.filterPending((pod) => {
      if (pod.group === null && (pod.component.turn & FOLLOWS) !== 0) this.#tell(pod)
      return true
    })
  }
}

/** A group comes with those of its pods that come last. */
function turnOf({ component, group }: PodRecord): number {
  if (group === null) return component.turn
  return group.pods.some((pod) => (pod.component.turn & FOLLOWS) !== 0) ? FOLLOWS : 0
}
