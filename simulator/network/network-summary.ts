import { US_PER_HOUR } from '../../src/base/units.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import {
  type ComponentTraffic,
  type NetworkSummary,
  type RanOut,
  SHORT_KINDS,
  type ShortKind,
} from '../../src/model/network-summary.ts'
import type { ComponentTally, Counted } from './component-tally.ts'
import type { Network } from './network.ts'
import type { Shortage } from './shortages.ts'

/** Places that ran out, and NICs, that are listed; of further ones the count is given. */
export const LISTED_MAX = 100

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
