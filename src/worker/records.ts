import { assert } from '../base/assert.ts'
import type { Event } from '../model/event.ts'
import { type Fleet, NETWORK_MODES } from '../model/fleet.ts'
import type { Decision, Holding } from '../model/holding.ts'
import { RECORD_KINDS } from './codes.ts'
import { GrowingFloat64, GrowingInt32, GrowingUint8, Interned } from './growing.ts'
import type { RecordKind } from './protocol.ts'

/** Numbers of the record kinds, as stored. */
export const KIND = Object.fromEntries(RECORD_KINDS.map((kind, i) => [kind, i])) as Readonly<Record<RecordKind, number>>

/** Words of a `place` or `migrate` record before its memory and Cpus. */
export const PLACE_HEAD = 13
/** Words of a `resize` record before its memory and Cpus: the place or migrate record it stands on. */
export const RESIZE_HEAD = 2

const REFUSED_ACTIONS = ['place', 'resize', 'migrate'] as const

export const FILTERS = new Interned()
export const RESOURCES = new Interned()

/**
 * Everything that happened in a run, in order, in columns: 26 bytes a record and, for what it carries, 4 bytes a word.
 * A place takes 13 words, a resize 2, each and one a NumaNode and one for each 32 Cpus of the host; a release none.
 * On hosts of 2 NumaNodes and 96 Cpus that is 46 bytes a resize: 3 million decisions stay under 200 MB.
 */
export class Records {
  readonly fleet: Fleet
  readonly cpuWords: Int32Array
  readonly kind = new GrowingUint8()
  readonly cause = new GrowingUint8()
  readonly profile = new GrowingUint8()
  readonly atUs = new GrowingFloat64()
  /** Pod number, or host number for host events. */
  readonly subject = new GrowingInt32()
  /** The record before this one of the same pod (or host), -1 for the first. */
  readonly previous = new GrowingInt32()
  /** First word in `words`. */
  readonly offset = new GrowingInt32()
  /** Sequence number of a decision, 0 for an event. */
  readonly seq = new GrowingInt32()
  readonly words = new GrowingInt32(4096)
  readonly pods = new Interned()
  readonly games = new Interned()
  readonly podGame = new GrowingInt32()
  readonly causes = new Interned()
  readonly profiles = new Interned()
  readonly lastOfPod = new GrowingInt32()
  readonly lastOfHost: Int32Array
  readonly #placeOfPod = new GrowingInt32()
  readonly #hostNumber = new Map<string, number>()

