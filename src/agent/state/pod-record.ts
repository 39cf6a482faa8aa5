import type { AllocationRequest } from '../../model/agent.ts'

/**
 * What the agent remembers of one pod. It is what was asked, not what is: that is read from the kernel.
 *
 * intent     being brought from `before` to `request`; found so at a start, it is finished or taken back
 * applied    `request` was reached
 * releasing  being taken away; found so at a start, that goes on
 * failed     neither reached nor wholly taken back; asked again, it goes on
 */
export interface PodRecord {
  readonly version: 1
  readonly pod: string
  readonly state: 'intent' | 'applied' | 'releasing' | 'failed'
  readonly request: AllocationRequest
  readonly before: AllocationRequest | null
  /** XFS project of the pod; stays its own until it is released. */
  readonly projectId: number | null
  /** What the host calls the VF's interface. */
  readonly device: string | null
  /** Identity of `request.process` (boot and start time); another process of the same number is not it. */
  readonly processIdentity: string | null
}
