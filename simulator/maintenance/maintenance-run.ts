import { assert } from '../../src/base/assert.ts'
import { randomStream } from '../../src/base/random.ts'
import { sumOf } from '../../src/base/sum.ts'
import type { Decision } from '../../src/model/holding.ts'
import type { Maintenance } from '../../src/model/maintenance.ts'
import { drawUs } from '../draw.ts'
import { Phase } from '../event-queue.ts'
import { NumberList } from '../record/number-list.ts'
import { HostDrain } from './host-drain.ts'
import { type MaintenanceParts, nextReadingUs, type StayReason } from './maintenance-parts.ts'
import { PodMoves } from './pod-moves.ts'

export type MaintenanceStatus = 'waits' | 'under way' | 'over' | 'done'

/** A host that was given up, and why its pods were still there: so many of each reason. */
export interface GivenUp {
  readonly host: string
  readonly reasons: Readonly<Partial<Record<StayReason, number>>>
}

/** A wake-up that is about no host: the window begins or goes on. */
export const ABOUT_ALL = -1

/**
 * One maintenance window as it goes: so many hosts at a time, in their order, each cordoned, left by its pods, away for
 * the work and back. What follows from an instant is done after the load is read, as for rollouts.
 */
export class MaintenanceRun {
  status: MaintenanceStatus = 'waits'
  endUs: number | null = null
  hostsDone = 0
  podsEnded = 0
  readonly moves: PodMoves
  readonly givenUp: GivenUp[] = []
  /** From a host's cordon until it is empty, or its pods end with it. */
  readonly drainUs = new NumberList()
  readonly #window: Maintenance
  readonly #index: number
  readonly #parts: MaintenanceParts
  /** Hosts that any window has in hand, and which one. */
  readonly #inHand: Map<number, MaintenanceRun>
  readonly #hosts: readonly number[]
  #todo: number[]
  /** When it looks by itself whether it may begin a host. */
  #lookUs = 0
  readonly #draining = new Map<number, HostDrain>()
  readonly #inWork = new Set<number>()
  /** Of pods that ended. */
  readonly #ended = new Map<StayReason, number>()

  /** index: its number among the run's. */
  constructor(window: Maintenance, index: number, inHand: Map<number, MaintenanceRun>, parts: MaintenanceParts) {
    this.#window = window
    this.#index = index
    this.#parts = parts
    this.#inHand = inHand
    this.moves = new PodMoves(parts)
    this.#hosts = window.hosts.map((name) => parts.world.losses.numberOf(name))
    this.#todo = [...this.#hosts]
    this.#wake(window.atUs, ABOUT_ALL)
  }

  get hostsDraining(): number {
    return this.#draining.size
  }

  get hostsInWork(): number {
    return this.#inWork.size
  }

  /** Hosts of which nothing came yet. */
  get hostsLeft(): number {
    return this.#hosts.length - this.hostsDone - this.givenUp.length
  }

  /** It is time to look at a host, or at all. */
  wake(nowUs: number, host: number): void {
    const drain = this.#draining.get(host)
    if (drain !== undefined) this.#look(nowUs, drain)
    this.#goOn(nowUs)
  }

  /** What became of a pod that was asked to move. */
  follow(slot: number, decision: Extract<Decision, { kind: 'migrate' | 'refuse' }>): void {
    const drain = this.#draining.get(this.#parts.pods.host[slot])
    assert(drain !== undefined, `${decision.pod.name} is on a host that it is to leave`)
    if (decision.kind === 'migrate') this.moves.carryOut(slot, decision, drain.take(slot))
    else drain.refuse(decision.atUs, slot, decision.reasons[decision.reasons.length - 1].filter)
  }

