import type { ProfileSpec } from './profile.ts'
import { BASELINE_NAMES } from './profile-names.ts'

export const TOPOLOGY_POLICIES = ['none', 'best-effort', 'restricted', 'single-numa-node'] as const
export const TOPOLOGY_SCOPES = ['container', 'pod'] as const
export const MEMORY_POLICIES = ['Static', 'None'] as const

/**
 * Stock Kubernetes as it is set up: what of a KubeletConfiguration admission depends on, its CPU manager being static,
 * and how kube-scheduler samples.
 */
export interface KubeSpec {
  /** How the NUMA nodes that managers hint at become one set. */
  readonly topologyPolicy: (typeof TOPOLOGY_POLICIES)[number]
  /** Whether each container is aligned by itself or the pod as a whole. */
  readonly topologyScope: (typeof TOPOLOGY_SCOPES)[number]
  /** Values by name. */
  readonly topologyOptions: Readonly<Record<string, string>>
  /** Values by name; alpha ones too. */
  readonly cpuOptions: Readonly<Record<string, string>>
  /** Whether memory is bound to NUMA nodes. */
  readonly memoryPolicy: (typeof MEMORY_POLICIES)[number]
  /** Null: every node is looked at, and the first of the best by name wins. */
  readonly sampling: Sampling | null
}

/**
 * percentageOfNodesToScore  1 to 100, or 0: fewer percent the more nodes there are; of 100 nodes and more
 * seed                      draws among the best nodes
 */
export interface Sampling {
  readonly percentageOfNodesToScore: number
  readonly seed: number
}

/** A baseline: stock Kubernetes in the engine's place. */
export interface Baseline {
  readonly name: string
  readonly kube: KubeSpec
}

/** What a kubelet does that nobody set up, but for the static managers. */
export const KUBE_DEFAULTS: KubeSpec = {
  topologyPolicy: 'none',
  topologyScope: 'container',
  topologyOptions: {},
  cpuOptions: {},
  memoryPolicy: 'Static',
  sampling: null,
}

/** Topology manager policies by the name of the stock baseline; `none` is the kubelet's own default. */
const STOCK = {
  'kube-default': 'none',
  'kube-best-effort': 'best-effort',
  'kube-restricted': 'restricted',
  'kube-single-numa-node': 'single-numa-node',
} as const satisfies Record<(typeof BASELINE_NAMES)[number], KubeSpec['topologyPolicy']>

/** The baseline of that name, a stock one or a profile of kind kube; null: it is none. */
export function baselineNamed(name: string | null, profiles: readonly ProfileSpec[] = []): Baseline | null {
  const stock = BASELINE_NAMES.find((known) => known === name)
  if (stock !== undefined) return { name: stock, kube: { ...KUBE_DEFAULTS, topologyPolicy: STOCK[stock] } }
  const own = profiles.find((profile) => profile.name === name)
  return own?.kube === undefined ? null : { name: own.name, kube: own.kube }
}
