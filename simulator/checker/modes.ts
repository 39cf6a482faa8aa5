import type { NetworkMode, SegmentNetwork } from '../../src/model/fleet.ts'

/** What each network mode gives a pod (docs/ARCHITECTURE.md "What a placement obeys"). */

/** Modes with a VF. */
const WITH_VF: readonly string[] = ['sriov', 'dual']

/** Whether pods of a mode get a VF. */
export function takesVf(mode: string): boolean {
  return WITH_VF.includes(mode)
}

/** Networks of which pods of a mode get an address: `ip`, then `overlayIp`. */
export function networksOf(mode: NetworkMode): readonly SegmentNetwork[] {
  if (mode === 'nat') return []
  return mode === 'dual' ? ['sriov', 'overlay'] : [mode]
}
