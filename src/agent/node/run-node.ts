import { join } from 'node:path'
import { parseCpuList } from '../../base/cpu-list.ts'
import { PLUGIN_NAME } from '../../model/signed-allocation.ts'
import { memoryRoomFaults } from '../apply/memory-room.ts'
import { ChangeLog } from '../change-log.ts'
import { type DiscoveredHost, discoverHost, type PlaceWords } from '../discover/host.ts'
import { keepNriDoor } from '../door/nri/nri-door.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { keepToReservedCpus } from '../reserved-cpus.ts'
import { cgroupFolder, cpusetWriter } from './container-groups.ts'
import { readKubeletBook } from './kubelet-book.ts'
import { NodeAgent } from './node-agent.ts'
import { NodeService } from './node-service.ts'
import type { NodeCpus, PodPlace } from './placement.ts'
import { SystemFence } from './system-fence.ts'
import { ToldAllocations } from './told-allocations.ts'
import { AllocationVerifier } from './verify-allocation.ts'

/** Plugins are asked in the order of these; below 50, so that whoever wants to see the result comes after. */
const PLUGIN_INDEX = '10'

export interface RunNodeOptions {
  readonly kernel: Kernel
  readonly place: PlaceWords
  readonly cgroupRoot: string
  readonly repair: boolean
  /** Of the container runtime, `/var/run/nri/nri.sock`. */
  readonly nriSocket: string
  /** Certificate of the authority that was joined, PEM. */
  readonly authority: string
  /** Where it keeps what pods were told. */
  readonly stateFolder: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** The agent of a Kubernetes Node at work. */
export interface RunningNode {
  readonly service: NodeService
  /** Resolves when the signal is raised and the connection is closed. */
  readonly ended: Promise<void>
}

/** Starts the plugin and keeps it connected. Rejects with a DiscoveryError. */
export async function runNode(options: RunNodeOptions): Promise<RunningNode> {
  const { kernel, place, cgroupRoot, repair, log, signal } = options
  const discover = (): Promise<DiscoveredHost> => discoverHost(kernel, place)
  const changes = new ChangeLog(() => kernel.nowMs())
  const verifier = new AllocationVerifier(options.authority, place.name)
  const told = await ToldAllocations.open(join(options.stateFolder, 'allocations.json'), verifier)
  const lacksRoom = ({ containers }: PodPlace, mems: string) => {
    const groups = [...containers.values()].filter(({ cgroupsPath }) => cgroupsPath !== '')
    const folders = groups.map(({ cgroupsPath }) => cgroupFolder(cgroupRoot, cgroupsPath))
    return memoryRoomFaults(kernel, folders, parseCpuList(mems) ?? [], 'memoryMib')
  }
  const system = await SystemFence.open({
    kernel,
    cgroupRoot,
    changes,
    path: join(options.stateFolder, 'system-groups.json'),
    ownPid: process.pid,
    keepSelf: () => keepToReservedCpus(kernel, place.reservedCpus, process.pid),
    cpus: () => agent.placement,
  })
  const agent = new NodeAgent({
    ...{ node: cpusOf(await discover()), verifier, changes, told, lacksRoom, system },
    writeCpuset: cpusetWriter(kernel, cgroupRoot),
    kubelet: () => readKubeletBook(kernel),
    nowMs: () => kernel.nowMs(),
  })
  const ended = keepNriDoor({
    socketPath: options.nriSocket,
    name: PLUGIN_NAME,
    index: PLUGIN_INDEX,
    hooks: agent,
    connected: (calls) => agent.connected(calls),
    log,
    signal,
  })
  return { service: new NodeService({ agent, kernel, cgroupRoot, changes, discover, repair, system }), ended }
}

function cpusOf({ host, kernelNumaIds }: DiscoveredHost): NodeCpus {
  const online = host.numaNodes.flatMap(({ cores }) => cores.flat()).sort((a, b) => a - b)
  return { online, reserved: parseCpuList(host.reservedCpus) ?? [], kernelNumaIds }
}