  constructor(fleet: Fleet, cpuStart: Int32Array) {
    this.fleet = fleet
    this.cpuWords = Int32Array.from(fleet.hosts, (_, h) => (cpuStart[h + 1] - cpuStart[h] + 31) >>> 5)
    this.lastOfHost = new Int32Array(fleet.hosts.length).fill(-1)
    fleet.hosts.forEach((host, h) => this.#hostNumber.set(host.name, h))
  }

  get length(): number {
    return this.kind.length
  }

  /** Appends an event; component declarations and confirmations leave no record. */
  event(event: Event): void {
    switch (event.kind) {
      case 'component':
      case 'confirm':
      case 'forget': // Its release, by which the engine answers, leaves one.
        return
      case 'request':
        this.#pod('asked', this.#podNumber(event.pod, event.game), event.atUs, event.cause, '', 0)
        this.words.push(event.cpus)
        this.words.push(event.memoryMib)
        return
      case 'resize':
        this.#pod('resize-asked', this.pods.number(event.pod), event.atUs, event.cause, '', 0)
        this.words.push(event.cpus)
        this.words.push(event.memoryMib)
        return
      case 'release':
        return this.#pod('release-asked', this.pods.number(event.pod), event.atUs, event.cause, '', 0)
      case 'ready':
        return this.#pod('ready', this.pods.number(event.pod), event.atUs, '', '', 0)
      case 'migrate':
        return this.#pod('move-asked', this.pods.number(event.pod), event.atUs, event.cause, '', 0)
      case 'adopt':
      case 'foreign':
      case 'taint':
        return assert(false, `the simulator has no event ${event.kind}`)
      case 'host-lost':
      case 'host-recovered':
      case 'cordon':
      case 'uncordon':
        return this.#host(event.kind, this.#hostNumber.get(event.host) ?? -1, event.atUs)
    }
  }

  /** Appends a decision. */
  decision(decision: Decision): void {
    const pod = this.#podNumber(decision.pod.name, decision.pod.game)
    this.#pod(decision.kind, pod, decision.atUs, decision.cause, decision.profile, decision.seq)
    if (decision.kind === 'place' || decision.kind === 'migrate') {
      this.#placeOfPod.values[pod] = this.length - 1
      this.#place(decision.holding)
    } else if (decision.kind === 'resize') {
      this.words.push(this.#placeOfPod.values[pod])
      this.#amounts(decision.holding)
    } else if (decision.kind === 'refuse') {
      this.#refusal(decision)
    }
  }

  #podNumber(name: string, game: string): number {
    const pod = this.pods.number(name)
    if (pod === this.lastOfPod.length) {
      this.lastOfPod.push(-1)
      this.#placeOfPod.push(-1)
      this.podGame.push(this.games.number(game))
    }
    return pod
  }

  #pod(kind: RecordKind, pod: number, atUs: number, cause: string, profile: string, seq: number): void {
    this.previous.push(this.lastOfPod.values[pod])
    this.lastOfPod.values[pod] = this.length
    this.#head(kind, pod, atUs, cause, profile, seq)
  }

  #host(kind: RecordKind, host: number, atUs: number): void {
    this.previous.push(this.lastOfHost[host])
    this.lastOfHost[host] = this.length
    this.#head(kind, host, atUs, '', '', 0)
  }

  #head(kind: RecordKind, subject: number, atUs: number, cause: string, profile: string, seq: number): void {
    this.kind.push(KIND[kind])
    this.cause.push(this.causes.number(cause))
    this.profile.push(this.profiles.number(profile))
    this.atUs.push(atUs)
    this.subject.push(subject)
    this.seq.push(seq)
    this.offset.push(this.words.length)
  }

  #place(holding: Holding): void {
    const { words } = this
    words.push(holding.host)
    words.push(holding.disk)
    words.push(holding.diskMib)
    words.push(holding.ioKibps)
    words.push(NETWORK_MODES.indexOf(holding.network))
    words.push(holding.vf)
    words.push(holding.pool)
    words.push(holding.ip | 0)
    words.push(holding.overlayPool)
    words.push(holding.overlayIp | 0)
    words.push(holding.volumePool)
    words.push(holding.volumeMib)
    this.#amounts(holding)
  }

  /** Shared Cpus, the last word of the head; memory by NumaNode, then the Cpus as a bit set. */
  #amounts(holding: Holding): void {
    const { words } = this
    words.push(holding.cpuMilli)
    for (let n = 0; n < this.fleet.hosts[holding.host].numaNodes.length; n++) words.push(holding.memoryMib[n] ?? 0)
    let next = 0
    for (let w = 0; w < this.cpuWords[holding.host]; w++) {
      let bits = 0
      while (next < holding.cpus.length && holding.cpus[next] >>> 5 === w) bits |= 1 << (holding.cpus[next++] & 31)
      words.push(bits)
    }
  }

  #refusal(refusal: Extract<Decision, { kind: 'refuse' }>): void {
    const { words } = this
    words.push(REFUSED_ACTIONS.indexOf(refusal.action))
    words.push(refusal.cpus)
    words.push(refusal.memoryMib)
    words.push(refusal.reasons.length)
    for (const reason of refusal.reasons) {
      words.push(FILTERS.number(reason.filter))
      words.push(reason.hosts)
    }
    words.push(refusal.nearest === null ? -1 : RESOURCES.number(refusal.nearest.resource))
    words.push(refusal.nearest?.amount ?? 0)
    words.push(refusal.nearest?.hosts ?? 0)
  }
}
