import type { PodTable } from '../world/pod-table.ts'

/** Of pods behind a load balancer, those that it sends players to. */
export function sharing(slots: readonly number[], { inRotation }: PodTable): readonly number[] {
  return slots.filter((slot) => inRotation[slot] === 1)
}
