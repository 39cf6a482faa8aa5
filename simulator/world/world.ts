import { assert } from '../../src/base/assert.ts'
import { randomStream } from '../../src/base/random.ts'
import type { ReleaseCause, ResizeCause } from '../../src/model/event.ts'
import { type Decision, type PodIdentity, sizeOfHolding } from '../../src/model/holding.ts'
import { milliOf, type PodSize, wordsOfSize } from '../../src/model/size.ts'
import type { Balancers } from '../balancer/balancers.ts'
import { drawUs } from '../draw.ts'
import { Phase } from '../event-queue.ts'
import { HostLosses } from './host-losses.ts'
import { HostStates } from './host-states.ts'
import { Names } from './names.ts'
import { PodState, type PodTable } from './pod-table.ts'
import { sendOnItsWay } from './send.ts'
import type { Asking, Restart, WorldParts } from './world-parts.ts'

/**
 * The truth: which hosts are up, where pods run, which of them answer. The engine learns of it by events alone, and
 * what it decides changes nothing until `carryOut`. Every asking and every change goes through here, so totals are
 * kept as they change. A pod is asked for, placed, bound, started (drawn delays), then ready; its host's loss ends it.
 */
export class World {
  readonly hosts: HostStates
  readonly losses: HostLosses
  readonly balancers: Balancers
  podsPlaced = 0
  podsReady = 0
  cpuMilliHeld = 0 // exclusive and shared
  memoryMibHeld = 0
  readonly #parts: WorldParts
  readonly #pods: PodTable
  readonly #names: Names | null
  #generations = 0

