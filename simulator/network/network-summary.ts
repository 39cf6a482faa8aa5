import { US_PER_HOUR } from '../../src/base/units.ts'
import type { Fleet, NetworkMode } from '../../src/model/fleet.ts'
import type { ComponentTally, Counted } from './component-tally.ts'
import { type Network, SHORT_KINDS, type ShortKind } from './network.ts'
import type { Shortage } from './shortages.ts'

/** Places that ran out, and NICs, that are listed; of further ones the count is given. */
export const LISTED_MAX = 100

/** What one component of a game put on the network over a run. Packets and bytes are whole sums, not rates. */
export interface ComponentTraffic {
  readonly game: string
  readonly component: string
  readonly mode: NetworkMode
  readonly traffic: string
  readonly packetsOffered: number
  readonly packetsCarried: number
  /** Of players for whom the gateway had no session. */
  readonly packetsRefused: number
  /** By the stage that could not carry them. */
  readonly packetsLost: { readonly vf: number; readonly host: number; readonly nic: number; readonly gateway: number }
  readonly bytesCarried: number
  /** Latency that the way adds, by packets carried: median of medians, 99th percentile of 99th percentiles. */
  readonly addedUs: { readonly p50: number | null; readonly p99: number | null }
  readonly playerHours: number
  /** Of these, players who lost more packets than they tolerate or waited longer, and those refused. */
  readonly playerHoursDegraded: number
  readonly playerHoursRefused: number
  readonly disk: {
    /** Disks of pods that became full, and the instant of the first; players on such pods. */
    readonly full: number
    readonly firstFullUs: number | null
    readonly playerHoursFull: number
    /** Most that was written of one pod's disk, percent. */
    readonly usedPercentMax: number
  }
}

/** Something that carried less than was asked of it. */
export interface RanOut {
  readonly kind: ShortKind
  /** A host, `host/nic`, or the IDC of gateways. */
  readonly name: string
  readonly firstUs: number
  /** Null: still short at the end. */
  readonly untilUs: number | null
  readonly hours: number
  /** Lost there, or refused. */
  readonly packets: number
  /** Most that was asked over what it carries, percent, and when. */
  readonly peakPercent: number
  readonly peakUs: number
}

/** What came through a NIC at most, beside what was reserved of it at that instant. */
export interface NicComparison {
  readonly host: string
  readonly nic: string
  readonly kppsUsed: number
  readonly kppsReserved: number
  readonly mbpsUsed: number
  readonly mbpsReserved: number
  readonly hoursAbove: number
}

export interface NetworkSummary {
  /** By game, then component. */
  readonly components: readonly ComponentTraffic[]
  /** How many ever were short, by kind; those that lost most first, at most LISTED_MAX. */
  readonly ranOutCounts: Readonly<Record<ShortKind, number>>
  readonly ranOut: readonly RanOut[]
  /** NICs that anything came through, of them those that ever carried more than reserved; furthest above first. */
  readonly nics: {
    readonly count: number
    readonly above: number
    readonly listed: readonly NicComparison[]
  }
}

/** Sums the network of a run up to the instant that it was last advanced to. */
export function summarizeNetwork(network: Network, { hosts }: Fleet): NetworkSummary {
  const nameOf = (kind: ShortKind, index: number): string => {
    if (kind === 'vf' || kind === 'host') return hosts[index].name
    if (kind === 'nic') return `${hosts[network.nics.host[index]].name}/${network.nics.names[index]}`
    return network.ways.idcs[index]
  }
  const ranOut = SHORT_KINDS.flatMap((kind) =>
    network.shortages[kind].all().map((shortage) => ranOutOf(kind, nameOf(kind, shortage.index), shortage)),
  )
  const count = (kind: ShortKind): number => ranOut.filter((each) => each.kind === kind).length
  const counts = { vf: 0, host: 0, nic: 0, gateway: 0, sessions: 0 }
  for (const kind of SHORT_KINDS) counts[kind] = count(kind)
  const nics = network.reservations.all()
  const above = [...nics].sort((a, b) => b.kppsUsed - b.kppsReserved - (a.kppsUsed - a.kppsReserved) || a.nic - b.nic)
  return {
    components: network.components.map(componentOf),
    ranOutCounts: counts,
    // Sorting is stable, so of equal ones the first in the order of kinds and places stays first.
    ranOut: ranOut.sort((a, b) => b.packets - a.packets).slice(0, LISTED_MAX),
    nics: {
      count: nics.length,
      above: nics.filter(({ aboveUs }) => aboveUs > 0).length,
      listed: above.slice(0, LISTED_MAX).map(({ nic, aboveUs, ...use }) => ({
        host: hosts[network.nics.host[nic]].name,
        nic: network.nics.names[nic],
        ...use,
        hoursAbove: aboveUs / US_PER_HOUR,
      })),
    },
  }
}

function ranOutOf(kind: ShortKind, name: string, shortage: Shortage): RanOut {
  const { firstUs, untilUs, shortUs, packets, peak, peakUs } = shortage
  return { kind, name, firstUs, untilUs, hours: shortUs / US_PER_HOUR, packets, peakPercent: peak * 100, peakUs }
}

function componentOf(tally: ComponentTally): ComponentTraffic {
  const { game, component, mode, traffic, sums, addedP50, addedP99 } = tally
  const perSecond = (name: Counted): number => sums[name] / 1e6
  const hours = (name: Counted): number => sums[name] / US_PER_HOUR
  return {
    game,
    component,
    mode,
    traffic: traffic.name,
    packetsOffered: perSecond('offered'),
    packetsCarried: perSecond('carried'),
    packetsRefused: perSecond('refused'),
    packetsLost: {
      vf: perSecond('lostVf'),
      host: perSecond('lostHost'),
      nic: perSecond('lostNic'),
      gateway: perSecond('lostGateway'),
    },
    bytesCarried: perSecond('bytes'),
    addedUs: { p50: addedP50.quantile(500), p99: addedP99.quantile(990) },
    playerHours: hours('players'),
    playerHoursDegraded: hours('playersDegraded'),
    playerHoursRefused: hours('playersRefused'),
    disk: {
      full: tally.disksFull,
      firstFullUs: tally.firstFullUs,
      playerHoursFull: hours('playersDiskFull'),
      usedPercentMax: tally.diskShareMax * 100,
    },
  }
}
