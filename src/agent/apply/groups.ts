import type { Fault } from '../../base/result.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { reasonOf } from '../kernel/kernel.ts'
import type { UndoList } from './undo-list.ts'

/** Where the control groups of pods are. */
export interface GroupPaths {
  /** Root of the cgroup v2 hierarchy, `/sys/fs/cgroup`. */
  readonly root: string
  /** The group above all pods. */
  readonly parent: string
  pod(pod: string): string
}

/** Controllers that an allocation needs, in every group above a pod's. */
const CONTROLLERS = ['cpuset', 'memory', 'io'] as const

/** A pod's name as one word for folders and namespaces. Names have no underscore of their own. */
export function podWord(pod: string): string {
  return pod.replaceAll('/', '_')
}

/** Pod's name behind such a word. */
export function podOfWord(word: string): string {
  return word.replaceAll('_', '/')
}

/** Paths under a cgroup root. */
export function groupPaths(root: string): GroupPaths {
  const parent = `${root}/berth`
  return { root, parent, pod: (pod) => `${parent}/${podWord(pod)}` }
}

/** Makes the parent group and switches the controllers on above the pods; what is missing is a fault, never thrown. */
export async function prepareGroups(kernel: Kernel, groups: GroupPaths): Promise<readonly Fault[]> {
  const faults: Fault[] = []
  const offered = (await kernel.read(`${groups.root}/cgroup.controllers`))?.split(' ') ?? null
  if (offered === null) {
    return [{ path: 'cgroup', found: `no cgroup v2 at ${groups.root}`, expected: 'a mounted cgroup2 filesystem' }]
  }
  for (const name of CONTROLLERS) {
    if (!offered.includes(name)) {
      faults.push({ path: `cgroup.${name}`, found: 'no such controller', expected: 'cgroup v2 with it' })
    }
  }
  const switchOn = CONTROLLERS.filter((name) => offered.includes(name)).map((name) => `+${name}`)
  try {
    await enable(kernel, groups.root, switchOn)
    if ((await kernel.list(groups.parent)) === null) await kernel.makeDirectory(groups.parent)
    await enable(kernel, groups.parent, switchOn)
  } catch (error) {
    faults.push({ path: 'cgroup', found: reasonOf(error), expected: `the controllers ${CONTROLLERS.join(', ')}` })
  }
  return faults
}

async function enable(kernel: Kernel, group: string, words: readonly string[]): Promise<void> {
  const on = ((await kernel.read(`${group}/cgroup.subtree_control`)) ?? '').split(' ')
  const missing = words.filter((word) => !on.includes(word.slice(1)))
  if (missing.length > 0) await kernel.write(`${group}/cgroup.subtree_control`, missing.join(' '))
}

/** Makes the pod's group when it is not there. */
export async function makePodGroup(kernel: Kernel, group: string, undo: UndoList): Promise<void> {
  if ((await kernel.list(group)) !== null) return
  await undo.step(`make group ${group}`, () => kernel.makeDirectory(group), {
    words: `group ${group} removed`,
    act: () => kernel.removeDirectory(group),
  })
}

/** Writes a file of a group unless it has the value already. before: what an undo writes back. */
export async function writeField(
  kernel: Kernel,
  undo: UndoList,
  path: string,
  value: string,
  before?: string,
): Promise<void> {
  const now = await kernel.read(path)
  if (now === value) return
  const old = before ?? now ?? ''
  await undo.step(`${path} = ${value}`, () => kernel.write(path, value), {
    words: `${path} back to ${old === '' ? 'nothing' : old}`,
    act: () => kernel.write(path, old),
  })
}

/** Names of the pods that have a group, ascending. */
export async function groupPods(kernel: Kernel, groups: GroupPaths): Promise<readonly string[]> {
  const pods: string[] = []
  for (const word of (await kernel.list(groups.parent)) ?? []) {
    if ((await kernel.list(`${groups.parent}/${word}`)) !== null) pods.push(podOfWord(word))
  }
  return pods
}
