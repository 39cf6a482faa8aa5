import type { MigrateCause, PodResizeRequested, ReleaseCause } from '../../model/event.ts'
import type { Decision, Holding } from '../../model/holding.ts'
import type { Watch } from '../explain/watch.ts'
import type { Ledger } from '../state/ledger.ts'
import type { PodRecord } from '../state/pods.ts'

/** Where a round writes its decisions; numbers them. */
export class DecisionSheet {
  readonly atUs: number
  readonly decisions: Decision[] = []
  /** The pod that is being decided, for who breaks off. */
  deciding = ''
  /** Who wants to know how decisions about a pod come about, or null. */
  readonly watch: Watch | null
  #seq: number

  constructor(atUs: number, seqBefore: number, watch: Watch | null) {
    this.atUs = atUs
    this.#seq = seqBefore
    this.watch = watch
  }

  /** The number that the next decision will get. */
  get upcomingSeq(): number {
    return this.#seq + 1
  }

  /** Number of the next decision; each is used once. */
  nextSeq(): number {
    return ++this.#seq
  }

  /** Adds a decision that has the upcoming number. */
  write(decision: Decision): void {
    this.decisions.push(decision)
    this.#seq++
  }

  /** Where a try begins that may be taken back. */
  mark(): SheetMark {
    return { decisions: this.decisions.length, seq: this.#seq, explained: this.watch?.explanations.length ?? 0 }
  }

  /** Takes back all that was written since. */
  takeBack({ decisions, seq, explained }: SheetMark): void {
    this.decisions.length = decisions
    this.#seq = seq
    if (this.watch !== null) this.watch.explanations.length = explained
  }
}

interface SheetMark {
  readonly decisions: number
  readonly seq: number
  readonly explained: number
}

/** What was asked since the last round. */
export class Round {
  readonly lostHosts = new Set<number>()
  /** What pods held whose placement did not come about; it is given back already. */
  readonly forgotten = new Map<PodRecord, Holding>()
  readonly releases = new Map<PodRecord, ReleaseCause>()
  /** The last size asked for counts. */
  readonly resizes = new Map<PodRecord, PodResizeRequested>()
  readonly migrates = new Map<PodRecord, MigrateCause>()

  lose(host: number): void {
    this.lostHosts.add(host)
  }

  askRelease(pod: PodRecord, cause: ReleaseCause): void {
    pod.wanted = false
    this.releases.set(pod, cause)
    this.resizes.delete(pod)
  }

  /** A release asked for in the same round comes first, whatever the order of the two: nothing is left to move. */
  askMigrate(pod: PodRecord, cause: MigrateCause): void {
    this.migrates.set(pod, cause)
  }

  /** Gives back at once what the pod holds, so that others may be found to have it before the round decides. */
  forget(pod: PodRecord, ledger: Ledger): void {
    if (pod.holding === null) return
    this.forgotten.set(pod, pod.holding)
    ledger.change(pod, null)
  }

  askResize(pod: PodRecord, event: PodResizeRequested): void {
    if (pod.wanted) this.resizes.set(pod, event)
  }

  /** Forgets what was asked; one round object serves all rounds. */
  clear(): void {
    // An empty one makes itself a new table when it is cleared, and most rounds ask for one kind of thing.
    for (const asked of [this.lostHosts, this.forgotten, this.releases, this.resizes, this.migrates])
      if (asked.size > 0) asked.clear()
  }

  /** each: sees every pod in it. */
  copy(each: (pod: PodRecord) => void): Round {
    const copy = new Round()
    for (const pods of [this.forgotten, this.releases, this.resizes, this.migrates])
      for (const pod of pods.keys()) each(pod)
    for (const host of this.lostHosts) copy.lostHosts.add(host)
    for (const [pod, holding] of this.forgotten) copy.forgotten.set(pod, holding)
    for (const [pod, cause] of this.releases) copy.releases.set(pod, cause)
    for (const [pod, event] of this.resizes) copy.resizes.set(pod, event)
    for (const [pod, cause] of this.migrates) copy.migrates.set(pod, cause)
    return copy
  }
}
