import type { Plan } from '../../../model/plan.ts'

/** One call that applying would make, and what the target said to it. */
export interface DryCall {
  /** 0 for a cordon. */
  readonly step: number
  readonly direction: 'forward' | 'back'
  readonly call: string
  /** Null where the target was not asked. */
  readonly outcome: { readonly kind: string; readonly reason?: string; readonly detail?: string } | null
}

/** Answer of `apply` with `dryRun`. */
export interface DryRunAnswer {
  readonly plan: Plan
  readonly calls: readonly DryCall[]
}
