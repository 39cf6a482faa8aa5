import { assert } from '../../base/assert.ts'
import type { Host, Nic } from '../../model/fleet.ts'

/** [vfs] what `of` says of each VF's NIC and its number, by number of the VF on its host. */
export function eachVf({ nics }: Host, of: (nic: Nic, index: number) => number): Uint8Array {
  const values = new Uint8Array(nics.reduce((sum, { vfs }) => sum + vfs, 0))
  let before = 0
  for (let nic = 0; nic < nics.length; nic++) {
    values.fill(of(nics[nic], nic), before, before + nics[nic].vfs)
    before += nics[nic].vfs
  }
  return values
}

/** What the NICs of every host can still carry, and how many of their VFs are free. Numbers follow the host's list. */
export class NicTable {
  /** [hostCount + 1] first NIC of each host. */
  readonly #start: Int32Array
  /** By NIC: nearest NumaNode. */
  readonly #numaOf: Uint8Array
  readonly #freeMbps: Int32Array
  readonly #freeKpps: Int32Array
  readonly #freeVfs: Int32Array
  /** By host, by VF: its NIC. */
  readonly #nicOfVf: readonly Uint8Array[]

  constructor(hosts: readonly Host[]) {
    this.#start = new Int32Array(hosts.length + 1)
    hosts.forEach(({ nics }, host) => {
      this.#start[host + 1] = this.#start[host] + nics.length
    })
    const nicCount = this.#start[hosts.length]
    this.#numaOf = new Uint8Array(nicCount)
    this.#freeMbps = new Int32Array(nicCount)
    this.#freeKpps = new Int32Array(nicCount)
    this.#freeVfs = new Int32Array(nicCount)
    let at = 0
    for (const { nics } of hosts) {
      for (const { numa, mbps = 0, kpps = 0, vfs } of nics) {
        this.#numaOf[at] = numa
        this.#freeMbps[at] = mbps
        this.#freeKpps[at] = kpps
        this.#freeVfs[at++] = vfs
      }
    }
    this.#nicOfVf = hosts.map((host) => eachVf(host, (_, nic) => nic))
  }

  count(host: number): number {
    return this.#start[host + 1] - this.#start[host]
  }

  numaOf(host: number, nic: number): number {
    return this.#numaOf[this.#start[host] + nic]
  }

  freeMbps(host: number, nic: number): number {
    return this.#freeMbps[this.#start[host] + nic]
  }

  freeKpps(host: number, nic: number): number {
    return this.#freeKpps[this.#start[host] + nic]
  }

  freeVfs(host: number, nic: number): number {
    return this.#freeVfs[this.#start[host] + nic]
  }

  /** NIC of a VF counted through all NICs of its host. */
  ofVf(host: number, vf: number): number {
    return this.#nicOfVf[host][vf]
  }

  /** Takes shares of a NIC (sign -1) or gives them back (1). Asserts that they are free. */
  moveShares(host: number, nic: number, mbps: number, kpps: number, sign: 1 | -1): void {
    const at = this.#start[host] + nic
    this.#freeMbps[at] += sign * mbps
    this.#freeKpps[at] += sign * kpps
    assert(this.#freeMbps[at] >= 0, 'bandwidth of a NIC is not overbooked')
    assert(this.#freeKpps[at] >= 0, 'packet rate of a NIC is not overbooked')
  }

  /** Counts a VF out (sign -1) or in (1). */
  moveVf(host: number, vf: number, sign: 1 | -1): void {
    this.#freeVfs[this.#start[host] + this.ofVf(host, vf)] += sign
  }

  /** Columns that change, for comparison bit by bit. */
  columns(): readonly ArrayBufferView[] {
    return [this.#freeMbps, this.#freeKpps, this.#freeVfs]
  }
}
