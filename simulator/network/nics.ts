import type { Fleet, Host } from '../../src/model/fleet.ts'
import type { Holding } from '../../src/model/holding.ts'
import type { NetworkFigures } from '../../src/model/network.ts'

/** All NICs of a fleet in one list: host by host, each host's in its order. */
export class Nics {
  readonly #start: Int32Array
  readonly host: Int32Array
  readonly names: readonly string[]
  /** Packets and bits a second that each carries. */
  readonly packets: Float64Array
  readonly bits: Float64Array
  /** Of each host, the one that its bridge is on; -1 where it has none. */
  readonly uplink: Int32Array
  readonly #vfs: Int32Array

  constructor({ hosts }: Fleet, { nic }: NetworkFigures) {
    const all = hosts.flatMap((host, h) => host.nics.map((own) => ({ h, own })))
    this.#start = Int32Array.from(hosts, () => 0)
    for (let h = 1; h < hosts.length; h++) this.#start[h] = this.#start[h - 1] + hosts[h - 1].nics.length
    this.host = Int32Array.from(all, ({ h }) => h)
    this.names = all.map(({ own }) => own.name)
    this.packets = Float64Array.from(all, ({ own }) => (own.kpps ?? nic.kpps) * 1000)
    this.bits = Float64Array.from(all, ({ own }) => (own.mbps ?? nic.mbps) * 1e6)
    this.#vfs = Int32Array.from(all, ({ own }) => own.vfs)
    this.uplink = Int32Array.from(hosts, (host, h) => (host.nics.length === 0 ? -1 : this.#start[h] + uplinkOf(host)))
  }

  /** NICs that a pod's packets leave by: its VF's, and for those that go through the host another; -1: none. */
  of({ host, vf, nic }: Holding): { readonly vf: number; readonly bridge: number } {
    const start = this.#start[host]
    return {
      vf: vf < 0 ? -1 : this.#nicOfVf(host, vf),
      bridge: vf < 0 && nic >= 0 ? start + nic : this.uplink[host],
    }
  }

  /** Of a share that is held; -1: none is. */
  ofShare({ host, nic }: Holding): number {
    return nic < 0 ? -1 : this.#start[host] + nic
  }

  #nicOfVf(host: number, vf: number): number {
    let at = this.#start[host]
    let left = vf
    while (left >= this.#vfs[at]) left -= this.#vfs[at++]
    return at
  }
}

/** The NIC of the highest packet rate that the fleet says, of equal ones that with most VFs, then the first. */
function uplinkOf({ nics }: Host): number {
  let best = 0
  for (const [i, { kpps = 0, vfs }] of nics.entries()) {
    const { kpps: bestKpps = 0, vfs: bestVfs } = nics[best]
    if (kpps > bestKpps || (kpps === bestKpps && vfs > bestVfs)) best = i
  }
  return best
}
