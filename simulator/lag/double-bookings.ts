import type { Decision, Holding } from '../../src/model/holding.ts'

/** What was given to more than one pod at a time. */
export interface DoubleBooked {
  /** Places that gave something which another pod held. */
  readonly places: number
  /** Most Cpus, VFs and addresses that two pods or more held at one time. */
  readonly cpusMost: number
  readonly vfsMost: number
  readonly addressesMost: number
}

/** Counts who holds what in the world, whatever the scheduler believes. */
export class DoubleBookings {
  #places = 0
  readonly #cpus = new Holders()
  readonly #vfs = new Holders()
  readonly #addresses = new Holders()

  /** A decision that the world carries out. */
  note(decision: Decision): void {
    if (decision.kind === 'refuse') return
    if (decision.kind === 'resize' || decision.kind === 'migrate') this.#move(decision.before, -1)
    const isTwice = this.#move(decision.holding, decision.kind === 'release' ? -1 : 1)
    if (isTwice && decision.kind === 'place') this.#places++
  }

  get sum(): DoubleBooked {
    const [cpusMost, vfsMost, addressesMost] = [this.#cpus.most, this.#vfs.most, this.#addresses.most]
    return { places: this.#places, cpusMost, vfsMost, addressesMost }
  }

  /** Returns whether anything of it is held by others too. */
  #move({ host, cpus, vf, pool, ip, overlayPool, overlayIp }: Holding, sign: 1 | -1): boolean {
    let isTwice = false
    for (const cpu of cpus) isTwice = this.#cpus.move(`${host}/${cpu}`, sign) || isTwice
    if (vf >= 0) isTwice = this.#vfs.move(`${host}/${vf}`, sign) || isTwice
    if (pool >= 0) isTwice = this.#addresses.move(`${pool}/${ip}`, sign) || isTwice
    if (overlayPool >= 0) isTwice = this.#addresses.move(`${overlayPool}/${overlayIp}`, sign) || isTwice
    return isTwice
  }
}

class Holders {
  /** Most things held twice or more at one time. */
  most = 0
  #twice = 0
  readonly #counts = new Map<string, number>()

  /** Adds a holder (1) or takes one away (-1); returns whether there are several now. */
  move(thing: string, sign: 1 | -1): boolean {
    const before = this.#counts.get(thing) ?? 0
    const after = before + sign
    if (after === 0) this.#counts.delete(thing)
    else this.#counts.set(thing, after)
    if (before === 1 && after === 2) this.#twice++
    else if (before === 2 && after === 1) this.#twice--
    this.most = Math.max(this.most, this.#twice)
    return after > 1
  }
}
