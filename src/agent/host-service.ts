import type { Fault } from '../base/result.ts'
import type {
  AllocationList,
  AllocationReport,
  AllocationRequest,
  ChangeList,
  HostReport,
  ReleaseReport,
} from '../model/agent.ts'

/**
 * What stands behind a door of the agent: one host, real or simulated. A door (HTTPS today, a plugin of containerd
 * later) turns what arrives into these calls and knows nothing of kernels; what is behind knows nothing of requests.
 */
export interface HostService {
  report(): Promise<HostReport>
  list(): Promise<AllocationList>
  /** Null when the host holds nothing for the pod. */
  read(pod: string): Promise<AllocationReport | null>
  /** Idempotent by `decisionId`. Never throws for what a kernel says. */
  apply(request: AllocationRequest): Promise<ApplyOutcome>
  /** Null when the host holds nothing for the pod. */
  release(pod: string): Promise<ReleaseOutcome | null>
  /** Changes with numbers above `after`; waits for the first until the signal is raised, then answers with none. */
  changes(after: number, signal: AbortSignal): Promise<ChangeList>
}

export type ApplyOutcome =
  /** Holds now what was asked, or held it before. */
  | { readonly kind: 'applied'; readonly report: AllocationReport }
  /** Nothing was touched. `taken`: what is asked for belongs to another pod; else the host cannot hold it at all. */
  | { readonly kind: 'refused'; readonly taken: boolean; readonly reasons: readonly Fault[] }
  /** The kernel said no half-way; `undone` lists what was put back, in words. */
  | {
      readonly kind: 'failed'
      readonly reasons: readonly Fault[]
      readonly undone: readonly string[]
      /** What the host holds for the pod after that; null when nothing. */
      readonly report: AllocationReport | null
    }

export type ReleaseOutcome =
  | { readonly kind: 'released'; readonly report: ReleaseReport }
  /** What could not be undone stays recorded, so that a release asked again goes on. */
  | { readonly kind: 'failed'; readonly reasons: readonly Fault[]; readonly undone: readonly string[] }
