import type { Fault } from '../../../base/result.ts'
import type { KubeletConfig } from '../machine.ts'
import { flagOption, unknownOptions } from '../option-values.ts'
import type { Hint, Hints } from './hint.ts'
import type { Mask } from './mask.ts'
import { hintList, type MaskOrder, maskOrder, mergeHints, singleNodeHints } from './merge.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/topologymanager/policy*.go and topology_manager.go.

const CLOSEST = 'prefer-closest-numa-nodes'
const MOST_NODES = 'max-allowable-numa-nodes'
const PATH = 'topology.options'
const MOST_NODES_DEFAULT = 8

/** Options of the topology policy. */
export interface TopologyOptions {
  /** prefer-closest-numa-nodes */
  readonly prefersClosest: boolean
  /** max-allowable-numa-nodes */
  readonly nodesMax: number
}

/** Reads the options by name and adds what the kubelet would refuse to `faults`. The policy none reads no options. */
export function readTopologyOptions({ policy, options }: KubeletConfig['topology'], faults: Fault[]): TopologyOptions {
  if (policy === 'none') return { prefersClosest: false, nodesMax: MOST_NODES_DEFAULT }
  unknownOptions(options, [CLOSEST, MOST_NODES], PATH, 'Topology Manager', faults)
  const text = options[MOST_NODES] ?? String(MOST_NODES_DEFAULT)
  const isNumber = /^[+-]?\d{1,18}$/.test(text)
  if (!isNumber || Number(text) < MOST_NODES_DEFAULT) {
    const words = isNumber
      ? `the minimum value of "${MOST_NODES}" should not be less than ${MOST_NODES_DEFAULT}`
      : `unable to convert policy option to integer "${MOST_NODES}": strconv.Atoi: parsing "${text}": invalid syntax`
    const expected = `an integer from ${MOST_NODES_DEFAULT} on: ${words}`
    faults.push({ path: `${PATH}.${MOST_NODES}`, found: text, expected })
  }
  return {
    prefersClosest: flagOption(options, CLOSEST, PATH, faults),
    nodesMax: isNumber ? Number(text) : MOST_NODES_DEFAULT,
  }
}

/** What the policy makes of the hints of all resources, and whether the pod may come in. */
export interface Merged {
  readonly hint: Hint
  readonly isAdmitted: boolean
}

export type TopologyPolicy = (resources: readonly Hints[]) => Merged

/** Any policy but none, which looks at no hints. distances: by NUMA node, null without prefer-closest-numa-nodes. */
export function topologyPolicyOf(
  policy: 'best-effort' | 'restricted' | 'single-numa-node',
  allNodes: Mask,
  distances: readonly (readonly number[])[] | null,
): TopologyPolicy {
  if (policy === 'single-numa-node') return (resources) => mergeSingle(resources, allNodes)
  const order: MaskOrder = maskOrder(distances)
  return (resources) => {
    const hint = mergeHints(resources.map(hintList), allNodes, order)
    return { hint, isAdmitted: policy === 'best-effort' || hint.isPreferred }
  }
}

/** One node for everything, or any where no resource cares. Distances do not matter here. */
function mergeSingle(resources: readonly Hints[], allNodes: Mask): Merged {
  const lists = resources.map((hints) => singleNodeHints(hintList(hints)))
  const { mask, isPreferred } = mergeHints(lists, allNodes, maskOrder(null))
  return { hint: { mask: mask === allNodes ? null : mask, isPreferred }, isAdmitted: isPreferred }
}
