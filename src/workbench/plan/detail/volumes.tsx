import type { Host } from '../../../model/fleet.ts'
import type { HostView } from '../../../worker/protocol.ts'
import { formatMib, formatShare } from '../../format.ts'

interface VolumesProps {
  readonly host: Host
  readonly view: HostView
}

/** Network volumes: how many the host attaches of how many it may, and how full the pools are that it reaches. */
export default function Volumes({ host, view }: VolumesProps) {
  const { volumePools } = view
  if (volumePools.length === 0) return null
  const attached = volumePools.reduce((sum, pool) => sum + pool.attached, 0)
  return (
    <>
      <h3 data-testid="volumes-attached">
        Network volumes, {attached} of {host.volumeAttachMax ?? 0} attached
      </h3>
      <table className="figures" aria-label="Volume pools">
        <thead>
          <tr>
            <th scope="col">Pool</th>
            <th scope="col">attached here</th>
            <th scope="col">used of all</th>
          </tr>
        </thead>
        <tbody>
          {volumePools.map(({ pool, capacityMib, usedMib, waitingMib, ...here }) => (
            <tr key={pool} data-pool={pool}>
              <th scope="row">{pool}</th>
              <td>
                {here.attached} · {formatMib(here.attachedMib)}
              </td>
              <td title={waitingMib > 0 ? `${formatMib(waitingMib)} of it kept by pods that wait` : undefined}>
                {formatMib(usedMib)} of {formatMib(capacityMib)} · {formatShare(usedMib / capacityMib)}
                {waitingMib > 0 && `, ${formatMib(waitingMib)} waits`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
