import { NETWORK_PARTS } from '../../model/fleet.ts'
import type { PodIdentity } from '../../model/holding.ts'
import type { KubePod, PodTerms, TopologySpreadConstraint } from '../../model/kube/pod.ts'
import type { LabelRequirement, NodeSelectorTerm, PodAffinityTerm, Weighted } from '../../model/kube/selector.ts'
import type { PeerRule, PodRequest } from '../../model/request.ts'
import { milliOf, type PodSize } from '../../model/size.ts'
import type { KubeletPod } from '../kubelet/machine.ts'
import { BYTES_PER_MIB, GPU, LABELS, VF } from './node-of.ts'

const NAMESPACE = 'default'

/** What of a request Kubernetes has words for, as a Guaranteed pod. The others are looked at when it starts. */
export function podOf(identity: PodIdentity, request: PodRequest, size: PodSize): KubePod {
  const amounts = { cpuMilli: milliOf(size), memoryBytes: size.memoryMib * BYTES_PER_MIB }
  const vfs = NETWORK_PARTS[request.network].vf ? 1 : 0
  const scalars = new Map([[VF, vfs] as const, [GPU, request.gpus ?? 0] as const].filter(([, count]) => count > 0))
  return {
    namespace: NAMESPACE,
    name: identity.name,
    labels: new Map([
      ['game', identity.game],
      ['zone', identity.zone],
      ['component', identity.component],
    ]),
    ...(request.batch === true ? {} : { priority: 1 }),
    isTerminating: false,
    nodeName: null,
    schedulingGates: [],
    nodeSelector: new Map(),
    requiredNodes: requiredNodesOf(request),
    preferredNodes: null,
    affinity: joined(togetherOf(identity, request), peersOf(identity, request, 'near')),
    antiAffinity: joined(apartOf(identity, request), peersOf(identity, request, 'apart')),
    tolerations: request.tolerations ?? [],
    spread: spreadOf(identity, request),
    hostPorts: [],
    images: [],
    requests: { ...amounts, ephemeralBytes: request.diskMib * BYTES_PER_MIB, scalars },
    scoredRequests: amounts,
  }
}

/** The same pod for the kubelet: exclusive Cpus in one container, shared ones in another beside it. */
export function kubeletPodOf(identity: PodIdentity, request: PodRequest, size: PodSize): KubeletPod {
  const { cpus, cpuMilli, memoryMib } = size
  const vfs = NETWORK_PARTS[request.network].vf ? 1 : 0
  const { gpus = 0 } = request
  const shared = sharedMilli(cpuMilli)
  const main = { name: 'game', cpuMilli: cpus > 0 ? 1000 * cpus : shared, memoryMib, vfs, gpus }
  const beside = cpus > 0 && cpuMilli > 0 ? [{ name: 'beside', cpuMilli: shared, memoryMib: 0, vfs: 0 }] : []
  return { name: identity.name, qos: 'Guaranteed', containers: [main, ...beside] }
}

/**
 * What a container of a Guaranteed pod asks for that means to share: whole Cpus would be its own (static CPU manager),
 * so a thousandth more. The kubelet counts no sum of them.
 */
function sharedMilli(cpuMilli: number): number {
  return cpuMilli > 0 && cpuMilli % 1000 === 0 ? cpuMilli + 1 : cpuMilli
}

function requiredNodesOf({ where }: PodRequest): readonly NodeSelectorTerm[] | null {
  const lists = [
    [LABELS.region, where.regions],
    [LABELS.idc, where.idcs],
    [LABELS.module, where.modules],
  ] as const
  const expressions = lists.flatMap(([key, values]) =>
    values === undefined || values.length === 0 ? [] : [{ key, operator: 'In' as const, values }],
  )
  return expressions.length === 0 ? null : [{ expressions, names: [] }]
}

function selectorOf(labels: Readonly<Record<string, string>>): readonly LabelRequirement[] {
  return Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }))
}

function termOf(labels: Readonly<Record<string, string>>, domain: keyof typeof LABELS): PodAffinityTerm {
  const selector = selectorOf(labels)
  return { selector, namespaces: [NAMESPACE], namespaceSelector: null, topologyKey: LABELS[domain] }
}

/** Affinity among the pods of a zone or game, all components: the nearest that Kubernetes has to `together`. */
function togetherOf({ game, zone }: PodIdentity, { together }: PodRequest): PodTerms {
  if (together === undefined) return { required: [], preferred: [] }
  const term = termOf(together.scope === 'zone' ? { game, zone } : { game }, together.domain)
  if (together.weight === undefined) return { required: [term], preferred: [] }
  return { required: [], preferred: [{ weight: Math.min(100, together.weight), term }] }
}

/** A hard limit of one, and what is soft: anti-affinity within the component. */
function apartOf({ game, zone, component }: PodIdentity, { spread }: PodRequest): PodTerms {
  const required: PodAffinityTerm[] = []
  const preferred: Weighted<PodAffinityTerm>[] = []
  for (const { scope, domain, limit, weight = 0 } of spread) {
    const term = termOf(scope === 'zone' ? { game, zone, component } : { game, component }, domain)
    if (limit === 1) required.push(term)
    if (weight > 0) preferred.push({ weight: Math.min(100, weight), term })
  }
  return { required, preferred }
}

/** Affinity or anti-affinity to the pods of other components. */
function peersOf({ game, zone }: PodIdentity, { peers = [] }: PodRequest, kind: PeerRule['kind']): PodTerms {
  const required: PodAffinityTerm[] = []
  const preferred: Weighted<PodAffinityTerm>[] = []
  for (const { component, scope, domain, weight } of peers.filter((rule) => rule.kind === kind)) {
    const term = termOf(scope === 'zone' ? { game, zone, component } : { game, component }, domain)
    if (weight === undefined) required.push(term)
    else preferred.push({ weight: Math.min(100, weight), term })
  }
  return { required, preferred }
}

function joined(one: PodTerms, other: PodTerms): PodTerms {
  return { required: [...one.required, ...other.required], preferred: [...one.preferred, ...other.preferred] }
}

/** A hard limit above one has no words in Kubernetes; an even spread with that skew is the nearest. */
function spreadOf({ game, zone, component }: PodIdentity, { spread }: PodRequest): TopologySpreadConstraint[] {
  return spread.flatMap(({ scope, domain, limit = 1 }) => {
    if (limit === 1) return []
    return {
      maxSkew: limit,
      topologyKey: LABELS[domain],
      whenUnsatisfiable: 'DoNotSchedule',
      selector: selectorOf(scope === 'zone' ? { game, zone, component } : { game, component }),
      minDomains: 1,
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Ignore',
    }
  })
}
