/** Of one NIC: what came through it at most, and what was reserved of it then. */
export interface NicUse {
  readonly nic: number
  readonly kppsUsed: number
  readonly kppsReserved: number
  readonly mbpsUsed: number
  readonly mbpsReserved: number
  /** For how long more came through than was reserved, of packets or of bits. */
  readonly aboveUs: number
}

/** What NICs carry beside what the engine reserved of them. */
export class Reservations {
  readonly #kpps: Float64Array
  readonly #mbps: Float64Array
  readonly #maxKpps: Float64Array
  readonly #maxMbps: Float64Array
  readonly #heldKpps: Float64Array
  readonly #heldMbps: Float64Array
  readonly #aboveUs: Float64Array
  readonly #isAbove: Uint8Array
  /** In the fleet now. */
  kppsUsed = 0
  mbpsUsed = 0
  kppsReserved = 0
  mbpsReserved = 0

  /** reserved: of each NIC, kept by someone else and read when asked. */
  constructor(reservedKpps: Float64Array, reservedMbps: Float64Array) {
    this.#kpps = reservedKpps
    this.#mbps = reservedMbps
    const column = (): Float64Array => new Float64Array(reservedKpps.length)
    this.#maxKpps = column()
    this.#maxMbps = column()
    this.#heldKpps = column()
    this.#heldMbps = column()
    this.#aboveUs = column()
    this.#isAbove = new Uint8Array(reservedKpps.length)
  }

  /** From now on so many packets and bits a second come through. */
  set(packets: Float64Array, bits: Float64Array): void {
    this.kppsUsed = 0
    this.mbpsUsed = 0
    this.kppsReserved = 0
    this.mbpsReserved = 0
    for (let n = 0; n < packets.length; n++) {
      const [kpps, mbps] = [packets[n] / 1e3, bits[n] / 1e6]
      this.kppsUsed += kpps
      this.mbpsUsed += mbps
      this.kppsReserved += this.#kpps[n]
      this.mbpsReserved += this.#mbps[n]
      this.#isAbove[n] = kpps > this.#kpps[n] || mbps > this.#mbps[n] ? 1 : 0
      if (kpps > this.#maxKpps[n]) {
        this.#maxKpps[n] = kpps
        this.#heldKpps[n] = this.#kpps[n]
      }
      if (mbps > this.#maxMbps[n]) {
        this.#maxMbps[n] = mbps
        this.#heldMbps[n] = this.#mbps[n]
      }
    }
  }

  advance(elapsedUs: number): void {
    for (let n = 0; n < this.#aboveUs.length; n++) if (this.#isAbove[n] === 1) this.#aboveUs[n] += elapsedUs
  }

  /** Of every NIC that anything came through. */
  all(): readonly NicUse[] {
    return Array.from(this.#maxKpps, (kppsUsed, nic) => ({
      nic,
      kppsUsed,
      kppsReserved: this.#heldKpps[nic],
      mbpsUsed: this.#maxMbps[nic],
      mbpsReserved: this.#heldMbps[nic],
      aboveUs: this.#aboveUs[nic],
    })).filter(({ kppsUsed }) => kppsUsed > 0)
  }
}
