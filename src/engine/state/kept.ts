import type { Holding } from '../../model/holding.ts'
import type { PodRequest } from '../../model/request.ts'
import type { PooledAddress } from './address-pools.ts'
import type { Volume } from './volume-pools.ts'

/** What a pod keeps from the first place that gave it to its end, also while it holds nothing. Some of it is there. */
export interface Kept {
  /** Its fixed address. */
  readonly address: PooledAddress | null
  readonly volume: Volume | null
}

/** Pools of what a pod brings along, equal for pods that may go to the same hosts. */
export function keptKey(kept: Kept | null): string {
  return kept === null ? '' : ` ${kept.address?.pool ?? ''}/${kept.volume?.pool ?? ''}`
}

/** What a pod keeps once it has got a holding; the same value when that adds nothing. */
export function keptWith(kept: Kept | null, request: PodRequest, holding: Holding): Kept | null {
  const givesAddress = (kept?.address ?? null) === null && keepsIp(request, holding)
  const givesVolume = holding.volumePool >= 0 && (kept?.volume ?? null) === null
  if (!givesAddress && !givesVolume) return kept
  return {
    address: givesAddress ? { pool: holding.pool, ip: holding.ip } : (kept?.address ?? null),
    volume: givesVolume ? { pool: holding.volumePool, mib: holding.volumeMib } : (kept?.volume ?? null),
  }
}

/**
 * Whether a pod keeps the address of a holding. One that was found with another network than it asks for has an address
 * that would not serve it elsewhere.
 */
function keepsIp(request: PodRequest, { network, pool }: Holding): boolean {
  return request.fixedIp === true && network === request.network && pool >= 0
}
