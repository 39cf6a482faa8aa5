import type { Taint } from '../../kube/node.ts'
import type { TaintEffect } from '../../kube/pod.ts'
import { show } from '../../parse/faults.ts'
import type { CappedFaults } from '../capped-faults.ts'
import type { Amounts, QuantityReader } from './amounts.ts'
import type { NodeItem } from './item-shapes.ts'

/** What an import keeps of a Node. */
export interface NodeFacts {
  /** As the cluster has it. */
  readonly name: string
  /** Of the object in its file, for faults found later. */
  readonly path: string
  readonly labels: ReadonlyMap<string, string>
  readonly taints: readonly Taint[]
  readonly capacity: Amounts
  readonly allocatable: Amounts
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const
const CORDON: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' }

/** Reads a Node whose shape is right. A cordon without its taint gets one. Notes what no scenario could hold. */
export function nodeFactsOf(node: NodeItem, path: string, reader: QuantityReader, faults: CappedFaults): NodeFacts {
  const { metadata, spec, status } = node
  const capacity = reader.amountsOf(status.capacity, `${path}.status.capacity`)
  const allocatable =
    status.allocatable === null || status.allocatable === undefined
      ? capacity
      : reader.amountsOf(status.allocatable, `${path}.status.allocatable`)
  for (const resource of ['cpu', 'memory']) {
    if (status.capacity?.[resource] === undefined && status.allocatable?.[resource] === undefined)
      faults.add(`${path}.status.capacity.${resource}`, 'nothing', 'how much of it the node has')
  }
  const taints = (spec?.taints ?? []).map(({ key, value, effect }, i): Taint => {
    if (!EFFECTS.some((known) => known === effect))
      faults.add(`${path}.spec.taints[${i}].effect`, show(effect), EFFECTS.join(', '))
    return { key, value: value ?? '', effect: effect as TaintEffect }
  })
  const isCordoned = spec?.unschedulable === true && !taints.some(({ key }) => key === CORDON.key)
  return {
    name: metadata.name,
    path,
    labels: new Map(Object.entries(metadata.labels ?? {})),
    taints: isCordoned ? [...taints, CORDON] : taints,
    capacity: capacity.size === 0 ? allocatable : capacity,
    allocatable,
  }
}
