import { isDeepStrictEqual } from 'node:util'
import type { Event } from '../../model/event.ts'
import type { ObservedHost, ObservedPod, Snapshot } from '../../model/snapshot.ts'
import { type WholeGroups, wholeGroups } from '../whole-groups.ts'
import { DeclaredComponents, inOrder } from './declared-components.ts'

/** What the feed remembers of a pod it told an engine about. */
interface Known {
  /** Null after the session itself made it anew: whichever comes next is it. */
  readonly uid: string | null
  /** Id of the last resize its owner asked for. */
  readonly resizeId: string | null
  readonly isReady: boolean
  /** Its release was asked for. */
  readonly isReleased: boolean
}

const NO_FOREIGN: ObservedHost['foreign'] = { cpus: '', memoryMib: {} }

/**
 * Turns snapshots, one after another, into the events an engine observes: what is new, what changed, what is gone. It
 * reads states, not deltas, so a missed change is seen in the next snapshot. What the engine itself decided is no news;
 * `placed` tells which pods it believes to hold something. Pods of a group are told of once all of them are there, in
 * one instant.
 */
export class ChangeFeed {
  readonly #hostNames: ReadonlySet<string>
  readonly #components = new DeclaredComponents()
  readonly #pods = new Map<string, Known>()
  readonly #lost = new Set<string>()
  readonly #cordoned = new Set<string>()
  readonly #foreign = new Map<string, ObservedHost['foreign']>()

  /** hostNames: the engine's fleet; other hosts and what is on them are passed over. */
  constructor(hostNames: ReadonlySet<string>) {
    this.#hostNames = hostNames
  }

  /** Events of the instant, in an order that the engine takes: hosts first, then what is gone, then what is there. */
  eventsOf(snapshot: Snapshot, atUs: number, placed: (pod: string) => boolean): readonly Event[] {
    const events: Event[] = []
    const there = [...snapshot.pods, ...(snapshot.stranded ?? [])]
    const pods = new Map(there.map((pod) => [pod.name, pod]))
    for (const [name, known] of this.#pods) {
      if (!pods.has(name)) this.#gone(name, known, atUs, events)
    }
    this.#hosts(snapshot, atUs, events)
    const groups = wholeGroups(
      there.filter((pod) => this.#isNew(pod)),
      there,
    )
    for (const pod of there) {
      this.#another(pod, atUs, events)
      if (!groups.missing.has(pod.name)) this.#pod(pod, atUs, placed, groups, events)
    }
    return events
  }

  /** Whether the pod is to be asked for. One with a scheduling gate is not there yet, for its group either. */
  #isNew({ name, uid, state, isGated, holding }: ObservedPod): boolean {
    const known = this.#pods.get(name)
    if (state !== 'pending' || holding !== null || isGated) return false
    return known === undefined || (known.uid !== null && known.uid !== uid)
  }

  /** The pod was made anew by a decision of the engine itself: its new identity is no news. */
  renew(pod: string): void {
    const known = this.#pods.get(pod)
    if (known !== undefined) this.#pods.set(pod, { ...known, uid: null, isReady: false })
  }

  /** The next snapshot's wish to resize the pod is told as if it were new. False: no such pod is there. */
  forgetResize(pod: string): boolean {
    const known = this.#pods.get(pod)
    if (known !== undefined) this.#pods.set(pod, { ...known, resizeId: null })
    return known !== undefined
  }

  #gone(name: string, known: Known, atUs: number, events: Event[]): void {
    if (!known.isReleased) events.push({ atUs, kind: 'release', pod: name, cause: 'gone' })
    this.#pods.delete(name)
  }

  #hosts(snapshot: Snapshot, atUs: number, events: Event[]): void {
    const hosts = new Map(snapshot.hosts.map((host) => [host.name, host]))
    for (const name of this.#hostNames) {
      const host = hosts.get(name)
      if ((host === undefined) !== this.#lost.has(name)) {
        events.push({ atUs, kind: host === undefined ? 'host-lost' : 'host-recovered', host: name })
        if (host === undefined) this.#lost.add(name)
        else this.#lost.delete(name)
      }
      if (host === undefined) continue
      const closed = host.cordoned || !host.ready
      if (closed !== this.#cordoned.has(name)) {
        events.push({ atUs, kind: closed ? 'cordon' : 'uncordon', host: name })
        if (closed) this.#cordoned.add(name)
        else this.#cordoned.delete(name)
      }
      if (!isDeepStrictEqual(host.foreign, this.#foreign.get(name) ?? NO_FOREIGN)) {
        events.push({ atUs, kind: 'foreign', host: name, ...host.foreign })
        this.#foreign.set(name, host.foreign)
      }
    }
  }

  /** Somebody may have deleted a pod and made another of its name between two snapshots. */
  #another({ name, uid }: ObservedPod, atUs: number, events: Event[]): void {
    const before = this.#pods.get(name)
    if (before !== undefined && before.uid !== null && before.uid !== uid) this.#gone(name, before, atUs, events)
  }

  #pod(pod: ObservedPod, atUs: number, placed: (pod: string) => boolean, groups: WholeGroups, events: Event[]): void {
    const { name, uid, wish, state } = pod
    let known = this.#pods.get(name)
    if (known === undefined) {
      if ((state === 'terminating' || pod.isGated) && pod.holding === null) return
      if (!this.#first(pod, atUs, groups, events)) return
      // A wish that its size answers already is no news; any other is, whoever saw it before.
      const { resize } = wish ?? {}
      const isAnswered = resize !== undefined && resize.cpus === pod.cpus && resize.memoryMib === pod.memoryMib
      known = { uid, resizeId: isAnswered ? resize.id : null, isReady: false, isReleased: false }
    }
    if ((state === 'terminating' || wish?.releaseCause !== undefined) && !known.isReleased) {
      events.push({ atUs, kind: 'release', pod: name, cause: wish?.releaseCause ?? 'gone' })
      known = { ...known, isReleased: true }
    }
    if (!known.isReleased && wish?.resize !== undefined && wish.resize.id !== known.resizeId) {
      const { id, cpus, memoryMib, cause } = wish.resize
      events.push({ atUs, kind: 'resize', pod: name, cpus, memoryMib, cause })
      known = { ...known, resizeId: id }
    }
    if (state === 'running' && !known.isReady && !known.isReleased && placed(name)) {
      events.push({ atUs, kind: 'ready', pod: name })
      known = { ...known, isReady: true }
    }
    this.#pods.set(name, { ...known, uid })
  }

  /** The first sight of a pod: wanted, or found to hold something. False: on a host that is away; it is skipped. */
  #first(pod: ObservedPod, atUs: number, { groupOf }: WholeGroups, events: Event[]): boolean {
    const { name, game, zone, component, request, cpus, memoryMib, holding, wish } = pod
    if (holding !== null && (this.#lost.has(holding.host) || !this.#hostNames.has(holding.host))) return false
    const declared = this.#components.of(game, component, request)
    if (declared.isNew)
      events.push({ atUs, kind: 'component', game, component: declared.name, request: inOrder(request) })
    const words = { pod: name, game, zone, component: declared.name }
    const group = groupOf.get(name)
    const inGroup = group === undefined ? {} : { group }
    if (holding === null)
      events.push({ atUs, kind: 'request', ...words, ...inGroup, cpus, memoryMib, cause: wish?.cause ?? 'plan' })
    else events.push({ atUs, kind: 'adopt', ...words, ...holding })
    return true
  }
}
