import { assert } from '../../base/assert.ts'
import type { Host } from '../../model/fleet.ts'

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
    const nics = hosts.flatMap((host) => host.nics)
    this.#numaOf = Uint8Array.from(nics, (nic) => nic.numa)
    this.#freeMbps = Int32Array.from(nics, (nic) => nic.mbps ?? 0)
    this.#freeKpps = Int32Array.from(nics, (nic) => nic.kpps ?? 0)
    this.#freeVfs = Int32Array.from(nics, (nic) => nic.vfs)
    this.#nicOfVf = hosts.map((host) => Uint8Array.from(host.nics.flatMap(({ vfs }, nic) => Array(vfs).fill(nic))))
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
