/** Below this a layer is complete: what is left of it is the rounding of rates times intervals. */
const DUST_BYTES = 1 / 1024

/** A layer on its way. */
export interface Transfer {
  readonly layer: number
  /** Index into fleet.hosts, or -1 for a copy to the mirror of its region. */
  readonly host: number
  /** Index into the registry's regions. */
  readonly region: number
  readonly from: 'central' | 'mirror' | 'peers'
  readonly image: number
  /** The pod that asked for it; empty for a copy. */
  readonly pod: string
  readonly startedUs: number
  /** Bytes still to come, a double: rates are not whole. */
  left: number
  /** Bytes a second from now on. */
  rate: number
  /** Share of the rate that other hosts send; the rest comes from the mirror or the central registry. */
  peerShare: number
  isFedByMirror: boolean
}

/** Layers on their way, at rates that hold until the next change. Only + - × ÷: the same bits in every engine. */
export class Transfers {
  readonly bytesFrom = { central: 0, mirrors: 0, peers: 0 }
  #all: Transfer[] = []
  #atUs = 0

  get all(): readonly Transfer[] {
    return this.#all
  }

  start(transfer: Transfer): void {
    this.#all.push(transfer)
  }

  /** Moves everything on to an instant. */
  advanceTo(atUs: number): void {
    const intervalUs = atUs - this.#atUs
    this.#atUs = atUs
    if (intervalUs === 0) return
    const { bytesFrom } = this
    for (const transfer of this.#all) {
      const moved = Math.min(transfer.left, (transfer.rate * intervalUs) / 1_000_000)
      transfer.left -= moved
      const byPeers = moved * transfer.peerShare
      bytesFrom.peers += byPeers
      if (transfer.isFedByMirror) bytesFrom.mirrors += moved - byPeers
      else bytesFrom.central += moved - byPeers
    }
  }

  /** Takes out what a test holds for, in the order in which it was started. */
  take(isWanted: (transfer: Transfer) => boolean): Transfer[] {
    const taken = this.#all.filter(isWanted)
    if (taken.length > 0) this.#all = this.#all.filter((transfer) => !isWanted(transfer))
    return taken
  }

  takeComplete(): Transfer[] {
    return this.take(({ left }) => left < DUST_BYTES)
  }

  /** When the next one is complete at these rates, rounded up; Infinity when none is under way. */
  get nextUs(): number {
    let intervalUs = Infinity
    for (const { left, rate } of this.#all) {
      if (rate > 0) intervalUs = Math.min(intervalUs, Math.ceil((left * 1_000_000) / rate))
    }
    return this.#atUs + Math.max(1, intervalUs)
  }
}
