import { isDeepStrictEqual } from 'node:util'
import { formatCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import type { SignedAllocation } from '../../model/signed-allocation.ts'
import { union } from '../apply/cpuset.ts'
import type { ChangeLog } from '../change-log.ts'
import { reasonOf } from '../kernel/kernel.ts'
import { Lock } from '../lock.ts'
import type { NodeApplyOutcome } from './apply-outcome.ts'
import { ContainerCpusets } from './container-cpusets.ts'
import type { WriteCpuset } from './container-groups.ts'
import type {
  Container,
  ContainerHooks,
  CpusetUpdate,
  CreationAnswer,
  RuntimeCalls,
  Sandbox,
} from './container-hooks.ts'
import { Refusal } from './container-hooks.ts'
import { CountedCalls } from './counted-calls.ts'
import type { KubeletBook } from './kubelet-book.ts'
import type { NodeCpus } from './placement.ts'
import { cpusetOf, type Held, Placement, type PodPlace, presentOf } from './placement.ts'
import type { SystemFence } from './system-fence.ts'
import { takeIn } from './take-in.ts'
import type { ToldAllocations } from './told-allocations.ts'
import type { AllocationVerifier, PodIdentity, Verified } from './verify-allocation.ts'
import { nameOf, pinnedFault, textOf, unheldFault, wordsOf } from './words.ts'

export interface NodeAgentOptions {
  readonly node: NodeCpus
  readonly verifier: AllocationVerifier
  readonly changes: ChangeLog
  readonly told: ToldAllocations
  /** Why NumaNodes, list form, cannot take the memory that a pod has elsewhere; empty when they can. */
  readonly lacksRoom: (place: PodPlace, mems: string) => Promise<readonly Fault[]>
  readonly system: Pick<SystemFence, 'hold' | 'keep'>
  readonly writeCpuset: WriteCpuset
  /** What the kubelet has put where; asked anew each time. */
  readonly kubelet: () => Promise<KubeletBook>
  readonly nowMs: () => number
}

/**
 * The agent of a Kubernetes Node: says on which Cpus each container runs, when the runtime creates it and later. The
 * Cpus of an allocation are taken from all other containers before its own get them, and given back after.
 */
export class NodeAgent implements ContainerHooks {
  readonly #verifier: AllocationVerifier
  readonly #changes: ChangeLog
  readonly #placement: Placement
  readonly #lock = new Lock()
  readonly #told: ToldAllocations
  readonly #lacksRoom: NodeAgentOptions['lacksRoom']
  readonly #system: NodeAgentOptions['system']
  readonly #kubelet: NodeAgentOptions['kubelet']
  readonly #cpusets: ContainerCpusets
  #runtime: CountedCalls | null = null

  constructor(options: NodeAgentOptions) {
    const { node, verifier, changes, told, lacksRoom, system, writeCpuset, kubelet, nowMs } = options
    this.#verifier = verifier
    this.#changes = changes
    this.#told = told
    this.#lacksRoom = lacksRoom
    this.#system = system
    this.#kubelet = kubelet
    this.#placement = new Placement(node)
    this.#cpusets = new ContainerCpusets({ placement: this.#placement, writeCpuset, changes, nowMs })
  }

  get placement(): Placement {
    return this.#placement
  }

  get isConnected(): boolean {
    return this.#runtime !== null
  }

  /** Updates are under way. */
  get isUpdating(): boolean {
    return this.#runtime?.isUpdating === true
  }

  connected(runtime: RuntimeCalls | null): void {
    this.#runtime = runtime === null ? null : new CountedCalls(runtime)
  }

  /** Pods have what they were told last; those that were told nothing keep what they run on, not an annotation's. */
  async synchronize(sandboxes: readonly Sandbox[], containers: readonly Container[]): Promise<readonly CpusetUpdate[]> {
    const kubelet = await this.#kubelet()
    this.#placement.clear()
    this.#cpusets.clear()
    // The sandbox that a pod still gets shows its annotations of then.
    this.#told.keep(new Set(sandboxes.map(({ uid }) => uid)))
    const said = (sandbox: Sandbox) => this.#said(sandbox)
    const isTold = (uid: string, { atMs }: Verified) => this.#told.of(uid)?.atMs === atMs
    const [placement, changes] = [this.#placement, this.#changes]
    const updates = takeIn(sandboxes, containers, { placement, changes, kubelet, said, isTold })
    void this.#system.keep()
    return updates
  }

  /** The later of what the annotations say and what came by a call; null: no allocation, or one that is not ours. */
  #said(sandbox: Sandbox): Verified | null {
    const said = this.#verifier.ofSandbox(sandbox)
    if (said === null) return null
    if (said.ok) return this.#told.later(sandbox.uid, said.value)
    this.#changes.add('failed', nameOf(sandbox), textOf(said.faults))
    return null
  }

  async create(sandbox: Sandbox, container: Container): Promise<CreationAnswer> {
    const said = this.#verifier.ofSandbox(sandbox)
    if (said?.ok === false) throw this.#refusal(sandbox, said.faults)
    const isKubeletPinned = container.cpus !== '' || container.mems !== ''
    if (said !== null && isKubeletPinned) throw this.#refusal(sandbox, [pinnedFault(container)])
    const place = this.#placement.pod(sandbox)
    place.isKubeletPinned = isKubeletPinned
    if (said !== null && place.held === null) {
      const wanted = this.#told.later(sandbox.uid, said.value)
      const faults = this.#placement.faultsOf(sandbox, wanted)
      if (faults.length > 0) throw this.#refusal(sandbox, faults)
      place.held = this.#placement.heldOf(wanted)
      this.#changes.add('applied', nameOf(sandbox), `${wordsOf(place.held)}, decision ${wanted.decision}`)
    }
    place.containers.set(container.id, container)
    // All of them, not only those that seem to need it: an earlier creation may have failed at this very point.
    const others = said === null ? [] : await this.#cpusets.fenceByKernel()
    const unheld = said === null ? null : await this.#system.hold().then(() => null, unheldFault)
    if (unheld !== null) throw this.#refusal(sandbox, [unheld])
    if (isKubeletPinned) return { own: null, others }
    return { own: this.#placement.cpusetOf(place), others }
  }

  #refusal(sandbox: Sandbox, faults: readonly Fault[]): Refusal {
    this.#changes.add('failed', nameOf(sandbox), textOf(faults))
    return new Refusal(`berth: ${textOf(faults)}`)
  }

  async update(sandbox: Sandbox, container: Container): Promise<readonly CpusetUpdate[]> {
    // A kubelet that was started anew may pin where the one before did not.
    const { doesPin } = await this.#kubelet()
    const place = this.#placement.podOf({ sandboxId: sandbox.id })
    if (place !== null && place.held === null && doesPin) place.isKubeletPinned = true
    if (place === null || place.isKubeletPinned) return []
    return [{ containerId: container.id, ...this.#placement.cpusetOf(place) }]
  }

  started(container: Container): void {
    const containers = this.#placement.podOf(container)?.containers
    const known = containers?.get(container.id)
    if (known !== undefined) containers?.set(container.id, { ...known, isStarted: true })
    // What changed between its creation and its group's passed it by.
    void this.#cpusets.fenceByKernel()
  }

  stopped(container: Container): void {
    this.#placement.podOf(container)?.containers.delete(container.id)
  }

  removed(container: Container): void {
    this.stopped(container)
  }

  sandboxEnded(sandbox: Sandbox): void {
    const place = this.#placement.podOf({ sandboxId: sandbox.id })
    if (place === null) return
    this.#placement.remove(sandbox.id)
    if (this.#placement.withUid(sandbox.uid) === null) this.#told.forget(sandbox.uid)
    if (place.held === null) return
    this.#changes.add('released', nameOf(sandbox), wordsOf(place.held))
    void this.#lock.run(() => this.#widen())
  }

  /** Lets shared containers onto all Cpus that nobody has for itself. Until that is answered nobody gets them. */
  async #widen(): Promise<void> {
    if (this.#runtime === null) return
    this.#placement.returning(this.#placement.shared)
    try {
      await this.#cpusets.fence(this.#runtime)
      await this.#system.hold()
    } catch (error) {
      // Too few Cpus for them, and never one too many: the next change sets it right.
      this.#changes.add('failed', null, `shared Cpus not widened: ${reasonOf(error)}`)
    } finally {
      this.#placement.returning([])
    }
  }

  /** Says which Cpus are online by now, ascending: pods without an allocation run on all of them that are free. */
  async setOnline(online: readonly number[]): Promise<void> {
    if (!this.#placement.setOnline(online)) return
    this.#changes.add('host-changed', null, `Cpus ${formatCpuList(online)} are online`)
    await this.#lock.run(() => this.#widen())
  }

  /** Tells the runtime where the kernel has its containers, once nothing has changed for a while. */
  async tellRuntime(): Promise<void> {
    if (this.#runtime !== null) await this.#cpusets.tell(this.#runtime, (act) => this.#lock.run(act))
  }

  /** Holds a pod's containers once more to what they should be. Rejects with what the runtime says. */
  putBack(place: PodPlace): Promise<void> {
    return this.#lock.run(async () => {
      if (this.#runtime === null) throw new Error('no connection to the container runtime')
      await this.#cpusets.hold(this.#runtime, place, this.#placement.cpusetOf(place))
    })
  }

  /** Brings a pod to a later allocation while it runs. Never throws for what the runtime says. */
  async apply(pod: PodIdentity, signed: SignedAllocation): Promise<NodeApplyOutcome> {
    const said = this.#verifier.of(pod, signed)
    if (!said.ok) return { kind: 'refused', taken: false, reasons: said.faults }
    return this.#lock.run(() => this.#apply(pod, said.value, signed))
  }

  async #apply(pod: PodIdentity, said: Verified, signed: SignedAllocation): Promise<NodeApplyOutcome> {
    const latest = this.#told.of(pod.uid)
    if (latest !== null && latest.atMs > said.atMs) {
      const found = `an allocation of ${said.atMs}`
      const reasons = [{ path: 'signature', found, expected: `one that is not older than that of ${latest.atMs}` }]
      return { kind: 'refused', taken: false, reasons }
    }
    const runtime = this.#runtime
    if (runtime === null) return { kind: 'unavailable' }
    const present = this.#placement.withUid(pod.uid)
    if (present?.isKubeletPinned === true) {
      return { kind: 'refused', taken: false, reasons: [pinnedFault(cpusetOf(presentOf(present)))] }
    }
    const lacking = present === null ? [] : await this.#lacksRoom(present, this.#placement.heldOf(said).mems)
    const reasons = [...this.#placement.faultsOf(pod, said), ...lacking]
    if (reasons.length > 0) return { kind: 'refused', taken: true, reasons }
    const before = this.#told.put(pod, signed, said)
    const place = this.#placement.withUid(pod.uid)
    // Booked in the same turn as it was found free: a creation asks at any time.
    const outcome = place === null ? null : await this.#change(runtime, place, this.#placement.heldOf(said))
    // An agent that starts anew brings the pod to what it was told last: not to what it could not have.
    if (outcome?.kind === 'failed') this.#told.putBack(pod.uid, before)
    await this.#told.save()
    if (place === null || outcome === null) return { kind: 'kept' }
    const words = outcome.kind === 'failed' ? `decision ${said.decision}: ${outcome.reason}` : ''
    this.#changes.add(outcome.kind, nameOf(pod), words || `${wordsOf(place.held)}, decision ${said.decision}`)
    return outcome
  }

  async #change(
    runtime: RuntimeCalls,
    place: PodPlace,
    wanted: Held,
  ): Promise<Extract<NodeApplyOutcome, { kind: 'applied' | 'failed' }>> {
    const before = place.held
    // What is so already is not asked for again.
    if (place.isCarriedOut && before !== null && isDeepStrictEqual(before, wanted)) {
      return { kind: 'applied', cpuset: cpusetOf(wanted) }
    }
    place.isCarriedOut = false
    place.held = { cpus: union(before?.cpus ?? [], wanted.cpus), mems: wanted.mems }
    place.target = wanted
    const during = this.#placement.sharedSet.cpus
    try {
      if (wanted.cpus.some((cpu) => before?.cpus.includes(cpu) !== true)) {
        await Promise.all([this.#system.hold(), this.#cpusets.fence(runtime)])
      }
      await this.#cpusets.hold(runtime, place, cpusetOf(wanted))
      place.held = wanted
      place.isCarriedOut = true
      return { kind: 'applied', cpuset: cpusetOf(wanted) }
    } catch (error) {
      const back = before === null ? this.#placement.sharedSet : cpusetOf(before)
      // When that fails too, the pod keeps both in the books: nobody else may be put there.
      const isBack = await this.#cpusets.hold(runtime, place, back).then(
        () => true,
        () => false,
      )
      if (isBack) place.held = before
      return { kind: 'failed', reason: reasonOf(error) }
    } finally {
      place.target = null
      // The pod has what it is to have: whoever asked for that need not wait until others have what it gave up.
      if (this.#placement.sharedSet.cpus !== during) void this.#lock.run(() => this.#widen())
    }
  }
}
