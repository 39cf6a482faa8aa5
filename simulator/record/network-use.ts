import type { Event } from '../../src/model/event.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { USED_RESOURCES, type UsedResource } from '../../src/model/fleet-plan.ts'
import type { Network } from '../network/network.ts'
import { type ResourceUse, RUN_OUT_PERCENT } from './fleet-use.ts'

/** One resource of one IDC so far. */
interface Followed {
  peakPercent: number
  outUs: number | null
  shortUs: number | null
}

/**
 * Follows what pods use of an IDC whatever they hold: how full its disks are written, and how near what players send
 * comes to what its hosts together, its NICs together and its gateways carry. Hosts that are lost have nothing.
 */
export class NetworkUse {
  readonly #hosts: Fleet['hosts']
  readonly #idcs: readonly string[]
  readonly #hostIndex: ReadonlyMap<string, number>
  readonly #idcOfHost: Int32Array
  readonly #isUp: Uint8Array
  /** By IDC, in the order in which ways has them too, then in the order of USED_RESOURCES. */
  readonly #followed: readonly (readonly Followed[])[]

  constructor({ hosts }: Fleet) {
    this.#hosts = hosts
    this.#idcs = [...new Set(hosts.map(({ idc }) => idc))]
    this.#idcOfHost = Int32Array.from(hosts, ({ idc }) => this.#idcs.indexOf(idc))
    this.#hostIndex = new Map(hosts.map(({ name }, index) => [name, index]))
    this.#isUp = new Uint8Array(hosts.length).fill(1)
    this.#followed = this.#idcs.map(() => USED_RESOURCES.map(() => ({ peakPercent: 0, outUs: null, shortUs: null })))
  }

  observe(event: Event): void {
    if (event.kind !== 'host-lost' && event.kind !== 'host-recovered') return
    const host = this.#hostIndex.get(event.host)
    if (host !== undefined) this.#isUp[host] = event.kind === 'host-lost' ? 0 : 1
  }

  /** How things stand from this instant on. */
  look(atUs: number, network: Network): void {
    const sums = this.#idcs.map(() => ({ diskMib: 0, writtenMib: 0, cpus: 0, cpusAsked: 0, nics: 0, nicsAsked: 0 }))
    const shorts = this.#idcs.map(() => ({ disk: false, packets: false }))
    const { ways, nics, shortages } = network
    const { writtenMib, full } = network.columns.paths(this.#hosts.length)
    for (const [h, { allocatable }] of this.#hosts.entries()) {
      if (this.#isUp[h] === 0) continue
      const [sum, short] = [sums[this.#idcOfHost[h]], shorts[this.#idcOfHost[h]]]
      sum.diskMib += allocatable.diskMib
      sum.writtenMib += writtenMib[h]
      sum.cpus += ways.hostCpus[h]
      sum.cpusAsked += ways.hostLoad[h] * ways.hostCpus[h]
      if (full[h] > 0) short.disk = true
      if (shortages.vf.isShort(h) || shortages.host.isShort(h)) short.packets = true
    }
    for (const [n, host] of nics.host.entries()) {
      if (this.#isUp[host] === 0) continue
      const sum = sums[this.#idcOfHost[host]]
      sum.nics += nics.packets[n]
      sum.nicsAsked += ways.nicLoad[n] * nics.packets[n]
      if (shortages.nic.isShort(n)) shorts[this.#idcOfHost[host]].packets = true
    }
    for (const [i, sum] of sums.entries()) {
      const gateways = Math.max(ways.gatewayLoad[i], ways.sessionLoad[i])
      const sent = Math.max(share(sum.cpusAsked, sum.cpus), share(sum.nicsAsked, sum.nics), 100 * gateways)
      const isLost = shorts[i].packets || shortages.gateway.isShort(i) || shortages.sessions.isShort(i)
      this.#note(i, 'diskMibUsed', { atUs, percent: share(sum.writtenMib, sum.diskMib), isShort: shorts[i].disk })
      this.#note(i, 'packetsUsed', { atUs, percent: sent, isShort: isLost })
    }
  }

  /** Of what is used at all. */
  uses(): readonly ResourceUse[] {
    return this.#idcs.flatMap((idc, i) =>
      USED_RESOURCES.flatMap((resource, r): ResourceUse[] => {
        const { peakPercent, outUs, shortUs } = this.#followed[i][r]
        return peakPercent === 0 && shortUs === null ? [] : [{ idc, resource, peakPercent, outUs, refusedUs: shortUs }]
      }),
    )
  }

  #note(
    idc: number,
    resource: UsedResource,
    { atUs, percent, isShort: short }: { readonly atUs: number; readonly percent: number; readonly isShort: boolean },
  ): void {
    const followed = this.#followed[idc][USED_RESOURCES.indexOf(resource)]
    followed.peakPercent = Math.max(followed.peakPercent, percent)
    if (percent >= RUN_OUT_PERCENT) followed.outUs ??= atUs
    if (short) followed.shortUs ??= atUs
  }
}

/** Percent. */
function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : (100 * part) / whole
}
