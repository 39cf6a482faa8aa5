import { SHARED_CONTAINER } from '../../kube/words.ts'
import { isSidecar } from '../../parse/kube/pod-requests.ts'
import { type Amounts, addAmounts, type QuantityReader, raiseAmounts } from './amounts.ts'
import type { Container, PodItem } from './item-shapes.ts'

/** What a pod takes on its node, and how much of it is its own. */
export interface PodAmounts {
  readonly amounts: Amounts
  /** Of those, Cpus that a kubelet with static CPU manager gives its containers alone; the rest is shared. */
  readonly exclusiveCpus: number
  /** Thousandths of Cpus of the container for shared ones, which pods that Berth writes have. */
  readonly sharedMilli: number
}

/** Thousandths of the Cpus of containers that ask for whole ones, summed as any resource. No resource is called so. */
const WHOLE_CPUS = 'whole cpus'

/**
 * What a pod asks of its node as the scheduler counts it: containers that run together add up, init containers run one
 * by one beside the sidecars before them, the overhead comes on top. Exclusive Cpus are counted alike, over the
 * containers that ask for whole ones, of a pod in which limits equal requests of Cpu and memory in every container
 * (quality of service Guaranteed). What the pod asks for as a whole goes before all that. path: of the pod.
 *
 * Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/policy_static.go, guaranteedCPUs and podGuaranteedCPUs.
 */
export function podAmountsOf(spec: PodItem['spec'], path: string, reader: QuantityReader): PodAmounts {
  const running: Amounts = new Map()
  const sidecars: Amounts = new Map()
  const starting: Amounts = new Map()
  let isGuaranteed = true
  let sharedMilli = 0
  const read = (container: Container, at: string): Amounts => {
    const limits = reader.amountsOf(container.resources?.limits, `${at}.resources.limits`)
    const requests = reader.amountsOf(container.resources?.requests, `${at}.resources.requests`)
    const own = limits.size === 0 ? requests : new Map([...limits, ...requests])
    const cpu = own.get('cpu') ?? 0
    for (const resource of ['cpu', 'memory']) {
      const amount = own.get(resource) ?? 0
      if (amount === 0 || limits.get(resource) !== amount) isGuaranteed = false
    }
    if (cpu % 1000 === 0) own.set(WHOLE_CPUS, cpu)
    return own
  }
  for (const [i, container] of spec.containers.entries()) {
    const own = read(container, `${path}.containers[${i}]`)
    addAmounts(running, own)
    if (container.name === SHARED_CONTAINER) sharedMilli += own.get('cpu') ?? 0
  }
  for (const [i, container] of (spec.initContainers ?? []).entries()) {
    const own = read(container, `${path}.initContainers[${i}]`)
    if (isSidecar(container)) {
      addAmounts(running, own)
      addAmounts(sidecars, own)
      raiseAmounts(starting, sidecars)
    } else {
      addAmounts(own, sidecars)
      raiseAmounts(starting, own)
    }
  }
  raiseAmounts(running, starting)
  const whole = running.get(WHOLE_CPUS) ?? 0
  running.delete(WHOLE_CPUS)
  const isAsWhole = setAmountsOfPod(running, spec, path, reader)
  if (spec.overhead !== null && spec.overhead !== undefined)
    addAmounts(running, reader.amountsOf(spec.overhead, `${path}.overhead`))
  if (isAsWhole) return { amounts: running, exclusiveCpus: 0, sharedMilli: running.get('cpu') ?? 0 }
  return { amounts: running, exclusiveCpus: isGuaranteed ? whole / 1000 : 0, sharedMilli }
}

/**
 * Puts what a pod asks for as a whole in the place of its containers' sums: its requests, its limits only where no
 * container asks for any. Returns whether it asks so at all: then a kubelet gives none of its containers Cpus of their
 * own, unless told to by a feature gate that is off by default.
 *
 * Source: kubernetes v1.37.2, PodRequests in component-helpers, defaultPodRequests in pkg/apis/core/v1/defaults.go,
 * PodLevelResourceManagers in policy_static.go.
 */
function setAmountsOfPod(sums: Amounts, spec: PodItem['spec'], path: string, reader: QuantityReader): boolean {
  const limits = reader.amountsOf(spec.resources?.limits, `${path}.resources.limits`)
  const requests = reader.amountsOf(spec.resources?.requests, `${path}.resources.requests`)
  for (const resource of ['cpu', 'memory']) {
    const amount = requests.get(resource) ?? sums.get(resource) ?? limits.get(resource)
    if (amount !== undefined) sums.set(resource, amount)
  }
  return limits.size + requests.size > 0
}
