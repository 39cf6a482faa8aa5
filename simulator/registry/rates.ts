import { type Flows, fairShares } from './fair-share.ts'
import type { Transfer } from './transfers.ts'

/** What the rates follow from. Rates in bytes a second. */
export interface Capacities {
  readonly uplink: number
  readonly regions: readonly { readonly link: number | null; readonly mirror: number | null }[]
  readonly host: { readonly down: number; readonly up: number }
  readonly hostCount: number
  readonly layerCount: number
  hasMirrored(region: number, layer: number): boolean
  /** Hosts of the region that are up and have the layer. */
  holders(region: number, layer: number): ReadonlySet<number>
}

/** Hosts of a region that give each other a layer. */
interface Swarm {
  readonly region: number
  readonly layer: number
  readonly members: Transfer[]
  readonly isFedByMirror: boolean
}

/** flow: what it wants of its feeder. sent: what its hosts can send. isWhole: some host has all of the layer. */
interface FedSwarm extends Swarm {
  readonly flow: Flows
  readonly sent: number
  readonly isWhole: boolean
}

/** Pulls that are alike, and copies into one region. */
interface DirectKind extends Flows {
  count: number
  readonly members: Transfer[]
}

/**
 * The rate of every transfer from now on.
 *
 * A host's downlink is shared equally by the layers it receives, and its uplink by the swarms it sends in. What that
 * leaves the senders to carry they share max-min fairly: the central registry's uplink, the link into each region, and
 * the uplink of each mirror. A copy to a mirror is one flow, a swarm is one flow, every other pull is one flow.
 *
 * A swarm is a fluid, as in Qiu and Srikant (SIGCOMM 2004): whoever has a part sends it, and the members together
 * receive at most what its members, the hosts that have the layer, and its one feeder send. Until a host has it whole,
 * none receives faster than the feeder sends, the bound of Kumar and Ross (HOTWEB 2006). Pieces, and who asks whom for
 * which, are not modelled, so a real swarm's slowest hosts are slower.
 */
export class Rates {
  readonly #of: Capacities
  /** Layers each host receives, and swarms it sends in; zero between calls. */
  readonly #receives: Int32Array
  readonly #sendsIn: Int32Array

  constructor(of: Capacities) {
    this.#of = of
    this.#receives = new Int32Array(of.hostCount)
    this.#sendsIn = new Int32Array(of.hostCount)
  }

  set(transfers: readonly Transfer[]): void {
    const receives = this.#receives
    for (const { host } of transfers) if (host >= 0) receives[host]++
    const direct = [...this.#direct(transfers).values()]
    const fed = this.#feeds([...this.#swarms(transfers).values()])
    const shares = fairShares([...direct, ...fed.map(({ flow }) => flow)], this.#linkCapacities())
    direct.forEach(({ members }, k) => {
      for (const transfer of members) transfer.rate = shares[k]
    })
    fed.forEach((swarm, s) => {
      this.#share(swarm, shares[direct.length + s])
    })
    for (const { host } of transfers) if (host >= 0) receives[host] = 0
  }

  #direct(transfers: readonly Transfer[]): ReadonlyMap<number, DirectKind> {
    const kinds = new Map<number, DirectKind>()
    for (const transfer of transfers) {
      const { from, region, host, isFedByMirror } = transfer
      if (from === 'peers') continue
      const parts = host < 0 ? 0 : this.#receives[host]
      const key = (parts * this.#of.regions.length + region) * 2 + (isFedByMirror ? 1 : 0)
      let kind = kinds.get(key)
      if (kind === undefined) {
        const wanted = host < 0 ? Infinity : this.#of.host.down / parts
        kind = { wanted, count: 0, links: this.#links(region, isFedByMirror), members: [] }
        kinds.set(key, kind)
      }
      kind.count++
      kind.members.push(transfer)
    }
    return kinds
  }

  #swarms(transfers: readonly Transfer[]): ReadonlyMap<number, Swarm> {
    const swarms = new Map<number, Swarm>()
    for (const transfer of transfers) {
      const { from, region, layer } = transfer
      if (from !== 'peers') continue
      const key = region * this.#of.layerCount + layer
      let swarm = swarms.get(key)
      if (swarm === undefined) {
        swarm = { region, layer, members: [], isFedByMirror: this.#of.hasMirrored(region, layer) }
        swarms.set(key, swarm)
      }
      swarm.members.push(transfer)
    }
    return swarms
  }

  /** 0: the central uplink, then for each region its link and its mirror's uplink. */
  #linkCapacities(): number[] {
    return [this.#of.uplink, ...this.#of.regions.flatMap(({ link, mirror }) => [link ?? Infinity, mirror ?? Infinity])]
  }

  #links(region: number, isFedByMirror: boolean): readonly number[] {
    return isFedByMirror ? [2 + 2 * region] : [0, 1 + 2 * region]
  }

  /** What each swarm wants of its feeder, and what its hosts send. */
  #feeds(swarms: readonly Swarm[]): FedSwarm[] {
    const sendsIn = this.#sendsIn
    const { host } = this.#of
    const holders = ({ region, layer }: Swarm): ReadonlySet<number> => this.#of.holders(region, layer)
    for (const swarm of swarms) {
      for (const member of swarm.members) sendsIn[member.host]++
      for (const holder of holders(swarm)) sendsIn[holder]++
    }
    const fed = swarms.map((swarm) => {
      const { members, region, isFedByMirror } = swarm
      const whole = holders(swarm)
      let sent = 0
      for (const holder of whole) sent += host.up / sendsIn[holder]
      // Nobody sends to itself.
      if (members.length > 1) for (const member of members) sent += host.up / sendsIn[member.host]
      let wanted = 0
      let front = 0
      for (const member of members) {
        const share = host.down / this.#receives[member.host]
        wanted += share
        front = Math.max(front, share)
      }
      const isWhole = whole.size > 0
      const flow = {
        wanted: Math.max(isWhole ? 0 : front, wanted - sent),
        count: 1,
        links: this.#links(region, isFedByMirror),
      }
      return { ...swarm, flow, sent, isWhole }
    })
    for (const swarm of swarms) {
      for (const member of swarm.members) sendsIn[member.host] = 0
      for (const holder of holders(swarm)) sendsIn[holder] = 0
    }
    return fed
  }

  /** Shares what a swarm is sent, `fed` of it by the feeder, among those who receive. */
  #share(swarm: FedSwarm, fed: number): void {
    const { members, sent, isWhole, isFedByMirror } = swarm
    const limit = isWhole ? Infinity : fed
    const wants = members.map(({ host }) => Math.min(limit, this.#of.host.down / this.#receives[host]))
    const kinds = [...new Set(wants)].map((wanted) => {
      return { wanted, count: wants.filter((want) => want === wanted).length, links: [0] }
    })
    const shares = fairShares(kinds, [fed + sent])
    let all = 0
    let first = 0
    members.forEach((member, m) => {
      member.rate = shares[kinds.findIndex(({ wanted }) => wanted === wants[m])]
      all += member.rate
      first = Math.max(first, member.rate)
    })
    // Hosts send what they can; what none of them has yet is the feeder's to send, at the rate of the first.
    const fromFeeder = Math.min(fed, Math.max(isWhole ? 0 : first, all - sent))
    for (const member of members) {
      member.peerShare = all === 0 ? 0 : 1 - fromFeeder / all
      member.isFedByMirror = isFedByMirror
    }
  }
}
