import { assert } from '../../base/assert.ts'
import type { SegmentNetwork } from '../../model/fleet.ts'
import type { PooledAddress } from '../state/address-pools.ts'
import type { HostTable } from '../state/host-table.ts'

/** In place of an address that a network mode has not. */
export const NO_ADDRESS: PooledAddress = { pool: -1, ip: 0 }

/** The lowest free address of the first usable pool of a network, which the host has; none of no network. */
export function pickAddress(hosts: HostTable, host: number, network: SegmentNetwork | undefined): PooledAddress {
  if (network === undefined) return NO_ADDRESS
  const pool = hosts.pools.firstFreePool(host, network)
  assert(pool >= 0, 'a chosen host has an address')
  return { pool, ip: hosts.pools.lowestFree(pool) }
}
