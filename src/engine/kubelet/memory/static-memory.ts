import type { KubeletPod, Rejection } from '../machine.ts'
import { unexpected } from '../rejection.ts'
import { type Hint, type Hints, hintsOf } from '../topology/hint.ts'
import { byWidth, countBits, hasNode, type Mask, nodesOf, partsOf } from '../topology/mask.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/memorymanager/policy_static.go.

type Container = KubeletPod['containers'][number]

/** Memory of a container: `mib` anywhere on the nodes of `mask`. */
export interface MemoryBlock {
  readonly mask: Mask
  readonly mib: number
}

/** One NUMA node. */
export interface NodeMemory {
  readonly allocatableMib: number
  readonly freeMib: number
  readonly blocks: number
  /** The nodes that it is bound together with, itself among them: those of the last block that came to it. */
  readonly group: Mask
}

/**
 * The static policy: which NUMA nodes the memory of Guaranteed pods comes from. Nodes that serve a block together form
 * a group, and a node is in one group at a time.
 */
export class StaticMemory {
  #nodes: readonly NodeMemory[]
  #held: ReadonlyMap<string, ReadonlyMap<string, MemoryBlock>> = new Map()

  /** allocatableMib: by NUMA node, its memory less what is reserved. */
  constructor(allocatableMib: readonly number[]) {
    this.#nodes = allocatableMib.map((mib, node) => ({
      allocatableMib: mib,
      freeMib: mib,
      blocks: 0,
      group: 1 << node,
    }))
  }

  /** By NUMA node. What it says never changes: who takes or gives back makes another. */
  get state(): readonly NodeMemory[] {
    return this.#nodes
  }

  /** The memory of a container, or null. */
  held(pod: string, container: string): MemoryBlock | null {
    return this.#held.get(pod)?.get(container) ?? null
  }

  /** What one container asks for, or with null the pod as a whole. Where nothing will do it has no opinion either. */
  hints(pod: KubeletPod, container: Container | null): Hints {
    if (pod.qos !== 'Guaranteed') return null
    let mib = 0
    for (const { memoryMib } of container === null ? pod.containers : [container]) mib += memoryMib
    const hints = this.#hintsFor(mib)
    return hints.length === 0 ? null : hints
  }

  /** Binds the memory of a container to the nodes of the hint, or to more where those do not suffice. */
  allocate(pod: KubeletPod, container: Container, hint: Hint): Rejection | null {
    if (pod.qos !== 'Guaranteed') return null
    const chosen = this.#choose(container.memoryMib, hint)
    if (typeof chosen === 'string') return unexpected(`[memorymanager] ${chosen}`)
    const block = { mask: chosen, mib: container.memoryMib }
    this.#nodes = added(this.#nodes, block)
    this.#held = new Map(this.#held).set(pod.name, new Map(this.#held.get(pod.name)).set(container.name, block))
    return null
  }

  /** Gives back all that a pod holds. */
  release(pod: string): void {
    for (const block of this.#held.get(pod)?.values() ?? []) this.#nodes = removed(this.#nodes, block)
    const held = new Map(this.#held)
    held.delete(pod)
    this.#held = held
  }

  fork(): StaticMemory {
    const fork = new StaticMemory([])
    fork.#nodes = this.#nodes
    fork.#held = this.#held
    return fork
  }

  /** The nodes for a block, or why there are none. */
  #choose(mib: number, hint: Hint): Mask | string {
    let best = hint
    if (hint.mask === null) {
      const byDefault = bestOf(this.#hintsFor(mib))
      if (byDefault === null) {
        return 'failed to get the default NUMA affinity, no NUMA nodes with enough memory is available'
      }
      if (!byDefault.isPreferred && hint.isPreferred) return 'failed to find the default preferred hint'
      best = byDefault
    }
    let mask = best.mask as Mask
    if (this.#sum(mask, 'freeMib') < mib) {
      const wider = bestOf(this.#hintsFor(mib).filter((other) => ((other.mask as Mask) & mask) === mask))
      if (wider === null) return 'failed to find NUMA nodes to extend the current topology hint'
      if (!wider.isPreferred && best.isPreferred) return 'failed to find the extended preferred hint'
      mask = wider.mask as Mask
    }
    return this.#breaksGroup(mask) ? 'preferred hint violates NUMA node allocation' : mask
  }

  /**
   * The sets of nodes that have so much free. A single node must not be in a group; several must be unused, or be a
   * group already. Preferred are those as narrow as an empty machine would allow.
   */
  #hintsFor(mib: number): readonly Hint[] {
    let fewest = this.#nodes.length
    const masks: Mask[] = []
    for (const mask of partsOf((1 << this.#nodes.length) - 1)) {
      if (this.#sum(mask, 'allocatableMib') < mib) continue
      fewest = Math.min(fewest, countBits(mask))
      const isSingle = countBits(mask) === 1
      const isOpen = isSingle ? countBits(this.#nodes[nodesOf(mask)[0]].group) === 1 : !this.#breaksGroup(mask)
      if (isOpen && this.#sum(mask, 'freeMib') >= mib) masks.push(mask)
    }
    return hintsOf(masks, fewest)
  }

  /** Whether a node of several is in use by itself or in another group. A single node breaks no group here. */
  #breaksGroup(mask: Mask): boolean {
    if (countBits(mask) === 1) return false
    return nodesOf(mask).some((node) => {
      const { blocks, group } = this.#nodes[node]
      return blocks > 0 && (countBits(group) === 1 || group !== mask)
    })
  }

  #sum(mask: Mask, amount: 'freeMib' | 'allocatableMib'): number {
    let sum = 0
    for (let node = 0; node < this.#nodes.length; node++) if (hasNode(mask, node)) sum += this.#nodes[node][amount]
    return sum
  }
}

/** Whether a manager in one state says what it says in the other. */
export function sameMemory(nodes: readonly NodeMemory[], others: readonly NodeMemory[]): boolean {
  return nodes.every(({ freeMib, blocks, group }, node) => {
    const other = others[node]
    return freeMib === other.freeMib && blocks === other.blocks && group === other.group
  })
}

/** Preferred first, then the narrower; null of none. */
function bestOf(hints: readonly Hint[]): Hint | null {
  let best: Hint | null = null
  for (const hint of hints) {
    const isBetter =
      best === null ||
      (hint.isPreferred === best.isPreferred ? byWidth(hint.mask as Mask, best.mask as Mask) < 0 : hint.isPreferred)
    if (isBetter) best = hint
  }
  return best
}

/** Takes a block from its nodes, each emptied before the next; all of them become its group. */
function added(nodes: readonly NodeMemory[], { mask, mib }: MemoryBlock): readonly NodeMemory[] {
  let rest = mib
  return nodes.map((node, i) => {
    if (!hasNode(mask, i)) return node
    const part = Math.min(rest, node.freeMib)
    rest -= part
    return { ...node, freeMib: node.freeMib - part, blocks: node.blocks + 1, group: mask }
  })
}

/**
 * Gives a block back to its nodes, each filled before the next, which need not be how it was taken. A node without
 * blocks leaves its group.
 */
function removed(nodes: readonly NodeMemory[], { mask, mib }: MemoryBlock): readonly NodeMemory[] {
  let rest = mib
  return nodes.map((node, i) => {
    if (!hasNode(mask, i)) return node
    const part = Math.min(rest, node.allocatableMib - node.freeMib)
    rest -= part
    const blocks = node.blocks - 1
    return { ...node, freeMib: node.freeMib + part, blocks, group: blocks === 0 ? 1 << i : node.group }
  })
}
