import { Popover } from '@base-ui/react/popover'
import { useEffect, useState } from 'react'
import type { ComponentTraffic, NetworkSummary, RanOut, ShortKind } from '../../model/network-summary.ts'
import { formatCount, formatShort, formatSimTime } from '../format.ts'
import { control } from '../state/run-control.ts'
import { useRun } from '../use-store.ts'
import { popups } from './popups.ts'

const LISTED_MAX = 40

const WORDS: Readonly<Record<ShortKind, string>> = {
  vf: 'VFs of',
  host: 'host',
  nic: 'NIC',
  gateway: 'gateways, rate',
  sessions: 'gateways, sessions',
}

/** Once a run that counts packets has ended: what its components got, and what ran out when. */
export default function NetworkUse() {
  const isOver = useRun(({ opened, status }) => opened?.hasNetwork === true && status === 'done')
  const [told, setTold] = useState<NetworkSummary | null>(null)
  useEffect(() => {
    let isStale = false
    setTold(null)
    if (isOver) void control.network().then((network) => !isStale && setTold(network))
    return () => {
      isStale = true
    }
  }, [isOver])
  if (told === null) return null
  const { ranOutCounts: counts } = told
  const hosts = counts.vf + counts.host + counts.nic
  return (
    <Popover.Root>
      <Popover.Trigger className="status-button">
        Network: {hosts} hosts, {counts.gateway + counts.sessions} gateways short
      </Popover.Trigger>
      <Popover.Portal container={popups()}>
        <Popover.Positioner side="top" align="end" sideOffset={6} className="choice-positioner">
          <Popover.Popup className="credits network-use">
            <Popover.Title>What the network carried</Popover.Title>
            <Components components={told.components} />
            <h3 className="ran-out-title">What ran out, most packets first</h3>
            <Shortages ranOut={told.ranOut} />
            <p className="faint">
              {told.nics.above} of {told.nics.count} NICs carried more than was reserved of them at some time.
            </p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Components({ components }: { readonly components: readonly ComponentTraffic[] }) {
  return (
    <table className="figures" aria-label="Components">
      <thead>
        <tr>
          <th scope="col">Component</th>
          <th scope="col">mode</th>
          <th scope="col">packets</th>
          <th scope="col">carried</th>
          <th scope="col">lost</th>
          <th scope="col">refused</th>
          <th scope="col">added p50, p99</th>
          <th scope="col">degraded</th>
          <th scope="col">disks full</th>
        </tr>
      </thead>
      <tbody>
        {components.slice(0, LISTED_MAX).map((each) => (
          <tr key={`${each.game}/${each.component}`}>
            <th scope="row">
              {each.game}/{each.component}
            </th>
            <td>{each.mode}</td>
            <td>{formatShort(each.packetsOffered)}</td>
            <td>{share(each.packetsCarried, each.packetsOffered)}</td>
            <td>{share(lostOf(each), each.packetsOffered)}</td>
            <td>{share(each.packetsRefused, each.packetsOffered)}</td>
            <td>
              {micros(each.addedUs.p50)}, {micros(each.addedUs.p99)}
            </td>
            <td>{share(each.playerHoursDegraded, each.playerHours)}</td>
            <td>{formatCount(each.disk.full)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Shortages({ ranOut }: { readonly ranOut: readonly RanOut[] }) {
  if (ranOut.length === 0) return <p>Nothing did.</p>
  return (
    <table className="figures" aria-label="What ran out">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">first</th>
          <th scope="col">until</th>
          <th scope="col">hours</th>
          <th scope="col">asked at most</th>
          <th scope="col">packets</th>
        </tr>
      </thead>
      <tbody>
        {ranOut.slice(0, LISTED_MAX).map((each) => (
          <tr key={`${each.kind} ${each.name}`}>
            <th scope="row">
              {WORDS[each.kind]} {each.name}
            </th>
            <td>{formatSimTime(each.firstUs)}</td>
            <td>{each.untilUs === null ? 'the end' : formatSimTime(each.untilUs)}</td>
            <td>{each.hours.toFixed(1)}</td>
            <td>{each.peakPercent.toFixed(0)} %</td>
            <td>{formatShort(each.packets)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function lostOf({ packetsLost }: ComponentTraffic): number {
  return packetsLost.vf + packetsLost.host + packetsLost.nic + packetsLost.gateway
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
}

function micros(us: number | null): string {
  if (us === null) return '–'
  return us < 1000 ? `${us.toFixed(1)} µs` : `${(us / 1000).toFixed(1)} ms`
}
