import { byCodeUnit } from '../../base/order.ts'
import type { Host, VolumePool } from '../fleet.ts'
import { expectedName, type FaultList } from './faults.ts'
import { checkBindings } from './networks.ts'
import { checkUniqueNames } from './places.ts'
import { sortedBinding } from './resolve-networks.ts'

interface VolumePoolEntry {
  readonly name: string
  readonly capacityMib: number
  readonly boundTo?: Parameters<typeof sortedBinding>[0] | undefined
}

/** The volume pools of a fleet, by name; notes names that occur twice and bindings to what does not exist. */
export function volumePoolsOf(
  entries: readonly VolumePoolEntry[],
  hosts: readonly Host[],
  path: string,
  faults: FaultList,
): readonly VolumePool[] {
  const pools = entries.map(({ name, capacityMib, boundTo }): VolumePool => {
    return { name, capacityMib, ...(boundTo === undefined ? {} : { boundTo: sortedBinding(boundTo) }) }
  })
  const paths = pools.map((_, i) => `${path}[${i}]`)
  checkUniqueNames(
    pools.map(({ name }, i) => ({ name, path: paths[i] })),
    'volume pool',
    faults,
  )
  for (const [i, { boundTo }] of pools.entries())
    if (boundTo !== undefined) checkBindings(hosts, [{ boundTo }], [paths[i]], faults)
  return pools.sort((a, b) => byCodeUnit(a.name, b.name))
}

/** Notes a request for volumes of a pool that the fleet has not. */
export function checkVolumePool(
  pool: string | undefined,
  pools: readonly VolumePool[],
  path: string,
  faults: FaultList,
): void {
  const names = pools.map(({ name }) => name)
  if (pool === undefined || names.includes(pool)) return
  faults.add(path, JSON.stringify(pool), expectedName('volume pool', pool, names))
}
