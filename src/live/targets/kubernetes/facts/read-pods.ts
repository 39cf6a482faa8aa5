import { byCodeUnit } from '../../../../base/order.ts'
import type { Fault } from '../../../../base/result.ts'
import { LABEL_WRITER } from '../../../../model/kube/words.ts'
import type { Clash, ObservedPod } from '../../../../model/snapshot.ts'
import type { KubeNode, KubePod } from '../objects.ts'
import { objectNameOf } from '../objects.ts'
import type { PodFacts } from './pod-facts.ts'
import { podFactsOf } from './pod-facts.ts'

/** What is on one host. */
export interface OnHost {
  readonly ours: ObservedPod[]
  readonly foreign: KubePod[]
}

export interface PodsRead {
  /** Pods of Berth on no host. */
  readonly pending: readonly ObservedPod[]
  readonly onHost: ReadonlyMap<string, OnHost>
  /** Bound to Nodes that are gone. */
  readonly stranded: readonly ObservedPod[]
  readonly clashes: readonly Clash[]
  readonly faults: readonly Fault[]
}

/**
 * Sorts pods onto the hosts of a writer. Pods on Nodes of other writers are passed over; pods of Berth on a Node that
 * is gone are a clash, on one that is not understood a fault.
 *
 * hosts  names of the hosts that are understood
 */
export function readPods(
  pods: readonly KubePod[],
  nodes: readonly KubeNode[],
  writer: string,
  hosts: ReadonlySet<string>,
): PodsRead {
  const writerByNode = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels?.[LABEL_WRITER]]))
  const pending: ObservedPod[] = []
  const onHost = new Map<string, OnHost>([...hosts].map((name) => [name, { ours: [], foreign: [] }]))
  const stranded: ObservedPod[] = []
  const faults: Fault[] = []
  for (const pod of pods) {
    const facts = podFactsOf(pod)
    const host = hostOfFacts(facts)
    if (host !== null && !hosts.has(host)) {
      if (facts.kind !== 'ours') continue
      if (!writerByNode.has(host)) stranded.push(facts.pod)
      else if (writerByNode.get(host) === writer) {
        const expected = 'a host that is understood; the pod is left out with its host'
        faults.push({ path: `pods.${objectNameOf(pod)}.spec.nodeName`, found: host, expected })
      }
      continue
    }
    faults.push(...facts.faults)
    if (facts.kind === 'foreign') onHost.get(facts.host)?.foreign.push(pod)
    else if (facts.kind === 'ours' && host === null) pending.push(facts.pod)
    else if (facts.kind === 'ours') onHost.get(host as string)?.ours.push(facts.pod)
  }
  return { pending, onHost, stranded, clashes: lostClashes(stranded), faults }
}

/** One clash a host that is gone. */
function lostClashes(stranded: readonly ObservedPod[]): Clash[] {
  const lost = new Map<string, string[]>()
  for (const { name, holding } of stranded) {
    const host = holding?.host ?? ''
    lost.set(host, [...(lost.get(host) ?? []), name])
  }
  return [...lost].map(([host, names]) => {
    const pods = names.sort(byCodeUnit)
    return { host, resource: 'host', pods, detail: `${host} is gone; ${pods.join(', ')} are still bound to it` }
  })
}

function hostOfFacts(facts: PodFacts): string | null {
  if (facts.kind === 'foreign') return facts.host
  return facts.kind === 'ours' ? (facts.pod.holding?.host ?? null) : null
}
