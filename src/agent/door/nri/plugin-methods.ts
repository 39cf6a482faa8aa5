import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf'
import type { Container, ContainerHooks, Cpuset, CpusetUpdate, Sandbox } from '../../node/container-hooks.ts'
import * as nri from './proto/nri_pb.ts'
import type { Method, Methods } from './ttrpc-server.ts'
import { STATUS, StatusError } from './ttrpc-status.ts'

const SERVICE = 'nri.pkg.api.v1alpha1.Plugin'

const EVENTS = [
  nri.Event.STOP_POD_SANDBOX,
  nri.Event.REMOVE_POD_SANDBOX,
  nri.Event.CREATE_CONTAINER,
  nri.Event.POST_START_CONTAINER,
  nri.Event.UPDATE_CONTAINER,
  nri.Event.STOP_CONTAINER,
  nri.Event.REMOVE_CONTAINER,
]

/** What the connection itself needs to know of the runtime's calls. */
export interface PluginEvents {
  configured(runtime: { readonly words: string; readonly requestTimeoutMs: number }): void
  synchronized(): void
  shutDown(): void
}

/** The Plugin service of NRI: each method reads its message, asks the hooks and writes the answer. */
export function pluginMethods(hooks: ContainerHooks, events: PluginEvents): Methods {
  const sync = synchronizer(hooks, events)
  const podGone = method(nri.PodRequestSchema, nri.EmptySchema, ({ pod }) => {
    hooks.sandboxEnded(sandboxOf(pod))
    return {}
  })
  const methods: Readonly<Record<string, Method>> = {
    Configure: method(nri.ConfigureRequestSchema, nri.ConfigureResponseSchema, (request) => {
      const words = `${request.runtimeName} ${request.runtimeVersion}, NRI ${request.NRIVersion || 'unknown'}`
      events.configured({ words, requestTimeoutMs: Number(request.requestTimeout) })
      return { events: EVENTS.reduce((mask, event) => mask | (1 << (event - 1)), 0) }
    }),
    Synchronize: method(nri.SynchronizeRequestSchema, nri.SynchronizeResponseSchema, sync),
    CreateContainer: method(nri.CreateContainerRequestSchema, nri.CreateContainerResponseSchema, async (request) => {
      const { own, others } = await hooks.create(sandboxOf(request.pod), containerOf(request.container))
      const adjust = own === null ? {} : { adjust: { linux: { resources: resourcesOf(own) } } }
      return { ...adjust, update: others.map(updateOf) }
    }),
    UpdateContainer: method(nri.PodRequestSchema, nri.UpdateContainerResponseSchema, async ({ pod, container }) => {
      const updates = await hooks.update(sandboxOf(pod), containerOf(container))
      return { update: updates.map(updateOf) }
    }),
    PostStartContainer: method(nri.PodRequestSchema, nri.EmptySchema, ({ container }) => {
      hooks.started(containerOf(container))
      return {}
    }),
    StopContainer: method(nri.PodRequestSchema, nri.UpdateContainerResponseSchema, ({ container }) => {
      hooks.stopped(containerOf(container))
      return {}
    }),
    RemoveContainer: method(nri.PodRequestSchema, nri.EmptySchema, ({ container }) => {
      hooks.removed(containerOf(container))
      return {}
    }),
    StopPodSandbox: podGone,
    RemovePodSandbox: podGone,
    // Runtimes with an NRI before v0.10 tell of pods, starts and removals in this way alone.
    StateChange: method(nri.StateChangeEventSchema, nri.EmptySchema, ({ event, pod, container }) => {
      if (event === nri.Event.POST_START_CONTAINER) hooks.started(containerOf(container))
      if (event === nri.Event.REMOVE_CONTAINER) hooks.removed(containerOf(container))
      const isEnd = event === nri.Event.STOP_POD_SANDBOX || event === nri.Event.REMOVE_POD_SANDBOX
      if (isEnd) hooks.sandboxEnded(sandboxOf(pod))
      return {}
    }),
    Shutdown: method(nri.EmptySchema, nri.EmptySchema, () => {
      events.shutDown()
      return {}
    }),
  }
  return new Map(Object.entries(methods).map(([name, each]) => [`${SERVICE}/${name}`, each]))
}

