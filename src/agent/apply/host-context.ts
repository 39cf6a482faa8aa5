import type { DiscoveredHost } from '../discover/host.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { GroupPaths } from './groups.ts'

/** What applying and reading back need to know of the host beside the request. */
export interface HostContext {
  readonly kernel: Kernel
  readonly discovered: DiscoveredHost
  readonly groups: GroupPaths
  readonly settings: ApplySettings
}

export interface ApplySettings {
  /** How long memory.current may stay above a smaller limit before the shrink is given up. */
  readonly memoryStallMs: number
  /** Device under the VLAN interfaces of `bridge` pods; null: their bridges reach no further than the host. */
  readonly uplink: string | null
  /** How long a VF may take to come back after it was bound again. */
  readonly rebindMs: number
}

export const SETTINGS_DEFAULT: ApplySettings = { memoryStallMs: 10_000, uplink: null, rebindMs: 10_000 }

const MIB = 1024 * 1024

/** Bytes of MiB, as cgroup files write them. */
export function bytesText(mib: number): string {
  return String(mib * MIB)
}
