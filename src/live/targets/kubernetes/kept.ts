import type { KubeContainer, KubeMeta, KubeNode, KubePod } from './objects.ts'

/** All keys of T, each named once: a key that T has and this does not is an error of types. */
function keysOf<T>(keys: Readonly<Record<keyof Required<T>, true>>): readonly (keyof T)[] {
  return Object.keys(keys) as (keyof T)[]
}

const META = keysOf<KubeMeta>({
  name: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  labels: true,
  annotations: true,
  deletionTimestamp: true,
  ownerReferences: true,
})
const POD_SPEC = keysOf<KubePod['spec']>({
  schedulerName: true,
  nodeName: true,
  containers: true,
  initContainers: true,
  overhead: true,
  resources: true,
  schedulingGates: true,
})
const CONTAINER = keysOf<KubeContainer>({ name: true, resources: true, restartPolicy: true })
const POD_STATUS = keysOf<NonNullable<KubePod['status']>>({ phase: true, conditions: true, containerStatuses: true })
const NODE_SPEC = keysOf<KubeNode['spec']>({ unschedulable: true })
const NODE_STATUS = keysOf<NonNullable<KubeNode['status']>>({ conditions: true })

/**
 * A pod without what nobody here reads. Caches keep pods for as long as they are there, and most of one is volumes,
 * environments and who manages which field: the collector would copy all of it twice and then carry it on.
 */
export function keptPod({ metadata, spec, status }: KubePod): KubePod {
  const { containers, initContainers } = spec
  const kept = {
    ...pick(spec, POD_SPEC),
    containers: containers.map(keptContainer),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(keptContainer) }),
  }
  return {
    metadata: pick(metadata, META),
    spec: kept,
    ...(status === undefined ? {} : { status: pick(status, POD_STATUS) }),
  }
}

/** A Node without what nobody here reads, such as the images on it. */
export function keptNode({ metadata, spec, status }: KubeNode): KubeNode {
  return {
    metadata: pick(metadata, META),
    spec: pick(spec, NODE_SPEC),
    ...(status === undefined ? {} : { status: pick(status, NODE_STATUS) }),
  }
}

function keptContainer(container: KubeContainer): KubeContainer {
  return pick(container, CONTAINER)
}

function pick<T extends object>(object: T, keys: readonly (keyof T)[]): T {
  const picked: Partial<T> = {}
  for (const key of keys) if (object[key] !== undefined) picked[key] = object[key]
  return picked as T
}
