import { assert } from '../../src/base/assert.ts'
import { randomStream } from '../../src/base/random.ts'
import { sumOf } from '../../src/base/sum.ts'
import type { Event, ReleaseCause, RequestCause, ResizeCause } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Decision, PodIdentity } from '../../src/model/holding.ts'
import type { CacheModel, Delays, DurationRange, HostFault } from '../../src/model/scenario.ts'
import { type PodSize, wordsOfSize } from '../../src/model/size.ts'
import { drawUs } from '../draw.ts'
import { type EventQueue, Phase } from '../event-queue.ts'
import type { Tally } from '../record/tally.ts'
import type { Delivery } from './delivery.ts'
import { HostStates } from './host-states.ts'
import { type NewPod, PodState, type PodTable } from './pod-table.ts'

export interface WorldParts {
  readonly seed: number
  readonly fleet: Fleet
  readonly delays: Delays
  /** What the scheduler's cache shows; null when nothing is told of it. */
  readonly cache: CacheModel | null
  /** Takes placements through the stages of delivery; null: `delays` alone. */
  readonly delivery: Delivery | null
  readonly pods: PodTable
  readonly queue: EventQueue
  readonly tally: Tally
  /** Tells the engine what happened. */
  readonly emit: (event: Event) => void
}

/** What a new pod is asked for with. */
export interface Asking extends PodSize, NewPod {
  /** The group that it gets its place with, or null. */
  readonly group: string | null
  readonly cause: RequestCause
}

/**
 * The truth: which hosts are up, where pods run, which of them answer. The engine learns of it by events alone, and
 * what it decides changes nothing until `carryOut`.
 *
 * A pod is asked for, placed, bound and started (drawn delays), then ready. Its host's loss takes it down at once; the
 * engine places it anew and it starts anew. Every asking and every change goes through here, so the totals are kept
 * as they change and never summed.
 */
export class World {
  readonly hosts: HostStates
  podsPlaced = 0
  podsReady = 0
  cpusHeld = 0
  memoryMibHeld = 0
  readonly #parts: WorldParts
  readonly #pods: PodTable
  readonly #hostIndex = new Map<string, number>()
  #generations = 0

  constructor(parts: WorldParts) {
    this.#parts = parts
    this.#pods = parts.pods
    this.hosts = new HostStates(parts.fleet.hosts)
    for (const [index, host] of parts.fleet.hosts.entries()) this.#hostIndex.set(host.name, index)
  }

  /** Pods asked for that hold nothing. */
  get podsPending(): number {
    return this.#pods.count - this.podsPlaced
  }

  /** Asks for a new pod; returns its slot. */
  ask(atUs: number, pod: PodIdentity, asking: Asking): number {
    const { name, game, zone, component } = pod
    const { group, cause } = asking
    const slot = this.#pods.add(name, atUs, asking)
    const who = { pod: name, game, zone, component, ...(group === null ? {} : { group }) }
    this.#parts.emit({ atUs, kind: 'request', ...who, ...wordsOfSize(asking), cause })
    return slot
  }

  /** Asks for another size of a pod. */
  askSize(atUs: number, slot: number, size: PodSize, cause: ResizeCause): void {
    this.#parts.emit({ atUs, kind: 'resize', pod: this.#pods.nameOf(slot), ...wordsOfSize(size), cause })
  }

  /** Gives a pod up. It serves no longer; one that holds nothing is gone at once, as no decision will come for it. */
  giveUp(atUs: number, slot: number, cause: ReleaseCause): void {
    this.#parts.emit({ atUs, kind: 'release', pod: this.#pods.nameOf(slot), cause })
    if (this.#pods.host[slot] === -1) {
      this.#pods.remove(slot)
      return
    }
    this.#stop(slot, PodState.stopped)
    this.#pods.leaving[slot] = 1
  }

