import { SHARED_CONTAINER } from '../../kube/words.ts'
import { type Amounts, addAmounts, type QuantityReader, raiseAmounts } from './amounts.ts'
import type { Container, PodItem } from './item-shapes.ts'

/** What a pod takes on its node, and whether its Cpus may be its own. */
export interface PodAmounts {
  readonly amounts: Amounts
  /** Quality of service Guaranteed: limits equal requests of Cpu and memory in every container. */
  readonly isGuaranteed: boolean
  /** Thousandths of Cpus of the container for shared ones, which pods that Berth writes have. */
  readonly sharedMilli: number
}

/**
 * What a pod asks of its node as the scheduler counts it: containers that run together add up, init containers run one
 * by one beside the sidecars before them, the overhead comes on top. path: of the pod.
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
    for (const resource of ['cpu', 'memory']) {
      const amount = own.get(resource) ?? 0
      if (amount === 0 || limits.get(resource) !== amount) isGuaranteed = false
    }
    return own
  }
  for (const [i, container] of spec.containers.entries()) {
    const own = read(container, `${path}.containers[${i}]`)
    addAmounts(running, own)
    if (container.name === SHARED_CONTAINER) sharedMilli += own.get('cpu') ?? 0
  }
  for (const [i, container] of (spec.initContainers ?? []).entries()) {
    const own = read(container, `${path}.initContainers[${i}]`)
    if (container.restartPolicy === 'Always') {
      addAmounts(running, own)
      addAmounts(sidecars, own)
      raiseAmounts(starting, sidecars)
    } else {
      addAmounts(own, sidecars)
      raiseAmounts(starting, own)
    }
  }
  raiseAmounts(running, starting)
  if (spec.overhead !== null && spec.overhead !== undefined)
    addAmounts(running, reader.amountsOf(spec.overhead, `${path}.overhead`))
  return { amounts: running, isGuaranteed, sharedMilli }
}
