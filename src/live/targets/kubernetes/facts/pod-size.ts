import type { FaultList } from '../../../../model/parse/faults.ts'
import { show } from '../../../../model/parse/faults.ts'
import { isSidecar } from '../../../../model/parse/kube/pod-requests.ts'
import type { KubeContainer, KubePod, KubeQuantities, KubeResources } from '../objects.ts'
import { memoryMibOf, milliCpusOf } from './quantity.ts'

export interface PodSize {
  readonly cpus: number
  readonly memoryMib: number
}

/** What the scheduler counts of any pod. */
export interface PodRequests {
  readonly milliCpus: number
  readonly memoryMib: number
}

/** Containers that run as long as the pod does: its own and its sidecars. */
export function lastingContainers(pod: KubePod): readonly KubeContainer[] {
  return [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers]
}

/**
 * The size of a pod of Berth: whole Cpus and MiB over its lasting containers. Notes every container that does not
 * bind itself to what it asks for, since what is exclusive cannot be shared out by halves, and amounts of the pod as a
 * whole, which are more than those of its containers. path: of the pod.
 */
export function sizeOfPod(pod: KubePod, path: string, faults: FaultList): PodSize {
  let cpus = 0
  let memoryMib = 0
  for (const container of lastingContainers(pod)) {
    const at = `${path}.spec.containers.${container.name}.resources`
    cpus += cpusOf(container.resources ?? {}, at, faults)
    memoryMib += memoryOf(container.resources ?? {}, at, faults)
  }
  const { requests = {}, limits = {} } = pod.spec.resources ?? {}
  const ofAll = [...new Set([...Object.keys(requests), ...Object.keys(limits)])]
  if (ofAll.length > 0)
    faults.add(`${path}.spec.resources`, ofAll.join(', '), 'nothing: amounts stand at each container of a pod of Berth')
  const at = `${path}.spec.containers`
  if (cpus === 0 && faults.isEmpty) faults.add(at, 'no cpu requests', 'at least 1 Cpu over all containers')
  if (memoryMib === 0 && faults.isEmpty) faults.add(at, 'no memory requests', 'at least 1 MiB over all containers')
  return { cpus, memoryMib }
}

function cpusOf(resources: KubeResources, path: string, faults: FaultList): number {
  const request = resources.requests?.['cpu']
  const limit = resources.limits?.['cpu']
  if (request === undefined && limit === undefined) return 0
  const milli = request === undefined ? null : milliCpusOf(request)
  if (milli === null || milli % 1000 !== 0) {
    faults.add(`${path}.requests.cpu`, show(request), 'whole Cpus, such as 4')
    return 0
  }
  if (limit === undefined || milliCpusOf(limit) !== milli) {
    faults.add(`${path}.limits.cpu`, show(limit), `${milli / 1000}, the same as the request`)
  }
  return milli / 1000
}

function memoryOf(resources: KubeResources, path: string, faults: FaultList): number {
  const request = resources.requests?.['memory']
  const limit = resources.limits?.['memory']
  if (request === undefined && limit === undefined) return 0
  const memoryMib = request === undefined ? null : memoryMibOf(request)
  if (memoryMib === null) {
    faults.add(`${path}.requests.memory`, show(request), 'a quantity of memory, such as 8Gi')
    return 0
  }
  if (limit === undefined || memoryMibOf(limit) !== memoryMib) {
    faults.add(`${path}.limits.memory`, show(limit), `${show(request)}, the same as the request`)
  }
  return memoryMib
}

/**
 * What any pod asks of its node as the scheduler counts it: the larger of its lasting containers together and each
 * init container (with the sidecars before it), and its overhead; requests of the pod as a whole go before those of
 * its containers.
 */
export function requestsOfPod(pod: KubePod): PodRequests {
  return {
    milliCpus: requestOf(pod, 'cpu', (quantity) => milliCpusOf(quantity) ?? 0),
    memoryMib: requestOf(pod, 'memory', (quantity) => memoryMibOf(quantity) ?? 0),
  }
}

function requestOf(pod: KubePod, resource: string, read: (quantity: string | number) => number): number {
  const amount = (quantities: KubeQuantities | undefined): number => {
    const quantity = quantities?.[resource]
    return quantity === undefined ? 0 : read(quantity)
  }
  const overhead = amount(pod.spec.overhead)
  if (pod.spec.resources?.requests?.[resource] !== undefined) return amount(pod.spec.resources.requests) + overhead
  let sidecars = 0
  let peak = 0
  for (const init of pod.spec.initContainers ?? []) {
    if (isSidecar(init)) sidecars += amount(init.resources?.requests)
    else peak = Math.max(peak, sidecars + amount(init.resources?.requests))
  }
  const lasting = pod.spec.containers.reduce((sum, container) => sum + amount(container.resources?.requests), sidecars)
  return Math.max(peak, lasting) + overhead
}
