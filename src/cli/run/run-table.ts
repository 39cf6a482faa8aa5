import type { BalancerSummary } from '../../../simulator/balancer/balancers.ts'
import type { LossSummary } from '../../../simulator/fault/recovery.ts'
import type { DoubleBooked } from '../../../simulator/lag/double-bookings.ts'
import type { MaintenanceSummary } from '../../../simulator/maintenance/maintenances.ts'
import type { RunSummary } from '../../../simulator/record/summary.ts'
import type { AfterHostLoss } from '../../../simulator/record/tally.ts'
import type { RolloutSummary } from '../../../simulator/rollout/rollouts.ts'
import { sumOf } from '../../base/sum.ts'
import type { ComponentTraffic } from '../../model/network-summary.ts'
import { formatCount, table } from '../output.ts'
import { goalText } from '../sweep/goal-text.ts'
import type { Recorded } from './record-run.ts'

/** A recorded run as rows for a terminal. */
export function runTable({ manifest, summary }: Recorded, directory: string): string {
  const { counts, wallMs, decisionDigest } = manifest.status
  const { peaks, resizes, placeWaitUs } = summary
  return table([
    ['run', manifest.metadata.name],
    ['directory', directory],
    ['digest', decisionDigest],
    ['decisions', formatCount(counts.decisions)],
    ['places', formatCount(counts.place)],
    [
      'resizes',
      `${formatCount(counts.resize)} (${formatCount(resizes.grow)} grow, ${formatCount(resizes.shrink)} shrink)`,
    ],
    ['releases', formatCount(counts.release)],
    ['refusals', formatCount(counts.refuse)],
    ['peak players', formatCount(peaks['players'].value)],
    ['peak pods', formatCount(peaks['podsPlaced'].value)],
    ['peak pending', formatCount(peaks['podsPending'].value)],
    ['peak Cpus requested', formatCount(peaks['cpusRequested'].value)],
    ...(summary.cpuHours === undefined ? [] : [['Cpu-hours', hoursText(summary.cpuHours)]]),
    ['wait p50, p99', `${seconds(placeWaitUs.p50)}, ${seconds(placeWaitUs.p99)}`],
    ...(summary.goal === undefined ? [] : [['goal', goalText(summary.goal)]]),
    ...(summary.afterHostLoss === undefined ? [] : [['data after host loss', afterLossText(summary.afterHostLoss)]]),
    ...Object.entries(summary.recovery ?? {}).map(([kind, losses]) => [`lost with ${kind}`, lossText(losses)]),
    ...(summary.balancers === undefined ? [] : balancerRows(summary.balancers)),
    ...(summary.rollouts ?? []).map((one) => [`rollout ${one.name}`, rolloutText(one)]),
    ...(summary.maintenance ?? []).map((one) => [`maintenance ${one.name}`, maintenanceText(one)]),
    ...(summary.doubleBooked === undefined ? [] : [['double bookings', bookedText(summary.doubleBooked)]]),
    ...(summary.admissionFailures === undefined
      ? []
      : [['failed after binding', failuresText(summary.admissionFailures)]]),
    ...deliveryRows(summary),
    ...networkRows(summary),
    ['wall', `${(wallMs / 1000).toFixed(2)} s`],
  ])
}

/** Of all games and months together; `summary.json` has them each. */
function hoursText({ games, idle }: NonNullable<RunSummary['cpuHours']>): string {
  const [held, used] = [sumOf(games.map((each) => each.cpuHoursHeld)), sumOf(games.map((each) => each.cpuHoursUsed))]
  const stranded = sumOf(idle.map((each) => each.cpuHoursStranded))
  const free = sumOf(idle.map((each) => each.cpuHoursFree))
  const whole = (hours: number): string => formatCount(Math.round(hours))
  return `${whole(held)} held (${whole(used)} used), ${whole(stranded)} stranded, ${whole(free)} free`
}