  /** A pod is given up, or will be when it has drained. */
  gone(slot: number): void {
    this.moves.gone(slot)
    for (const drain of this.#draining.values()) drain.take(slot)
  }

  /** A host is up again. */
  hostBack(nowUs: number, host: number): void {
    if (!this.#inWork.delete(host)) return
    this.#release(nowUs, host)
    this.hostsDone++
    this.#wake(nowUs, ABOUT_ALL)
  }

  /** By reason: pods that ended, that kept their hosts from being worked on, or do so still when their time is over. */
  notMoved(nowUs: number): ReadonlyMap<StayReason, number> {
    const overdue = [...this.#draining.values()].filter((drain) => drain.isOver(nowUs))
    const sums = new Map(this.#ended)
    for (const { reasons } of this.givenUp)
      for (const [reason, count] of Object.entries(reasons)) add(sums, reason as StayReason, count)
    for (const drain of overdue) for (const reason of drain.reasons()) add(sums, reason, 1)
    return sums
  }

  #wake(atUs: number, host: number): void {
    this.#parts.queue.push(atUs, Phase.maintenance, this.#index, host)
  }

  /** Does what follows for a host that pods are leaving. */
  #look(nowUs: number, drain: HostDrain): void {
    const { hosts } = this.#parts.world
    const { host } = drain
    const { afterGrace } = this.#window
    if (!hosts.isUp(host)) {
      // Lost meanwhile: its turn comes again when it is back.
      this.#drop(nowUs, drain)
      this.#todo.push(host)
    } else if (hosts.podsOn(host) === 0) this.#work(nowUs, drain)
    else if (drain.isOver(nowUs) && afterGrace === 'evict') this.#work(nowUs, drain)
    else if (drain.isOver(nowUs) && afterGrace === 'skip') this.#skip(nowUs, drain)
    else this.#wake(drain.ask(nowUs), host)
  }

  /** Begins hosts as long as it may, and ends when nothing is left. */
  #goOn(nowUs: number): void {
    const { untilUs = Infinity } = this.#window
    if (this.status === 'waits') this.status = 'under way'
    if (this.status === 'under way' && nowUs < untilUs) this.#begin(nowUs)
    const isIdle = this.#draining.size + this.#inWork.size === 0
    if (this.status === 'under way' && this.#todo.length === 0 && isIdle) this.status = 'done'
    if (this.status === 'under way' && this.#todo.length > 0 && nowUs >= untilUs) this.status = 'over'
    if (this.status !== 'under way') {
      if (isIdle) this.endUs ??= nowUs
    } else if (this.#todo.length > 0 && this.#lookUs <= nowUs) {
      this.#lookUs = nextReadingUs(nowUs, this.#parts)
      this.#wake(this.#lookUs, ABOUT_ALL)
    }
  }

  /** No host is begun while so many of the window are away, whatever for. What comes later or is gone is not away. */
  #begin(nowUs: number): void {
    const { world, durationUs } = this.#parts
    const isFree = (host: number): boolean => world.hosts.isUp(host) && !this.#inHand.has(host)
    const isAway = (host: number): boolean => {
      return this.#inHand.has(host) || (!world.hosts.isUp(host) && !world.hosts.isAbsent(host, durationUs))
    }
    let room = this.#window.atOnce - this.#hosts.filter(isAway).length
    while (room > 0) {
      const host = this.#todo.find(isFree)
      if (host === undefined) return
      this.#todo = this.#todo.filter((other) => other !== host)
      const drain = new HostDrain(host, nowUs, this.#window, this.#parts)
      const bound = drain.reasons().filter((reason) => reason === 'pathData')
      if (this.#window.afterGrace === 'skip' && bound.length > 0) {
        this.#note(host, bound)
        continue
      }
      room--
      this.#inHand.set(host, this)
      this.#draining.set(host, drain)
      world.losses.cordon(nowUs, host, true)
      this.#look(nowUs, drain)
    }
  }

  /** A host goes away for the work, with what is left on it. */
  #work(nowUs: number, drain: HostDrain): void {
    const { host, fromUs } = drain
    const { seed, world, fleet, recovery } = this.#parts
    const { name } = fleet.hosts[host]
    const reasons = drain.reasons()
    for (const reason of reasons) add(this.#ended, reason, 1)
    this.podsEnded += reasons.length
    this.drainUs.push(nowUs - fromUs)
    this.#draining.delete(host)
    this.#inWork.add(host)
    const downUs = drawUs(randomStream(seed, `maintenance/${this.#window.name}/${name}`), this.#window.workUs)
    const before = reasons.length === 0 ? 0 : this.#playersCutOff
    world.losses.lose(nowUs, { atUs: nowUs, host: name, downUs, kind: 'maintenance' })
    if (reasons.length === 0) return
    const cutOff = this.#playersCutOff - before
    this.moves.playersDisconnected += cutOff
    recovery.disconnected('maintenance', cutOff)
  }

  get #playersCutOff(): number {
    return sumOf(this.#parts.games.map((game) => game.playersCutOff))
  }

  #skip(nowUs: number, drain: HostDrain): void {
    this.#note(drain.host, drain.reasons())
    this.#drop(nowUs, drain)
  }

  #note(host: number, each: readonly StayReason[]): void {
    const reasons: Partial<Record<StayReason, number>> = {}
    for (const reason of each) reasons[reason] = (reasons[reason] ?? 0) + 1
    this.givenUp.push({ host: this.#parts.fleet.hosts[host].name, reasons })
  }

  /** A host that was to be left is kept. */
  #drop(nowUs: number, drain: HostDrain): void {
    drain.giveUp()
    this.#draining.delete(drain.host)
    this.#release(nowUs, drain.host)
  }

  #release(nowUs: number, host: number): void {
    this.#inHand.delete(host)
    this.#parts.world.losses.cordon(nowUs, host, false)
  }
}

function add(counts: Map<StayReason, number>, reason: StayReason, count: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + count)
}