  constructor(parts: WorldParts) {
    this.#parts = parts
    this.#pods = parts.pods
    this.balancers = parts.balancers
    this.#names = parts.model === null ? null : new Names(parts.seed, parts.model.nameLagUs)
    this.hosts = new HostStates(parts.fleet.hosts)
    this.losses = new HostLosses(parts, this.hosts, (slot) => this.#stop(slot, PodState.stopped))
  }

  /** Pods asked for that hold nothing. */
  get podsPending(): number {
    return this.#pods.count - this.podsPlaced
  }

  /** Asks for a new pod; returns its slot. */
  ask(atUs: number, pod: PodIdentity, asking: Asking): number {
    const { name, game, zone, component } = pod
    const { group, cause, cpus, cpuMilli, memoryMib } = asking
    const slot = this.#pods.add(name, atUs, asking)
    // Nearly all are written out: a spread takes longer than all else that asking does.
    if (group === null && cpuMilli === 0) {
      this.#parts.emit({ atUs, kind: 'request', pod: name, game, zone, component, cpus, memoryMib, cause })
    } else {
      const who = { pod: name, game, zone, component, ...(group === null ? {} : { group }) }
      this.#parts.emit({ atUs, kind: 'request', ...who, ...wordsOfSize(asking), cause })
    }
    return slot
  }

  /** Asks for another host of a placed pod. */
  askMove(atUs: number, slot: number): void {
    this.#parts.emit({ atUs, kind: 'migrate', pod: this.#pods.nameOf(slot), cause: 'drain' })
  }

  /** Asks for another size of a pod. */
  askSize(atUs: number, slot: number, size: PodSize, cause: ResizeCause): void {
    const { cpus, cpuMilli, memoryMib } = size
    const pod = this.#pods.nameOf(slot)
    // Without a spread, which takes longer than all else that asking does.
    if (cpuMilli === 0) this.#parts.emit({ atUs, kind: 'resize', pod, cpus, memoryMib, cause })
    else this.#parts.emit({ atUs, kind: 'resize', pod, cpus, cpuMilli, memoryMib, cause })
  }

  /** No zone counts on a pod any more, which drains: whoever follows versions leaves it alone. */
  retire(atUs: number, slot: number): void {
    this.#parts.watch.gone(atUs, slot)
  }

  /** Gives a pod up. It serves no longer; one that holds nothing is gone at once, as no decision will come for it. */
  giveUp(atUs: number, slot: number, cause: ReleaseCause): void {
    this.#parts.emit({ atUs, kind: 'release', pod: this.#pods.nameOf(slot), cause })
    this.#parts.recovery.givenUp(slot)
    this.#parts.watch.gone(atUs, slot)
    this.balancers.leave(slot)
    if (this.#pods.host[slot] === -1) {
      this.#remove(slot)
      return
    }
    this.#stop(slot, PodState.stopped)
    this.#pods.leaving[slot] = 1
  }

  /**
   * The processes of a ready pod end and start again where they are. It keeps what it holds, so there is nothing to
   * tell the engine, and nothing is waited for that waiting times would count. Other pods are left as they are.
   */
  restart(atUs: number, slot: number, how: Restart): void {
    if (this.#pods.state[slot] !== PodState.ready) return
    this.#stop(slot, PodState.starting)
    this.#startAgain(atUs, slot, how)
  }

  #startAgain(atUs: number, slot: number, { takesUs, version }: Restart): void {
    const { pods, delivery, queue, seed } = this.#parts
    const [pod, generation] = [pods.nameOf(slot), pods.generation[slot]]
    const source = `restart/${pod}#${++pods.restarts[slot]}`
    if (delivery !== null && version !== null) {
      delivery.restart(atUs, { slot, generation, host: pods.host[slot], pod, source, ...version })
      return
    }
    queue.push(atUs + Math.max(1, drawUs(randomStream(seed, source), takesUs)), Phase.podReady, slot, generation)
  }

  /** What a placed pod is made from, as an index into the registry's images; -1: nothing that is pulled. */
  imageOf(slot: number): number {
    return this.#parts.delivery?.images.onHost(slot) ?? -1
  }

  /** A pod will be made from this image wherever it is placed from now on. */
  giveImage(slot: number, image: number): void {
    if (image !== -1) this.#parts.delivery?.images.give(this.#pods.nameOf(slot), image)
  }

  /**
   * A pod's processes answer, unless the placement of that generation has ended meanwhile: then nothing is
   * heard of it.
   */
  becomeReady(atUs: number, slot: number, generation: number): void {
    const { state } = this.#pods
    if (this.#pods.generation[slot] !== generation || state[slot] === PodState.stopped) return
    if (state[slot] === PodState.starting) {
      const again = this.#parts.watch.fails(slot)
      if (again !== null) {
        this.#startAgain(atUs, slot, again)
        return
      }
      this.#parts.recovery.ready(atUs, slot)
      this.#answer(atUs, slot)
      if (this.#pods.answered[slot] === generation) {
        this.#parts.delivery?.restarted(generation)
        return
      }
      this.#pods.answered[slot] = generation
      this.#parts.tally.noteReady(atUs - this.#pods.askedAtUs[slot])
      this.#parts.delivery?.finish(generation)
    }
    this.#parts.emit({ atUs, kind: 'ready', pod: this.#pods.nameOf(slot) })
  }

  /** A pod answers: its players find it, at once or when the name service shows where it is. */
  #answer(atUs: number, slot: number): void {
    const pods = this.#pods
    const pod = pods.nameOf(slot)
    const lagUs = this.#names?.lagUs(pod, `${pod}#${pods.placements[slot]}`) ?? 0
    pods.state[slot] = PodState.unnamed
    if (lagUs === 0) this.becomeNamed(atUs, slot, pods.generation[slot])
    else this.#parts.queue.push(atUs + lagUs, Phase.podNamed, slot, pods.generation[slot])
  }

  /** The name service shows a pod where it is, unless its placement has ended meanwhile. */
  becomeNamed(atUs: number, slot: number, generation: number): void {
    if (this.#pods.generation[slot] !== generation || this.#pods.state[slot] !== PodState.unnamed) return
    this.#names?.shown(this.#pods.nameOf(slot))
    this.#pods.state[slot] = PodState.ready
    this.#pods.lost[slot] = 0
    this.podsReady++
    this.#pods.touch(slot)
    this.balancers.ready(slot)
    this.#parts.recovery.back(atUs, slot)
    this.#parts.watch.ready(atUs, slot)
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
    else if (decision.kind === 'migrate') this.#migrate(slot, decision)
    else this.#pods.refuse(slot, decision)
  }

  #place(slot: number, decision: Extract<Decision, { kind: 'place' | 'migrate' }>): void {
    const pods = this.#pods
    const { holding, atUs } = decision
    assert(pods.state[slot] === PodState.pending, `${decision.pod.name} placed while it is not pending`)
    const isUp = this.hosts.isUp(holding.host)
    assert(isUp || this.hosts.isSilent(holding.host), `${decision.pod.name} placed on a host that is down`)
    pods.state[slot] = isUp ? PodState.starting : PodState.stopped
    pods.host[slot] = holding.host
    pods.generation[slot] = ++this.#generations
    pods.placements[slot]++
    pods.changedAtUs[slot] = atUs
    pods.refusals[slot] = 0
    this.#hold(slot, sizeOfHolding(holding))
    this.podsPlaced++
    this.hosts.addPod(holding.host)
    this.#parts.recovery.placed(atUs, slot)
    this.#names?.placed(decision.pod.name, holding)
    // One that is sent to a host whose loss nobody has noticed never starts there.
    if (isUp) this.#start(slot, decision)
  }

  /** A warm pod runs already; its cluster reports it an instant later, and it counts in no waiting time. */
  #start(slot: number, { atUs, pod, holding: { host } }: Extract<Decision, { kind: 'place' | 'migrate' }>): void {
    const { pods, queue, delivery } = this.#parts
    const generation = this.#generations
    if (pods.warm[slot] === 1 && pods.placements[slot] === 1) {
      pods.state[slot] = PodState.ready
      this.podsReady++
      this.balancers.ready(slot)
      pods.answered[slot] = generation
      pods.changedAtUs[slot] = -Infinity // Long ago: nothing keeps it from following its load at once.
      queue.push(atUs + 1, Phase.podReady, slot, generation)
      delivery?.settle({ slot, host, pod })
    } else sendOnItsWay(this.#parts, atUs, { slot, generation, host, pod })
  }

  #resize(slot: number, decision: Extract<Decision, { kind: 'resize' }>): void {
    const { holding } = decision
    assert(this.#pods.host[slot] === holding.host, `${decision.pod.name} resized on a host it is not on`)
    this.#pods.changedAtUs[slot] = decision.atUs
    this.#pods.refusals[slot] = 0
    this.#hold(slot, sizeOfHolding(holding))
  }

  /** Nothing runs in two places: a pod stops where it is, then is started elsewhere as one that is placed anew. */
  #migrate(slot: number, decision: Extract<Decision, { kind: 'migrate' }>): void {
    this.#leave(slot, decision.atUs, decision.before.host)
    this.#place(slot, decision)
  }