/** What the network carried, who noticed, and what ran out. */
function networkRows({ network }: RunSummary): string[][] {
  if (network === undefined) return []
  const { components, ranOutCounts: counts } = network
  const sum = (of: (each: ComponentTraffic) => number): number =>
    components.reduce((total, each) => total + of(each), 0)
  const offered = sum((each) => each.packetsOffered)
  const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`
  const carried = percent(
    sum((each) => each.packetsCarried),
    offered,
  )
  const refused = percent(
    sum((each) => each.packetsRefused),
    offered,
  )
  const ran = `${counts.vf + counts.host + counts.nic} hosts, ${counts.gateway + counts.sessions} gateways`
  return [
    ['packets carried, refused', `${carried}, ${refused}`],
    ['network degraded', `${formatCount(Math.round(sum((each) => each.playerHoursDegraded)))} player-hours`],
    ['network ran out', ran],
    ['disks full', formatCount(sum((each) => each.disk.full))],
  ]
}

/** p50 and p99 of delivery by period, and what the registry sent. */
function deliveryRows({ delivery = [], registry }: RunSummary): string[][] {
  const rows = delivery.map(({ period, totalUs }) => {
    return [`delivery p50, p99: ${period}`, `${seconds(totalUs.p50)}, ${seconds(totalUs.p99)}`]
  })
  if (registry === undefined) return rows
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  const { bytesFromCentral, bytesFromMirrors, bytesFromPeers } = registry
  const sent = [`${gb(bytesFromCentral)} central`, `${gb(bytesFromMirrors)} mirrors`, `${gb(bytesFromPeers)} hosts`]
  return [...rows, ['image bytes sent by', sent.join(', ')]]
}

function afterLossText({ volumesKept, pathsLost }: AfterHostLoss): string {
  const kept = `${formatCount(volumesKept)} pods have their volume still`
  return `${kept}, ${formatCount(pathsLost)} lost what lay on their host`
}

function lossText({ hosts, pods, podsAway, playersDisconnected, backUs }: LossSummary): string {
  const players = formatCount(playersDisconnected)
  const lost = `${formatCount(hosts)} hosts, ${formatCount(pods)} pods, ${players} players cut off`
  const away = podsAway === 0 ? '' : `; ${formatCount(podsAway)} pods away at the end`
  return `${lost}; back p50, p99 ${seconds(backUs.p50)}, ${seconds(backUs.p99)}${away}`
}

function balancerRows(sums: BalancerSummary): string[][] {
  const [drained, late] = [formatCount(sums.playersDrained), formatCount(sums.playersDrainedLate)]
  const pods = `${formatCount(sums.podsDropped)} pods after p50 ${seconds(sums.droppedUs.p50)}`
  return [
    ['drained', `${formatCount(sums.podsDrained)} pods; ${drained} players left, ${late} cut off at the end`],
    ['dropped when lost', `${pods}, ${formatCount(sums.playersTurnedAway)} players turned away`],
  ]
}

function rolloutText({ status, podsUpdated, podsRolledBack, playersDisconnected, awayUs }: RolloutSummary): string {
  const pods = `${formatCount(podsUpdated)} pods updated, ${formatCount(podsRolledBack)} rolled back`
  const players = `${formatCount(playersDisconnected)} players cut off`
  return `${status}: ${pods}, ${players}; away p50, p99 ${seconds(awayUs.p50)}, ${seconds(awayUs.p99)}`
}

function maintenanceText(window: MaintenanceSummary): string {
  const { status, hosts, hostsDone, hostsGivenUp, podsMoved, podsEnded, podsNotMoved } = window
  const { playersDisconnected, awayUs } = window
  const given = hostsGivenUp === 0 ? '' : `, ${formatCount(hostsGivenUp)} given up`
  const stayed = Object.entries(podsNotMoved).map(([reason, count]) => `${formatCount(count)} ${reason}`)
  const not = stayed.length === 0 ? '' : `, not moved ${stayed.join(', ')}`
  const ended = podsEnded === 0 ? '' : `, ${formatCount(podsEnded)} ended`
  const done = `${formatCount(hostsDone)} of ${formatCount(hosts)} hosts${given}`
  const pods = `${formatCount(podsMoved)} pods moved${not}${ended}`
  const players = `${formatCount(playersDisconnected)} players cut off`
  return `${status}: ${done}; ${pods}; ${players}; away p50, p99 ${seconds(awayUs.p50)}, ${seconds(awayUs.p99)}`
}

function bookedText({ places, cpusMost, vfsMost, addressesMost }: DoubleBooked): string {
  if (places === 0) return 'none'
  const most = `${formatCount(cpusMost)} Cpus, ${formatCount(vfsMost)} VFs, ${formatCount(addressesMost)} addresses`
  return `${formatCount(places)} places; at most ${most} held twice at a time`
}

function failuresText(failures: Readonly<Record<string, number>>): string {
  const parts = Object.entries(failures).map(([reason, count]) => `${formatCount(count)} ${reason}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}

function seconds(us: number | null): string {
  return us === null ? 'none' : `${us / 1e6} s`
}
