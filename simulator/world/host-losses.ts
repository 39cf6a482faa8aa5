import { assert } from '../../src/base/assert.ts'
import { randomStream } from '../../src/base/random.ts'
import { drawUs } from '../draw.ts'
import { Phase } from '../event-queue.ts'
import type { Loss } from '../fault/domain-faults.ts'
import type { HostStates } from './host-states.ts'
import { PodState } from './pod-table.ts'
import type { WorldParts } from './world-parts.ts'

/** How hosts are lost with all on them, how the platform learns of it, and how they come back. */
export class HostLosses {
  readonly #parts: WorldParts
  readonly #hosts: HostStates
  readonly #stop: (slot: number) => void
  readonly #indexOf = new Map<string, number>()

  /** stop: a pod's processes end. */
  constructor(parts: WorldParts, hosts: HostStates, stop: (slot: number) => void) {
    this.#parts = parts
    this.#hosts = hosts
    this.#stop = stop
    for (const [index, host] of parts.fleet.hosts.entries()) this.#indexOf.set(host.name, index)
  }

  /** A host takes no more pods, or takes them again. */
  cordon(atUs: number, host: number, isCordoned: boolean): void {
    this.#parts.emit({ atUs, kind: isCordoned ? 'cordon' : 'uncordon', host: this.#parts.fleet.hosts[host].name })
  }

  /** Its number in the fleet. Throws when there is no such host. */
  numberOf(name: string): number {
    const host = this.#indexOf.get(name)
    assert(host !== undefined, `host ${name} is in the fleet`)
    return host
  }

  /** A host dies with all on it, or goes for planned work, known at once and no loss where nothing is on it. */
  lose(atUs: number, { host: name, downUs, kind }: Loss): void {
    const { queue, recovery, delivery, model, seed } = this.#parts
    const host = this.numberOf(name)
    const isPlanned = kind === 'maintenance'
    const untilUs = atUs + Math.max(1, downUs)
    queue.push(untilUs, Phase.hostRecovered, host, 0)
    if (!this.#hosts.takeDown(host, atUs, untilUs)) return
    if (!isPlanned || this.#hosts.podsOn(host) > 0) recovery.hostLost(kind)
    this.#stopAllOn(atUs, host, kind)
    delivery?.registry?.loseHost(atUs, host)
    const losses = this.#hosts.lossesOf(host)
    const detectUs =
      model === null || isPlanned ? 0 : drawUs(randomStream(seed, `detect/${name}#${losses}`), model.detectUs)
    if (detectUs === 0) this.notice(atUs, host, losses)
    else queue.push(atUs + detectUs, Phase.lossNoticed, host, losses)
  }

  /** The platform learns of a host's loss, unless it did already. loss: how many the host had. */
  notice(atUs: number, host: number, loss: number): void {
    if (loss !== this.#hosts.lossesOf(host) || !this.#hosts.notice(host)) return
    this.#parts.emit({ atUs, kind: 'host-lost', host: this.#parts.fleet.hosts[host].name })
  }

  /** A host is back, empty, and says so. */
  recover(atUs: number, host: number): void {
    if (!this.#hosts.bringUp(host, atUs)) return
    this.notice(atUs, host, this.#hosts.lossesOf(host))
    this.#parts.delivery?.registry?.recoverHost(atUs, host)
    this.#parts.emit({ atUs, kind: 'host-recovered', host: this.#parts.fleet.hosts[host].name })
  }

  #stopAllOn(atUs: number, host: number, kind: Loss['kind']): void {
    const { pods, recovery, balancers, watch } = this.#parts
    const { host: hosts, state, leaving } = pods
    for (let slot = 0; slot < pods.slotLimit; slot++) {
      if (hosts[slot] !== host || state[slot] === PodState.free) continue
      this.#stop(slot)
      if (leaving[slot] === 1) continue
      pods.lost[slot] = 1
      recovery.podLost(atUs, slot, kind)
      balancers.lost(atUs, slot)
      watch.lost(atUs, slot)
    }
  }
}
