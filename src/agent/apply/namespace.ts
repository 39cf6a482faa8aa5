import type { Kernel } from '../kernel/kernel.ts'
import { podWord } from './groups.ts'
import { ip } from './links.ts'
import type { UndoList } from './undo-list.ts'

/** Where `ip netns` keeps names. */
const NAMES = '/var/run/netns'

/** Name of a pod's network namespace, for `ip netns exec`. */
export function namespaceName(pod: string): string {
  return `berth-${podWord(pod)}`
}

/** Whether the name stands for a network namespace; a crash of `ip netns add` can leave a plain file. */
export async function namespaceState(kernel: Kernel, name: string): Promise<'present' | 'broken' | 'absent'> {
  const identity = await kernel.identity(`${NAMES}/${name}`)
  if (identity === null) return 'absent'
  const host = await kernel.identity('/proc/self/ns/net')
  return identity.split(':')[0] === host?.split(':')[0] ? 'present' : 'broken'
}

/**
 * Whether the pod's name already stands for where its process is; true when the process has no namespace of its own.
 */
export async function isNamespaceOf(kernel: Kernel, name: string, pid: number | null): Promise<boolean> {
  const own = await ownNamespace(kernel, pid)
  return own === null || own === (await kernel.identity(`${NAMES}/${name}`))
}

/** Identity of a process's network namespace when it is not the host's, else null. */
async function ownNamespace(kernel: Kernel, pid: number | null): Promise<string | null> {
  if (pid === null) return null
  const own = await kernel.identity(`/proc/${pid}/ns/net`)
  return own === (await kernel.identity('/proc/self/ns/net')) ? null : own
}

/** Makes the name: for the namespace that the process has of its own, else for a fresh one. */
export async function makeNamespace(kernel: Kernel, undo: UndoList, name: string, pid: number | null): Promise<void> {
  const state = await namespaceState(kernel, name)
  if (state === 'present') return
  if (state === 'broken') await undo.step(`remove broken name ${name}`, () => deleteName(kernel, name), null)
  const own = await ownNamespace(kernel, pid)
  const words = own === null ? ['netns', 'add', name] : ['netns', 'attach', name, String(pid)]
  await undo.step(`ip ${words.join(' ')}`, () => ip(kernel, null, words), {
    words: `namespace ${name} deleted`,
    act: () => deleteName(kernel, name),
  })
}

/** Takes the name away; a namespace without processes ends with it. */
export async function deleteName(kernel: Kernel, name: string): Promise<void> {
  if ((await kernel.identity(`${NAMES}/${name}`)) !== null) await ip(kernel, null, ['netns', 'delete', name])
}
