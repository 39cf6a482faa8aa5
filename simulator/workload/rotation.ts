import type { Component } from '../../src/model/scenario.ts'
import type { PodTable } from '../world/pod-table.ts'

type Balanced = Pick<Component, 'loadBalancer'>

/** Whether a load balancer spreads players over the pods of a component. */
export function isBalanced({ loadBalancer }: Balanced): boolean {
  return (loadBalancer ?? null) !== null
}

/** Of pods of a component, those that players are spread over: all of them where no load balancer chooses. */
export function takingOf(slots: readonly number[], component: Balanced, pods: PodTable): readonly number[] {
  return isBalanced(component) ? sharing(slots, pods) : slots
}

/** Of pods behind a load balancer, those that it sends players to. */
export function sharing(slots: readonly number[], { inRotation }: PodTable): readonly number[] {
  return slots.filter((slot) => inRotation[slot] === 1)
}
