import { assert } from '../../src/base/assert.ts'
import type { Result } from '../../src/base/result.ts'
import { sumOf } from '../../src/base/sum.ts'
import type { FailureReason } from '../../src/model/decision.ts'
import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { ForeignUse, Holding } from '../../src/model/holding.ts'
import { createHoldingReader, type HoldingReader } from '../../src/model/holding-words.ts'
import { type Held, HeldCounter, numaCountOf } from './held.ts'
import { NumberList } from './number-list.ts'
import { Occupancy } from './occupancy.ts'
import { STRANDED_BY, type StrandedCause, strandedCpus, type TypicalShape } from './stranded.ts'

/** What a policy came to in one run. Means are over equally spaced instants of the run. */
export interface RunFigures {
  readonly hostsInUse: number
  readonly hostsInUseMax: number
  /** Free Cpus on which no further pod of the run's shapes fits (stranded.ts), by cause and in all. */
  readonly strandedCpus: Readonly<Record<StrandedCause, number>>
  readonly strandedCpusAll: number
  /** Of all placed pods those on more than one NumaNode, percent. Null: never a pod was placed at such an instant. */
  readonly splitPercent: number | null
  readonly refusals: number
  /** Of these, pods that failed after they were bound, which only baselines have; then the same by reason. */
  readonly admissionFailures: number
  readonly failuresByReason: Readonly<Partial<Record<FailureReason, number>>>
  /** Of the refusals, those of a group: none of its pods got a place. */
  readonly groupRefusals: number
  /** From being wanted, or wanted again, to the place; nearest rank. Null: nothing was placed. */
  readonly waitUsP99: number | null
  /** Migrates, and places of pods whose host was lost or whose bind failed. */
  readonly moves: number
  /** Pods that still wait at the end. */
  readonly waiting: number
}

/** A decision as far as figures are made of it. */
export interface MeasuredDecision {
  readonly atUs: number
  readonly kind: 'place' | 'resize' | 'migrate' | 'release' | 'refuse'
  readonly pod: string
  readonly cause: string
  /** What is held after it: `place`, `resize` and `migrate`. */
  readonly holding: Holding | null
  /** Why a pod that was bound failed then; left out: none did. */
  readonly failed?: FailureReason
  /** A refused place of a whole group; left out: no. */
  readonly isOfGroup?: boolean
}

/** Instants at which a run is looked at. */
export const LOOKS = 200

/** Makes the figures of a run from what its engine observed and decided, in that order. */
export class RunMeasure {
  readonly occupancy: Occupancy
  readonly #reader: HoldingReader
  readonly #counter: HeldCounter
  readonly #hosts: ReadonlyMap<string, number>
  readonly #endUs: number
  readonly #held = new Map<string, Held>()
  readonly #foreign = new Map<number, { readonly cpus: readonly number[]; readonly memoryMib: readonly number[] }>()
  readonly #askedAtUs = new Map<string, number>()
  /** Pods whose release was asked for at #leavingAtUs: what that round takes from them makes them wait no more. */
  readonly #leaving = new Set<string>()
  #leavingAtUs = -1
  readonly #shapes = new Map<string, TypicalShape>()
  readonly #waitsUs = new NumberList()
  #look = 0
  #hostsInUse = 0
  #hostsInUseMax = 0
  readonly #stranded = { cpu: 0, numa: 0, memory: 0, vf: 0, ip: 0, disk: 0 }
  #podsSeen = 0
  #podsSplit = 0
  /** Pods on more than one NumaNode now. */
  #splitNow = 0
  #refusals = 0
  readonly #failures = new Map<FailureReason, number>()
  #groupRefusals = 0
  #moves = 0

  /** endUs: the run's length; it is looked at LOOKS times from 0 on, each after all that happened by then. */
  constructor(fleet: Fleet, endUs: number) {
    this.occupancy = new Occupancy(fleet)
    this.#reader = createHoldingReader(fleet)
    this.#counter = new HeldCounter(fleet)
    this.#hosts = new Map(fleet.hosts.map(({ name }, index) => [name, index]))
    this.#endUs = endUs
  }

