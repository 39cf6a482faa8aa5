import { interPodAffinity as interPodAffinityFilter } from './filter/inter-pod-affinity.ts'
import { nodeAffinity as nodeAffinityFilter } from './filter/node-affinity.ts'
import { nodeName } from './filter/node-name.ts'
import { nodePorts } from './filter/node-ports.ts'
import { nodeResourcesFit as nodeResourcesFitFilter } from './filter/node-resources-fit.ts'
import { nodeUnschedulable } from './filter/node-unschedulable.ts'
import { podTopologySpread as podTopologySpreadFilter } from './filter/pod-topology-spread.ts'
import { taintToleration as taintTolerationFilter } from './filter/taint-toleration.ts'
import type { FilterPlugin, ScorePlugin } from './plugin.ts'
import { imageLocality } from './score/image-locality.ts'
import { interPodAffinity } from './score/inter-pod-affinity.ts'
import { dynamicResources, volumeBinding } from './score/no-opinion.ts'
import { nodeAffinity } from './score/node-affinity.ts'
import { nodeResourcesBalancedAllocation } from './score/node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './score/node-resources-fit.ts'
import { podTopologySpread } from './score/pod-topology-spread.ts'
import { taintToleration } from './score/taint-toleration.ts'

// Source: kubernetes v1.37.2, pkg/scheduler/apis/config/v1/default_plugins.go, with the default feature gates.

/** In the order in which a node is refused. Left out are plugins that need volumes, device claims or node features. */
export const FILTERS: readonly FilterPlugin[] = [
  nodeName,
  nodeUnschedulable,
  taintTolerationFilter,
  nodeAffinityFilter,
  nodePorts,
  nodeResourcesFitFilter,
  podTopologySpreadFilter,
  interPodAffinityFilter,
]

/** In the profile's order. */
export const SCORES: readonly ScorePlugin[] = [
  taintToleration,
  nodeAffinity,
  nodeResourcesFit,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
  dynamicResources,
  nodeResourcesBalancedAllocation,
  imageLocality,
]
