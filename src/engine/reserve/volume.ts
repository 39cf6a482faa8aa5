import { assert } from '../../base/assert.ts'
import type { PodClass } from '../pod-class.ts'
import type { HostTable } from '../state/host-table.ts'
import type { Kept } from '../state/kept.ts'
import type { Volume } from '../state/volume-pools.ts'

const NO_VOLUME: Volume = { pool: -1, mib: 0 }

/** The volume that a pod brings along, else one of the first usable pool with room, which the host has. */
export function pickVolume(hosts: HostTable, host: number, klass: PodClass, kept: Kept | null): Volume {
  if (!klass.takesVolume) return NO_VOLUME
  if (kept !== null && kept.volume !== null) return kept.volume
  const pool = hosts.volumes.poolFor(host, klass.volumePool, klass.volumeMib)
  assert(pool >= 0, 'a chosen host has a volume')
  return { pool, mib: klass.volumeMib }
}