  /**
   * The processes of a ready pod end and start again where they are. It keeps what it holds, so there is nothing to
   * tell the engine, and nothing is waited for that waiting times would count. Other pods are left as they are.
   */
  restart(atUs: number, slot: number, takes: DurationRange): void {
    const pods = this.#pods
    if (pods.state[slot] !== PodState.ready) return
    this.#stop(slot, PodState.starting)
    const stream = randomStream(this.#parts.seed, `restart/${pods.nameOf(slot)}#${++pods.restarts[slot]}`)
    this.#parts.queue.push(atUs + Math.max(1, drawUs(stream, takes)), Phase.podReady, slot, pods.generation[slot])
  }

  /** A host dies with all on it. */
  loseHost(atUs: number, fault: HostFault): void {
    const host = this.#hostIndex.get(fault.host)
    assert(host !== undefined, `fault of unknown host ${fault.host}`)
    const untilUs = atUs + Math.max(1, fault.downUs)
    this.#parts.queue.push(untilUs, Phase.hostRecovered, host, 0)
    if (!this.hosts.takeDown(host, untilUs)) return
    for (let slot = 0; slot < this.#pods.slotLimit; slot++) {
      if (this.#pods.host[slot] === host && this.#pods.state[slot] !== PodState.free) this.#stop(slot, PodState.stopped)
    }
    this.#parts.delivery?.registry?.loseHost(atUs, host)
    this.#parts.emit({ atUs, kind: 'host-lost', host: fault.host })
  }

  recoverHost(atUs: number, host: number): void {
    if (!this.hosts.bringUp(host, atUs)) return
    this.#parts.delivery?.registry?.recoverHost(atUs, host)
    this.#parts.emit({ atUs, kind: 'host-recovered', host: this.#parts.fleet.hosts[host].name })
  }

  /**
   * A pod's processes answer, unless the placement of that generation has ended meanwhile: then nothing is
   * heard of it.
   */
  becomeReady(atUs: number, slot: number, generation: number): void {
    const { state } = this.#pods
    if (this.#pods.generation[slot] !== generation || state[slot] === PodState.stopped) return
    if (state[slot] === PodState.starting) {
      state[slot] = PodState.ready
      this.podsReady++
      this.#pods.touch(slot)
      if (this.#pods.answered[slot] === generation) return
      this.#pods.answered[slot] = generation
      this.#parts.tally.noteReady(atUs - this.#pods.askedAtUs[slot])
      this.#parts.delivery?.finish(generation)
    }
    this.#parts.emit({ atUs, kind: 'ready', pod: this.#pods.nameOf(slot) })
  }

  /** A host hears of a placement, unless it has ended meanwhile. */
  becomeBound(atUs: number, slot: number, generation: number): void {
    if (this.#pods.generation[slot] !== generation || this.#pods.state[slot] === PodState.stopped) return
    this.#parts.delivery?.pull(atUs, slot, generation)
  }

  /** The scheduler's cache shows a placement, unless it has ended meanwhile. */
  becomeConfirmed(atUs: number, slot: number, generation: number): void {
    if (this.#pods.generation[slot] !== generation || this.#pods.state[slot] === PodState.stopped) return
    this.#parts.emit({ atUs, kind: 'confirm', pod: this.#pods.nameOf(slot) })
  }

  /** The cluster refuses a bind: the pod waits again. */
  failBind(atUs: number, slot: number, generation: number): void {
    if (this.#pods.generation[slot] !== generation || this.#pods.state[slot] === PodState.stopped) return
    this.#parts.emit({ atUs, kind: 'forget', pod: this.#pods.nameOf(slot) })
  }

  /** Makes a decision true. */
  carryOut(decision: Decision): void {
    const slot = this.#pods.slotOf(decision.pod.name)
    if (decision.kind === 'place') this.#place(slot, decision)
    else if (decision.kind === 'resize') this.#resize(slot, decision)
    else if (decision.kind === 'release') this.#release(slot, decision)
    else if (decision.kind === 'migrate') assert(false, `${decision.pod.name} is not asked to move`)
    else if (decision.action === 'resize') this.#refuseResize(slot, decision.atUs)
  }

  #place(slot: number, decision: Extract<Decision, { kind: 'place' }>): void {
    const pods = this.#pods
    const { holding, atUs } = decision
    assert(pods.state[slot] === PodState.pending, `${decision.pod.name} placed while it is not pending`)
    assert(this.hosts.isUp(holding.host), `${decision.pod.name} placed on a host that is down`)
    pods.state[slot] = PodState.starting
    pods.host[slot] = holding.host
    pods.generation[slot] = ++this.#generations
    pods.placements[slot]++
    pods.changedAtUs[slot] = atUs
    pods.refusals[slot] = 0
    this.#hold(slot, holding.cpus.length, sumOf(holding.memoryMib))
    this.podsPlaced++
    this.hosts.addPod(holding.host)
    this.#start(slot, decision)
  }

  /** A warm pod runs already; its cluster reports it an instant later, and it counts in no waiting time. */
  #start(slot: number, { atUs, pod, holding: { host } }: Extract<Decision, { kind: 'place' }>): void {
    const { pods, tally, queue, seed, delays, cache, delivery } = this.#parts
    const generation = this.#generations
    if (pods.warm[slot] === 1 && pods.placements[slot] === 1) {
      pods.state[slot] = PodState.ready
      this.podsReady++
      pods.answered[slot] = generation
      pods.changedAtUs[slot] = -Infinity // Long ago: nothing keeps it from following its load at once.
      queue.push(atUs + 1, Phase.podReady, slot, generation)
      delivery?.settle({ slot, host, pod })
      return
    }
    tally.notePlaced(atUs - pods.askedAtUs[slot])
    const placement = `${pods.nameOf(slot)}#${pods.placements[slot]}`
    if (delivery !== null) {
      const [placements, askedAtUs] = [pods.placements[slot], pods.askedAtUs[slot]]
      const boundUs = delivery.begin(atUs, { slot, generation, host, pod, placements, askedAtUs })
      if (cache === null || !this.#isRefused(cache, boundUs, slot, placement)) delivery.bind(slot, generation, boundUs)
      return
    }
    const stream = randomStream(seed, `start/${placement}`)
    const bindUs = drawUs(stream, delays.bindUs)
    const delayUs = bindUs + drawUs(stream, delays.startUs)
    if (cache !== null && this.#isRefused(cache, atUs + bindUs, slot, placement)) return
    queue.push(atUs + Math.max(1, delayUs), Phase.podReady, slot, generation)
  }

  /** Sets when the cache shows a placement that is bound at boundUs; true when the cluster refuses the bind instead. */
  #isRefused(cache: CacheModel, boundUs: number, slot: number, placement: string): boolean {
    const { queue, seed } = this.#parts
    const generation = this.#generations
    const stream = randomStream(seed, `cache/${placement}`)
    const happens = (permille: number): boolean => stream.uint32() % 1000 < permille
    if (happens(cache.bindFailedPermille)) {
      queue.push(boundUs + 1, Phase.bindFailed, slot, generation)
      return true
    }
    const seenUs = boundUs + 1 + (happens(cache.lostPermille) ? cache.relistUs : drawUs(stream, cache.lagUs))
    queue.push(seenUs, Phase.podConfirm, slot, generation)
    if (happens(cache.repeatedPermille)) {
      queue.push(seenUs + drawUs(stream, cache.lagUs), Phase.podConfirm, slot, generation)
    }
    return false
  }

  #resize(slot: number, decision: Extract<Decision, { kind: 'resize' }>): void {
    const { holding } = decision
    assert(this.#pods.host[slot] === holding.host, `${decision.pod.name} resized on a host it is not on`)
    this.#pods.changedAtUs[slot] = decision.atUs
    this.#pods.refusals[slot] = 0
    this.#hold(slot, holding.cpus.length, sumOf(holding.memoryMib))
  }

  #release(slot: number, decision: Extract<Decision, { kind: 'release' }>): void {
    const pods = this.#pods
    assert(pods.host[slot] === decision.holding.host, `${decision.pod.name} released from a host it is not on`)
    this.#stop(slot, PodState.pending)
    this.#parts.delivery?.leave(decision.atUs, slot, pods.generation[slot], pods.host[slot])
    this.#hold(slot, 0, 0)
    this.podsPlaced--
    this.hosts.removePod(pods.host[slot])
    pods.host[slot] = -1
    pods.generation[slot] = 0
    pods.askedAtUs[slot] = decision.atUs
    if (pods.leaving[slot] === 1) pods.remove(slot)
  }

  #refuseResize(slot: number, atUs: number): void {
    this.#pods.refusals[slot] = Math.min(255, this.#pods.refusals[slot] + 1)
    this.#pods.refusedAtUs[slot] = atUs
  }

  #stop(slot: number, state: number): void {
    this.#pods.touch(slot)
    if (this.#pods.state[slot] === PodState.ready) this.podsReady--
    this.#pods.state[slot] = state
  }

  #hold(slot: number, cpus: number, memoryMib: number): void {
    this.#pods.touch(slot)
    this.cpusHeld += cpus - this.#pods.heldCpus[slot]
    this.memoryMibHeld += memoryMib - this.#pods.heldMemoryMib[slot]
    this.#pods.heldCpus[slot] = cpus
    this.#pods.heldMemoryMib[slot] = memoryMib
  }
}
