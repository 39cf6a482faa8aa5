import { parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import type { ChangeList, HostReport, NodePodList, NodePodReport, NodePodRequest } from '../../model/agent.ts'
import { AGENT_PROTOCOL, AGENT_VERSION } from '../../model/agent.ts'
import type { ChangeLog } from '../change-log.ts'
import { ONLINE } from '../discover/cpus.ts'
import type { DiscoveredHost } from '../discover/host.ts'
import { type Kernel, reasonOf } from '../kernel/kernel.ts'
import type { NodeApplyOutcome } from './apply-outcome.ts'
import { cgroupFolder, readEffective } from './container-groups.ts'
import type { Container, Cpuset, Sandbox } from './container-hooks.ts'
import { readKubeletBook } from './kubelet-book.ts'
import type { NodeAgent } from './node-agent.ts'
import type { PodPlace } from './placement.ts'
import { driftOf, isMendable, memoryLeftBehind } from './read-back.ts'
import type { SystemFence } from './system-fence.ts'
import { nameOf, textOf } from './words.ts'

export interface NodeServiceOptions {
  readonly agent: NodeAgent
  readonly kernel: Kernel
  /** Where cgroup v2 is mounted. */
  readonly cgroupRoot: string
  readonly changes: ChangeLog
  readonly discover: () => Promise<DiscoveredHost>
  /** Whether drift is put back, or only told. */
  readonly repair: boolean
  readonly system: Pick<SystemFence, 'keep' | 'refusal'>
}

export type NodePodOutcome =
  | { readonly kind: 'applied'; readonly report: NodePodReport }
  | Exclude<NodeApplyOutcome, { kind: 'applied' } | { kind: 'kept' }>

/** What stands behind the HTTPS door of a Kubernetes Node's agent. */
export class NodeService {
  readonly #options: NodeServiceOptions
  /** Drift that the last look found, and that was told, by pod's uid. */
  readonly #seen = new Map<string, string>()
  readonly #told = new Map<string, string>()
  /** Ids of sandboxes and containers whose groups were there once. */
  readonly #seenGroups = new Set<string>()

  constructor(options: NodeServiceOptions) {
    this.#options = options
  }

  async report(): Promise<HostReport> {
    const { host, faults } = await this.#options.discover()
    const away = { path: 'runtime', found: 'no connection', expected: 'a container runtime at its NRI socket' }
    const { agent, kernel } = this.#options
    const all = [...faults, ...this.#strayFaults(), ...(agent.isConnected ? [] : [away])]
    return { protocol: AGENT_PROTOCOL, host, observedAtMs: kernel.nowMs(), faults: all }
  }

  /** Cpus of pods that no pod would be given now. */
  #strayFaults(): readonly Fault[] {
    const { placement } = this.#options.agent
    return [...placement.pods].flatMap(({ sandbox, held }) => {
      const faults = placement.strayFaults(held?.cpus ?? [])
      return faults.map((fault) => ({ ...fault, path: `pods.${nameOf(sandbox)}.${fault.path}` }))
    })
  }

  changes(after: number, signal: AbortSignal): Promise<ChangeList> {
    return this.#options.changes.after(after, signal)
  }

  async pods(): Promise<NodePodList> {
    const { agent } = this.#options
    const pods: NodePodReport[] = []
    for (const place of [...agent.placement.pods]) if (place.held !== null) pods.push(await this.#reportOf(place))
    const kubeletPolicy = (await readKubeletBook(this.#options.kernel)).policy
    const { isConnected, placement } = agent
    const unfenced = this.#options.system.refusal
    return { version: AGENT_VERSION, isConnected, sharedCpus: placement.sharedSet.cpus, kubeletPolicy, unfenced, pods }
  }

  /** Applies a later allocation and reads it back. */
  async apply(uid: string, { namespace, name, ...signed }: NodePodRequest): Promise<NodePodOutcome> {
    const { agent } = this.#options
    const outcome = await agent.apply({ uid, namespace, name }, signed)
    if (outcome.kind === 'kept') {
      return { kind: 'applied', report: { uid, namespace, name, wanted: null, containers: [], drift: [] } }
    }
    if (outcome.kind !== 'applied') return outcome
    const place = agent.placement.withUid(uid)
    if (place === null) return { kind: 'failed', reason: 'the pod ended meanwhile' }
    const report = await this.#reportOf(place)
    if (!report.drift.some(isMendable)) return { kind: 'applied', report }
    // Somebody has changed by hand what the runtime was not asked for again.
    const failure = await agent.putBack(place).then(() => null, reasonOf)
    if (failure !== null) return { kind: 'failed', reason: failure }
    return { kind: 'applied', report: await this.#reportOf(place) }
  }

  /**
   * Looks at every container once: tells where the kernel has it on what it should not be, or puts it back. Only what
   * two looks in a row find counts: what the runtime is just carrying out is no drift.
   */
  async look(): Promise<void> {
    const { agent, changes, repair, kernel } = this.#options
    const online = parseCpuList((await kernel.read(ONLINE)) ?? '')
    if (online !== null && online.length > 0) await agent.setOnline(online)
    await this.#options.system.keep()
    for (const place of [...agent.placement.pods]) {
      await this.#dropEnded(place)
      const { uid } = place.sandbox
      const { drift } = await this.#reportOf(place)
      if (agent.isUpdating || place.target !== null) continue
      const text = textOf(drift)
      const isSettled = text === (this.#seen.get(uid) ?? '')
      if (text === '') this.#seen.delete(uid)
      else this.#seen.set(uid, text)
      if (!isSettled || text === (this.#told.get(uid) ?? '')) continue
      this.#told.set(uid, text)
      const pod = nameOf(place.sandbox)
      if (text === '') changes.add('repaired', pod, 'as decided again')
      else changes.add('drift', pod, text)
      if (!repair || !drift.some(isMendable)) continue
      const reason = await agent.putBack(place).then(() => null, reasonOf)
      if (reason === null) changes.add('repaired', pod, 'containers put back')
      else changes.add('failed', pod, `repair: ${reason}`)
      this.#told.delete(uid)
    }
    this.#prune()
    await agent.tellRuntime()
  }

  /** Forgets what is not there any more. */
  #prune(): void {
    const places = [...this.#options.agent.placement.pods]
    const known = new Set(places.flatMap(({ sandbox, containers }) => [sandbox.id, sandbox.uid, ...containers.keys()]))
    for (const kept of [this.#seen, this.#told, this.#seenGroups]) {
      for (const key of kept.keys()) if (!known.has(key)) kept.delete(key)
    }
  }

  /**
   * Takes note of what ended unsaid: after its own restart containerd tells plugins of no end of what it ran before. A
   * group that was there and is gone has no process; kept in the books it would hold its Cpus for ever.
   */
  async #dropEnded({ sandbox, containers }: PodPlace): Promise<void> {
    const { agent } = this.#options
    for (const container of [...containers.values()].filter(({ isStarted }) => isStarted)) {
      if (await this.#isGone(container)) agent.stopped(container)
    }
    if ((await this.#isGone(sandbox)) && containers.size === 0) agent.sandboxEnded(sandbox)
  }

  /** Whether the group of a sandbox or container was there and is not any more. */
  async #isGone({ id, cgroupsPath }: Pick<Sandbox, 'id' | 'cgroupsPath'>): Promise<boolean> {
    if (cgroupsPath === '') return false
    const { kernel, cgroupRoot } = this.#options
    const isThere = (await kernel.read(`${cgroupFolder(cgroupRoot, cgroupsPath)}/cpuset.cpus.effective`)) !== null
    if (isThere) this.#seenGroups.add(id)
    return !isThere && this.#seenGroups.has(id)
  }

  async #reportOf(place: PodPlace): Promise<NodePodReport> {
    const { kernel, cgroupRoot, agent } = this.#options
    const { uid, namespace, name } = place.sandbox
    const wanted = agent.placement.cpusetOf(place)
    const found: { readonly container: Container; readonly cpuset: Cpuset }[] = []
    for (const container of [...place.containers.values()].filter(({ isStarted }) => isStarted)) {
      const cpuset = await readEffective(kernel, cgroupRoot, container)
      if (cpuset !== null) found.push({ container, cpuset })
    }
    const containers = found.map(({ container, cpuset }) => ({ name: container.name, ...cpuset }))
    if (place.isKubeletPinned) return { uid, namespace, name, wanted, containers, drift: [] }
    const drift: Fault[] = []
    for (const { container, cpuset } of found) {
      drift.push(...driftOf(container, wanted, cpuset))
      drift.push(...(await memoryLeftBehind(kernel, cgroupRoot, container, wanted)))
    }
    // Where the kernel shows no difference: a Cpu kept for the system by now, or a pod between two containers.
    if (drift.length === 0) drift.push(...agent.placement.strayFaults(place.held?.cpus ?? []))
    return { uid, namespace, name, wanted, containers, drift }
  }
}