/** Long lists come in parts: all but the last are answered with nothing but that there may be more. */
function synchronizer(hooks: ContainerHooks, events: PluginEvents) {
  const parts: { sandboxes: Sandbox[]; containers: Container[] } = { sandboxes: [], containers: [] }
  return async (request: nri.SynchronizeRequest) => {
    parts.sandboxes.push(...request.pods.map(sandboxOf))
    const oldestFirst = [...request.containers].sort((a, b) => Number(a.createdAt - b.createdAt))
    parts.containers.push(...oldestFirst.map(containerOf))
    if (request.more) return { more: true }
    const updates = await hooks.synchronize(parts.sandboxes, parts.containers)
    events.synchronized()
    return { update: updates.map(updateOf) }
  }
}

/** Message bytes of calls to the Runtime service. */
export const updatesBytes = (updates: readonly CpusetUpdate[]): Uint8Array => {
  return bytesOf(nri.UpdateContainersRequestSchema, { update: updates.map(updateOf) })
}

/** Ids of the containers that an answer to UpdateContainers names as failed. */
export function failedIds(payload: Uint8Array): readonly string[] {
  return fromBinary(nri.UpdateContainersResponseSchema, payload).failed.map(({ containerId }) => containerId)
}

export function registrationBytes(name: string, index: string): Uint8Array {
  return bytesOf(nri.RegisterPluginRequestSchema, { pluginName: name, pluginIdx: index })
}

type Init<T extends DescMessage> = Parameters<typeof create<T>>[1]

function method<In extends DescMessage, Out extends DescMessage>(
  input: In,
  output: Out,
  act: (request: MessageShape<In>) => Init<Out> | Promise<Init<Out>>,
): Method {
  return async (payload) => {
    let request: MessageShape<In>
    try {
      request = fromBinary(input, payload)
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error)
      throw new StatusError(STATUS.invalidArgument, `found bytes that are no ${input.name}: ${found}`)
    }
    return bytesOf(output, await act(request))
  }
}

function bytesOf<T extends DescMessage>(schema: T, init: Init<T>): Uint8Array {
  return toBinary(schema, create(schema, init))
}

function sandboxOf(pod: nri.PodSandbox | undefined): Sandbox {
  if (pod === undefined) throw new StatusError(STATUS.invalidArgument, 'found no pod, expected one')
  const { id, uid, namespace, name, annotations, linux, pid } = pod
  // containerd sets the pid to 0 in the same step in which it says that the sandbox is not ready.
  return { id, uid, namespace, name, annotations, isAlive: pid !== 0, cgroupsPath: linux?.cgroupsPath ?? '' }
}

function containerOf(container: nri.Container | undefined): Container {
  if (container === undefined) throw new StatusError(STATUS.invalidArgument, 'found no container, expected one')
  const { id, podSandboxId: sandboxId, name, state, linux } = container
  const { cpus = '', mems = '' } = linux?.resources?.cpu ?? {}
  const { CONTAINER_RUNNING, CONTAINER_PAUSED, CONTAINER_STOPPED } = nri.ContainerState
  const isStarted = state === CONTAINER_RUNNING || state === CONTAINER_PAUSED
  const isStopped = state === CONTAINER_STOPPED
  return { id, sandboxId, name, isStarted, isStopped, cpus, mems, cgroupsPath: linux?.cgroupsPath ?? '' }
}

const resourcesOf = ({ cpus, mems }: Cpuset) => ({ cpu: { cpus, mems } })

const updateOf = (update: CpusetUpdate) => ({
  containerId: update.containerId,
  linux: { resources: resourcesOf(update) },
})
