import { byCodeUnit } from '../../../base/order.ts'
import type { KubePod } from '../../../model/kube/pod.ts'
import type { FilterPlugin, Rejection } from '../plugin.ts'
import type { NodeState } from '../state/node-state.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/framework/plugins/noderesources/fit.go.

/** Amounts of one resource on one node. */
interface Amounts {
  readonly reason: string
  readonly wanted: number
  readonly taken: number
  readonly allocatable: number
}

/** Everything the pod asks for must be left on the node, and a place among its pods. All that lacks is told. */
export const nodeResourcesFit: FilterPlugin = {
  name: 'NodeResourcesFit',
  isLocal: true,
  prepare({ pod }) {
    const scalars = [...pod.requests.scalars].filter(([, amount]) => amount > 0)
    scalars.sort(([a], [b]) => byCodeUnit(a, b))
    return { test: (node) => testFit(pod, scalars, node), nodeNames: null }
  },
}

function testFit(pod: KubePod, scalars: readonly (readonly [string, number])[], state: NodeState): Rejection | null {
  const { requests } = pod
  const { allocatable, podsMax } = state.node
  const isFull = state.podCount + 1 > podsMax
  const fits =
    !isFull &&
    isLeft(requests.cpuMilli, state.cpuMilli, allocatable.cpuMilli) &&
    isLeft(requests.memoryBytes, state.memoryBytes, allocatable.memoryBytes) &&
    isLeft(requests.ephemeralBytes, state.ephemeralBytes, allocatable.ephemeralBytes) &&
    scalars.every(([name, wanted]) => isLeft(wanted, state.scalars.get(name) ?? 0, allocatable.scalars.get(name) ?? 0))
  return fits ? null : rejectionOf(isFull, amountsOf(pod, scalars, state))
}

function isLeft(wanted: number, taken: number, allocatable: number): boolean {
  return wanted === 0 || wanted <= allocatable - taken
}

function amountsOf(
  { requests }: KubePod,
  scalars: readonly (readonly [string, number])[],
  state: NodeState,
): readonly Amounts[] {
  const { allocatable } = state.node
  const fixed = [
    ['cpu', requests.cpuMilli, state.cpuMilli, allocatable.cpuMilli],
    ['memory', requests.memoryBytes, state.memoryBytes, allocatable.memoryBytes],
    ['ephemeral-storage', requests.ephemeralBytes, state.ephemeralBytes, allocatable.ephemeralBytes],
  ] as const
  const all = [
    ...fixed,
    ...scalars.map(
      ([name, wanted]) => [name, wanted, state.scalars.get(name) ?? 0, allocatable.scalars.get(name) ?? 0] as const,
    ),
  ]
  return all.map(([name, wanted, taken, most]) => ({
    reason: `Insufficient ${name}`,
    wanted,
    taken,
    allocatable: most,
  }))
}

/** Unresolvable when the node could not hold the pod even if it were empty. */
function rejectionOf(isFull: boolean, amounts: readonly Amounts[]): Rejection {
  const lacking = amounts.filter(({ wanted, taken, allocatable }) => !isLeft(wanted, taken, allocatable))
  return {
    plugin: 'NodeResourcesFit',
    code: lacking.some(({ wanted, allocatable }) => wanted > allocatable)
      ? 'UnschedulableAndUnresolvable'
      : 'Unschedulable',
    reasons: [...(isFull ? ['Too many pods'] : []), ...lacking.map(({ reason }) => reason)],
  }
}