  /** Takes notice of an event. An `adopt` must name what the fleet has. */
  observe(event: Event): void {
    this.#lookUntil(event.atUs)
    switch (event.kind) {
      case 'component':
        return this.#declare(event.request)
      case 'request':
        this.#askedAtUs.set(event.pod, event.atUs)
        return
      case 'release':
        return this.#leave(event.pod, event.atUs)
      case 'adopt':
        return this.#set(event.pod, known(this.#reader.holding(event)))
      case 'host-lost':
      case 'host-recovered':
        this.occupancy.rooms[this.#hostNamed(event.host)].isUp = event.kind === 'host-recovered'
        return
      case 'cordon':
      case 'uncordon':
        this.occupancy.rooms[this.#hostNamed(event.host)].isCordoned = event.kind === 'cordon'
        return
      case 'foreign':
        return this.#setForeign(known(this.#reader.foreign(event)))
      default:
        return
    }
  }

  decide({ atUs, kind, pod, cause, holding, failed, isOfGroup = false }: MeasuredDecision): void {
    this.#lookUntil(atUs)
    if (kind === 'refuse') {
      this.#refusals++
      if (failed !== undefined) this.#failures.set(failed, (this.#failures.get(failed) ?? 0) + 1)
      if (isOfGroup) this.#groupRefusals++
      return
    }
    this.#set(pod, holding)
    if (kind === 'migrate' || (kind === 'place' && cause === 'recover')) this.#moves++
    const isWantedAgain = kind === 'release' && /^(host-lost|bind-failed|preempted)$/.test(cause)
    if (isWantedAgain && !(atUs === this.#leavingAtUs && this.#leaving.has(pod))) this.#askedAtUs.set(pod, atUs)
    if (kind !== 'place') return
    const askedAtUs = this.#askedAtUs.get(pod)
    if (askedAtUs !== undefined) this.#waitsUs.push(atUs - askedAtUs)
    this.#askedAtUs.delete(pod)
  }

  /** Looks at what is left of the run and sums up. Call once. */
  finish(): RunFigures {
    this.#lookUntil(Number.POSITIVE_INFINITY)
    const strandedBy = { ...this.#stranded }
    for (const cause of STRANDED_BY) strandedBy[cause] /= LOOKS
    return {
      hostsInUse: this.#hostsInUse / LOOKS,
      hostsInUseMax: this.#hostsInUseMax,
      strandedCpus: strandedBy,
      strandedCpusAll: STRANDED_BY.reduce((sum, cause) => sum + strandedBy[cause], 0),
      splitPercent: this.#podsSeen === 0 ? null : (100 * this.#podsSplit) / this.#podsSeen,
      refusals: this.#refusals,
      admissionFailures: sumOf([...this.#failures.values()]),
      failuresByReason: Object.fromEntries(this.#failures),
      groupRefusals: this.#groupRefusals,
      waitUsP99: this.#waitsUs.quantiles([990])[0],
      moves: this.#moves,
      waiting: this.#askedAtUs.size,
    }
  }

  #leave(pod: string, atUs: number): void {
    if (atUs > this.#leavingAtUs) this.#leaving.clear()
    this.#leavingAtUs = atUs
    this.#leaving.add(pod)
    this.#askedAtUs.delete(pod)
  }

  #declare({ cpus, memoryMib, diskMib, ioKibps, network, numa }: TypicalShape): void {
    const shape = { cpus, memoryMib, diskMib, ioKibps, network, numa }
    this.#shapes.set(JSON.stringify(shape), shape)
  }

  /** What happens at an instant is part of the look at it, so it is looked at once something later is told. */
  #lookUntil(atUs: number): void {
    for (; this.#look < LOOKS; this.#look++) {
      if (Math.floor((this.#look * this.#endUs) / LOOKS) >= atUs) return
      const { hostsInUse } = this.occupancy
      this.#hostsInUse += hostsInUse
      this.#podsSeen += this.#held.size
      this.#podsSplit += this.#splitNow
      const stranded = strandedCpus(this.occupancy, [...this.#shapes.values()])
      for (const cause of STRANDED_BY) this.#stranded[cause] += stranded[cause]
    }
  }

  #set(pod: string, holding: Holding | null): void {
    const before = this.#held.get(pod)
    if (before !== undefined) {
      this.occupancy.free(before)
      this.#held.delete(pod)
      if (numaCountOf(before) > 1) this.#splitNow--
    }
    if (holding === null) return
    const held = this.#counter.count(holding)
    this.occupancy.hold(held)
    this.#held.set(pod, held)
    if (numaCountOf(held) > 1) this.#splitNow++
    this.#hostsInUseMax = Math.max(this.#hostsInUseMax, this.occupancy.hostsInUse)
  }

  #setForeign({ host, cpus, memoryMib }: ForeignUse): void {
    const before = this.#foreign.get(host)
    if (before !== undefined) this.occupancy.foreign(host, before.cpus, before.memoryMib, 1)
    const use = { cpus: this.#counter.cpusByNuma(host, cpus), memoryMib }
    this.occupancy.foreign(host, use.cpus, memoryMib, -1)
    this.#foreign.set(host, use)
  }

  #hostNamed(name: string): number {
    const host = this.#hosts.get(name)
    assert(host !== undefined, `${name} is a host of the fleet`)
    return host
  }
}

function known<T>(read: Result<T>): T {
  assert(read.ok, 'an event names what the fleet has')
  return read.value
}
