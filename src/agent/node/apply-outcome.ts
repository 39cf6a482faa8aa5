import type { Fault } from '../../base/result.ts'
import type { Cpuset } from './container-hooks.ts'

/** What became of a later allocation for a pod that runs. */
export type NodeApplyOutcome =
  /** Its containers run on this now. */
  | { readonly kind: 'applied'; readonly cpuset: Cpuset }
  /** No container of the pod is known; those to come begin with it. */
  | { readonly kind: 'kept' }
  /** Nothing was touched. `taken`: another pod has it, or has not quite given it up. */
  | { readonly kind: 'refused'; readonly taken: boolean; readonly reasons: readonly Fault[] }
  /** The runtime said no; what was is put back as far as it lets. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** There is no runtime to ask. */
  | { readonly kind: 'unavailable' }
