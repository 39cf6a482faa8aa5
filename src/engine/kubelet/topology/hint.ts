import { countBits, type Mask } from './mask.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/topologymanager/topology_manager.go, TopologyHint and HintProvider.

/** NUMA nodes that would do for a request; a null mask means any. */
export interface Hint {
  readonly mask: Mask | null
  readonly isPreferred: boolean
}

/** What one resource says of a request: null is no opinion, an empty list that nothing will do. */
export type Hints = readonly Hint[] | null

/** Hints for masks: those as narrow as an empty machine would allow are preferred. */
export function hintsOf(masks: readonly Mask[], fewestNodes: number): readonly Hint[] {
  return masks.map((mask) => ({ mask, isPreferred: countBits(mask) === fewestNodes }))
}
