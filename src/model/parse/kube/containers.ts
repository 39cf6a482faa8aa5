import type { HostPort } from '../../kube/pod.ts'
import { type FaultList, show } from '../faults.ts'
import { checkRange, checkText, knownWord } from './checks.ts'
import type { ContainerDocument, PodDocument } from './pod-document.ts'
import { isSidecar } from './pod-requests.ts'
import { isContainerResource, isExtendedResource, isHugePages, mayOvercommit } from './resource-names.ts'
import { DNS_1123_LABEL } from './syntax.ts'

// Source: kubernetes v1.37.2, validateContainers and validateResourceRequirements of
// pkg/apis/core/validation/validation.go, SetDefaults_Pod of pkg/apis/core/v1/defaults.go, GetHostPorts of
// pkg/scheduler/util/utils.go.

const PORT_MAX = 65535

type Resources = NonNullable<ContainerDocument['resources']>

/** The pod with what the API server fills in: requests where only limits are, protocols, ports of a host network. */
export function withDefaults(pod: PodDocument): PodDocument {
  const { spec } = pod
  const complete = (container: ContainerDocument): ContainerDocument => ({
    ...container,
    ...(container.resources === undefined ? {} : { resources: withRequests(container.resources) }),
    ports: container.ports.map((port) => ({
      ...port,
      protocol: port.protocol === '' ? 'TCP' : port.protocol,
      hostPort: spec.hostNetwork && port.hostPort === 0 ? port.containerPort : port.hostPort,
    })),
  })
  const containers = spec.containers.map(complete)
  return { ...pod, spec: { ...spec, containers, initContainers: spec.initContainers.map(complete) } }
}

function withRequests(resources: Resources): Resources {
  const { requests, limits } = resources
  return limits === undefined ? resources : { ...resources, requests: new Map([...limits, ...(requests ?? [])]) }
}

/** Notes what the API server refuses of containers. Defaults are filled in. */
export function checkContainers({ spec }: PodDocument, faults: FaultList): void {
  if (spec.containers.length === 0) faults.add('spec.containers', 'no container', 'at least one')
  const names = new Set<string>()
  for (const list of ['containers', 'initContainers'] as const) {
    const taken = new Set<string>()
    for (const [i, container] of spec[list].entries()) {
      const path = `spec.${list}[${i}]`
      checkContainer(container, path, faults)
      if (names.has(container.name)) faults.add(`${path}.name`, show(container.name), 'a name no other container has')
      names.add(container.name)
      // Init containers run one by one, so each is looked at alone.
      if (list === 'initContainers') taken.clear()
      checkPorts(container, path, taken, faults)
      if (list === 'containers' && spec.hostNetwork) checkHostNetwork(container, path, faults)
    }
  }
  if (spec.overhead !== undefined) {
    checkResources({ limits: spec.overhead, requests: undefined, claims: [] }, 'spec.overhead', faults)
  }
}

function checkContainer(container: ContainerDocument, path: string, faults: FaultList): void {
  checkText(faults, `${path}.name`, container.name, DNS_1123_LABEL)
  if (container.image === '') faults.add(`${path}.image`, 'nothing', 'an image')
  if (container.restartPolicy !== undefined) {
    knownWord(faults, `${path}.restartPolicy`, container.restartPolicy, ['Always', 'Never', 'OnFailure'])
  }
  if (container.resources !== undefined) checkResources(container.resources, `${path}.resources`, faults)
}

function checkResources({ requests, limits }: Resources, path: string, faults: FaultList): void {
  const all = [
    ['limits', limits],
    ['requests', requests],
  ] as const
  const names = new Set<string>()
  for (const [kind, amounts] of all) {
    for (const [name, milli] of amounts ?? []) {
      const at = `${path}.${kind}.${name}`
      names.add(name)
      if (!isContainerResource(name)) faults.add(at, show(name), 'a resource of containers')
      if (milli < 0n) faults.add(at, 'less than 0', '0 or more')
      if (isExtendedResource(name) && milli % 1000n !== 0n) faults.add(at, 'a part of one', 'a whole number')
    }
  }
  for (const [name, milli] of requests ?? []) {
    const limit = limits?.get(name)
    const at = `${path}.requests.${name}`
    if (mayOvercommit(name)) {
      if (limit !== undefined && milli > limit) faults.add(at, 'more than its limit', 'at most its limit')
    } else if (limit !== milli)
      faults.add(at, limit === undefined ? 'no limit' : 'another limit', 'a limit equal to it')
  }
  const isAlone = !names.has('cpu') && !names.has('memory')
  if (isAlone && [...names].some(isHugePages)) faults.add(path, 'huge pages alone', 'cpu or memory with them')
}

/** taken: host ports of the containers before, as text. */
function checkPorts({ ports }: ContainerDocument, path: string, taken: Set<string>, faults: FaultList): void {
  for (const [i, { containerPort, hostPort, hostIP, protocol }] of ports.entries()) {
    const at = `${path}.ports[${i}]`
    checkRange(faults, `${at}.containerPort`, containerPort, 1, PORT_MAX)
    knownWord(faults, `${at}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'])
    if (hostPort === 0) continue
    checkRange(faults, `${at}.hostPort`, hostPort, 1, PORT_MAX)
    const key = `${protocol}/${hostIP}/${hostPort}`
    if (taken.has(key)) faults.add(`${at}.hostPort`, key, 'a port no other container of the pod has')
    taken.add(key)
  }
}

function checkHostNetwork({ ports }: ContainerDocument, path: string, faults: FaultList): void {
  for (const [i, { hostPort, containerPort }] of ports.entries()) {
    if (hostPort === containerPort) continue
    faults.add(`${path}.ports[${i}].hostPort`, String(hostPort), 'containerPort, since hostNetwork is true')
  }
}

/** Host ports of the containers that run as long as the pod. */
export function hostPortsOf({ spec }: PodDocument): readonly HostPort[] {
  return [...spec.initContainers.filter(isSidecar), ...spec.containers]
    .flatMap(({ ports }) => ports)
    .filter(({ hostPort }) => hostPort > 0)
    .map(({ hostPort, hostIP, protocol }) => ({ ip: hostIP === '' ? '0.0.0.0' : hostIP, protocol, port: hostPort }))
}

/** The pod's images, each as often as it is named. */
export function imagesOf({ spec }: PodDocument): readonly string[] {
  const containers = [...spec.initContainers, ...spec.containers].map(({ image }) => image)
  return [...containers, ...spec.volumes.flatMap(({ image }) => (image === undefined ? [] : [image.reference]))]
}
