import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import { writeField } from './groups.ts'
import type { HostContext } from './host-context.ts'
import type { UndoList } from './undo-list.ts'

/** One of the two sets a group is held to. */
export type CpusetFile = 'cpuset.cpus' | 'cpuset.mems'

/**
 * Holds a pod's group to exactly `wanted` and the parent to what all pods hold together, while the pod runs.
 *
 * Two passes, as Koordinator's executor writes: top to bottom the union of old and new, then bottom to top the exact
 * value. So a group never asks for what its parent lacks (the kernel would narrow it in silence) and a pod that moves
 * always has Cpus to run on. Threads follow a written cpuset.cpus at once, memory follows cpuset.mems (v2 always moves
 * it).
 *
 * wanted   ascending numbers of the kernel
 * others   what the other pods hold, ascending
 */
export async function applyCpuset(
  context: HostContext,
  undo: UndoList,
  pod: string,
  file: CpusetFile,
  wanted: readonly number[],
  others: readonly number[],
): Promise<void> {
  const { kernel, groups } = context
  const parent = `${groups.parent}/${file}`
  const own = `${groups.pod(pod)}/${file}`
  const held = setOf(await kernel.read(own))
  const parentHeld = setOf(await kernel.read(parent))
  const merged = union(held, wanted)
  // An empty set of the parent stands for all that its own parent has, and then there is nothing to widen.
  if (parentHeld.length > 0) await writeField(kernel, undo, parent, formatCpuList(union(parentHeld, merged)))
  if (held.length > 0) await writeField(kernel, undo, own, formatCpuList(merged))
  await writeField(kernel, undo, own, formatCpuList(wanted))
  await writeField(kernel, undo, parent, formatCpuList(union(others, wanted)))
}

/** Takes a pod's share off the parent's set, after the pod's group is gone. */
export async function narrowParent(
  context: HostContext,
  undo: UndoList,
  file: CpusetFile,
  others: readonly number[],
): Promise<void> {
  await writeField(context.kernel, undo, `${context.groups.parent}/${file}`, formatCpuList(others))
}

/** Ascending union of two ascending lists. */
export function union(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y)
}

function setOf(text: string | null): readonly number[] {
  return parseCpuList(text ?? '') ?? []
}