  #release(slot: number, { atUs, cause, holding }: Extract<Decision, { kind: 'release' }>): void {
    this.#leave(slot, atUs, holding.host)
    if (cause === 'host-lost') this.#parts.recovery.released(slot, holding)
    if (this.#pods.leaving[slot] === 1) this.#remove(slot)
  }

  /** A pod holds nothing any more, and waits from now on. */
  #leave(slot: number, atUs: number, host: number): void {
    const pods = this.#pods
    assert(pods.host[slot] === host, `${pods.nameOf(slot)} leaves a host it is not on`)
    this.#stop(slot, PodState.pending)
    this.#parts.delivery?.leave(atUs, slot, pods.generation[slot], host)
    this.#hold(slot, { cpus: 0, cpuMilli: 0, memoryMib: 0 })
    this.podsPlaced--
    this.hosts.removePod(host)
    pods.host[slot] = -1
    pods.generation[slot] = 0
    pods.askedAtUs[slot] = atUs
  }

  #remove(slot: number): void {
    this.#names?.forget(this.#pods.nameOf(slot))
    this.#parts.delivery?.images.forget(this.#pods.nameOf(slot))
    this.#pods.remove(slot)
  }

  #stop(slot: number, state: number): void {
    this.#pods.touch(slot)
    if (this.#pods.state[slot] === PodState.ready) this.podsReady--
    this.#pods.state[slot] = state
  }

  #hold(slot: number, size: PodSize): void {
    const { heldCpus, heldMilli, heldMemoryMib } = this.#pods
    this.#pods.touch(slot)
    this.cpuMilliHeld += milliOf(size) - heldMilli[slot]
    this.memoryMibHeld += size.memoryMib - heldMemoryMib[slot]
    heldCpus[slot] = size.cpus
    heldMilli[slot] = milliOf(size)
    heldMemoryMib[slot] = size.memoryMib
  }
}
