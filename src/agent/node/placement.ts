import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { union } from '../apply/cpuset.ts'
import type { Container, Cpuset, CpusetUpdate, Sandbox } from './container-hooks.ts'
import type { PodIdentity, Verified } from './verify-allocation.ts'

/** The Cpus of a Node and what its allocations may not have. */
export interface NodeCpus {
  /** All online Cpus, ascending. */
  readonly online: readonly number[]
  /** Kept for the system and for pods without an allocation; never given to one pod, ascending. */
  readonly reserved: readonly number[]
  /** Kernel's number of each NumaNode by its dense id. */
  readonly kernelNumaIds: readonly number[]
}

/** What a pod has for itself. */
export interface Held {
  /** Ascending. */
  readonly cpus: readonly number[]
  /** Kernel's NumaNodes, list form. */
  readonly mems: string
}

/** A pod that the runtime knows, with its containers that are not stopped. */
export interface PodPlace {
  readonly sandbox: Sandbox
  /** Null: it runs on the shared Cpus. While it changes, all that it had and is to have. */
  held: Held | null
  /** What it is to have when the change under way is done; null when there is none. */
  target: Held | null
  /** All its containers were brought to `held`; whether they still are there the kernel says. */
  isCarriedOut: boolean
  /** The kubelet chose Cpus for it. */
  isKubeletPinned: boolean
  readonly containers: Map<string, Container>
}

/**
 * Who is on which Cpus of the Node: pods with an allocation have theirs alone, all others share the rest. It only
 * keeps count; what is told to the runtime, and in which order, is for its callers.
 */
export class Placement {
  #node: NodeCpus
  /** By sandbox id. */
  readonly #pods = new Map<string, PodPlace>()
  /** Cpus that shared containers are being widened to at this moment. */
  #returning: readonly number[] = []

  constructor(node: NodeCpus) {
    this.#node = node
  }

  clear(): void {
    this.#pods.clear()
    this.#returning = []
  }

  /** Says which Cpus are online by now, ascending; true when these are others than before. */
  setOnline(online: readonly number[]): boolean {
    if (formatCpuList(online) === formatCpuList(this.#node.online)) return false
    this.#node = { ...this.#node, online }
    return true
  }

  /** Ascending. */
  get online(): readonly number[] {
    return this.#node.online
  }

  get pods(): Iterable<PodPlace> {
    return this.#pods.values()
  }

  /** The pod of a sandbox, made when it is not known. */
  pod(sandbox: Sandbox): PodPlace {
    const known = this.#pods.get(sandbox.id)
    if (known !== undefined) return known
    const place: PodPlace = {
      sandbox,
      held: null,
      target: null,
      isCarriedOut: false,
      isKubeletPinned: false,
      containers: new Map(),
    }
    this.#pods.set(sandbox.id, place)
    return place
  }

  podOf(container: Pick<Container, 'sandboxId'>): PodPlace | null {
    return this.#pods.get(container.sandboxId) ?? null
  }

  /** The newest sandbox of a pod. */
  withUid(uid: string): PodPlace | null {
    return [...this.#pods.values()].reverse().find(({ sandbox }) => sandbox.uid === uid) ?? null
  }

  withContainer(id: string): PodPlace | null {
    return [...this.#pods.values()].find(({ containers }) => containers.has(id)) ?? null
  }

  remove(sandboxId: string): void {
    this.#pods.delete(sandboxId)
  }

  /** Cpus that no pod has for itself. */
  get shared(): readonly number[] {
    const taken = new Set([...this.#pods.values()].flatMap(({ held }) => held?.cpus ?? []))
    return this.#node.online.filter((cpu) => !taken.has(cpu))
  }

  get sharedSet(): Cpuset {
    return { cpus: formatCpuList(this.shared), mems: '' }
  }

  /** What containers of the pod are to be held to. */
  cpusetOf({ held, target }: PodPlace): Cpuset {
    const own = target ?? held
    return own === null ? this.sharedSet : cpusetOf(own)
  }

  /** Containers without an allocation; those that a kubelet pinned are its own. */
  get fenced(): readonly Container[] {
    return [...this.#pods.values()]
      .filter(({ held, isKubeletPinned }) => held === null && !isKubeletPinned)
      .flatMap(({ containers }) => [...containers.values()])
  }

  /** Updates that bring each of them to the shared Cpus. */
  fence(): readonly CpusetUpdate[] {
    const { sharedSet } = this
    return this.fenced.map(({ id }) => ({ containerId: id, ...sharedSet }))
  }

  /** Says that shared containers are being widened to these Cpus; none when that is done. */
  returning(cpus: readonly number[]): void {
    this.#returning = cpus
  }

  /** What an allocation is on this Node, or why it cannot be had. */
  heldOf({ cpus, numaNodes }: Verified): Held {
    const ids = numaNodes.map((id) => this.#node.kernelNumaIds[id]).filter((id) => id !== undefined)
    return { cpus, mems: formatCpuList(ids.sort((a, b) => a - b)) }
  }

  /** Why no pod would be given these Cpus: some are offline, or kept for the system. */
  strayFaults(cpus: readonly number[]): readonly Fault[] {
    const usable = new Set(this.#node.online.filter((cpu) => !this.#node.reserved.includes(cpu)))
    const stray = cpus.filter((cpu) => !usable.has(cpu))
    if (stray.length === 0) return []
    return [{ path: 'cpus', found: formatCpuList(stray), expected: 'online Cpus of this Node that are not reserved' }]
  }

  /** Which of these Cpus other pods have for themselves. */
  #clashes(pod: PodIdentity, cpus: readonly number[]): readonly { sandbox: Sandbox; both: readonly number[] }[] {
    return [...this.#pods.values()]
      .filter(({ sandbox, held }) => sandbox.uid !== pod.uid && held !== null)
      .map(({ sandbox, held }) => ({ sandbox, both: cpus.filter((cpu) => held?.cpus.includes(cpu)) }))
      .filter(({ both }) => both.length > 0)
  }

  /**
   * Whether Cpus that the runtime has a pod on are its own: no other pod's, and not what pods without an allocation
   * share, where one runs that could not have what it was to have. That some have gone offline since, or are kept for
   * the system by now, takes them from nobody. said: what it is to have.
   */
  isOwn(pod: PodIdentity, cpus: readonly number[], said: Verified): boolean {
    if (cpus.length === 0 || this.#clashes(pod, cpus).length > 0) return false
    const more = cpus.filter((cpu) => !said.cpus.includes(cpu))
    if (more.length === 0) return true
    return !more.some((cpu) => this.#node.reserved.includes(cpu)) && this.shared.some((cpu) => !cpus.includes(cpu))
  }

  /** Why the pod cannot have this: every fault. */
  faultsOf(pod: PodIdentity, wanted: Verified): readonly Fault[] {
    const faults: Fault[] = [...this.strayFaults(wanted.cpus)]
    const add = (path: string, found: string, expected: string) => faults.push({ path, found, expected })
    const absent = wanted.numaNodes.filter((id) => this.#node.kernelNumaIds[id] === undefined)
    if (absent.length > 0) add('memoryMib', `NumaNode ${absent.join(', ')}`, 'NumaNodes of this Node')
    for (const { sandbox, both } of this.#clashes(pod, wanted.cpus)) {
      add('cpus', `${formatCpuList(both)} of ${sandbox.namespace}/${sandbox.name}`, 'free Cpus')
    }
    const late = wanted.cpus.filter((cpu) => this.#returning.includes(cpu))
    if (late.length > 0) add('cpus', `${formatCpuList(late)}, which pods are just being let onto`, 'a moment later')
    const left = this.shared.filter((cpu) => !wanted.cpus.includes(cpu))
    if (left.length === 0) add('cpus', 'every shared Cpu of the Node', 'one left for pods without an allocation')
    return faults
  }
}

/** Union of what its containers were found on when taken in, with the NumaNodes of the last that names some. */
export function presentOf(place: PodPlace): Held {
  const containers = [...place.containers.values()]
  const cpus = containers.reduce<readonly number[]>((all, { cpus }) => union(all, parseCpuList(cpus) ?? []), [])
  return { cpus, mems: containers.findLast(({ mems }) => mems !== '')?.mems ?? '' }
}

/** Updates that hold every container of a pod to this. */
export function updatesTo({ containers }: PodPlace, cpuset: Cpuset): readonly CpusetUpdate[] {
  return [...containers.keys()].map((containerId) => ({ containerId, ...cpuset }))
}

export function cpusetOf(held: Held): Cpuset {
  return { cpus: formatCpuList(held.cpus), mems: held.mems }
}
