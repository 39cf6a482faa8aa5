import { type Kernel, KernelError } from '../kernel/kernel.ts'
import type { GroupPaths } from './groups.ts'
import type { UndoList } from './undo-list.ts'

/**
 * What tells a process from a later one of the same number, `BOOT/START`; null when there is none. START is in ticks
 * since boot.
 */
export async function processIdentity(kernel: Kernel, pid: number): Promise<string | null> {
  const stat = await kernel.read(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name in brackets may hold anything; field 22 is the 20th behind it.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  const boot = await kernel.read('/proc/sys/kernel/random/boot_id')
  return `${boot ?? ''}/${start}`
}

/** Numbers of the processes in a group, ascending. */
export async function processesOf(kernel: Kernel, group: string): Promise<readonly number[]> {
  const text = (await kernel.read(`${group}/cgroup.procs`)) ?? ''
  return [
    ...new Set(
      text
        .split('\n')
        .filter((line) => /^\d+$/.test(line))
        .map(Number),
    ),
  ].sort((a, b) => a - b)
}

/** Puts a process with all its threads into the pod's group; what it starts later is born there. */
export async function moveProcess(
  kernel: Kernel,
  undo: UndoList,
  groups: GroupPaths,
  group: string,
  pid: number,
): Promise<void> {
  if ((await processesOf(kernel, group)).includes(pid)) return
  const home = await groupOfProcess(kernel, groups, pid)
  if (home === null) throw new KernelError(`move process ${pid}`, 'ESRCH: there is no such process')
  await undo.step(`process ${pid} into ${group}`, () => kernel.write(`${group}/cgroup.procs`, String(pid)), {
    words: `process ${pid} back into ${home}`,
    act: () => kernel.write(`${home}/cgroup.procs`, String(pid)),
  })
}

async function groupOfProcess(kernel: Kernel, groups: GroupPaths, pid: number): Promise<string | null> {
  const line = ((await kernel.read(`/proc/${pid}/cgroup`)) ?? '').split('\n').find((text) => text.startsWith('0::/'))
  if (line === undefined) return (await kernel.read(`/proc/${pid}/stat`)) === null ? null : groups.root
  const path = line.slice('0::'.length)
  return path === '/' || path.includes('(deleted)') ? groups.root : `${groups.root}${path}`
}

/**
 * Empties a group into the root group, where nothing limits: a group between that hands controllers on may not hold
 * processes itself. The numbers of those moved.
 */
export async function evacuate(kernel: Kernel, groups: GroupPaths, group: string): Promise<readonly number[]> {
  const moved = new Set<number>()
  // Twice more, since a process may have been born meanwhile.
  for (let round = 0; round < 3; round++) {
    const pids = await processesOf(kernel, group)
    if (pids.length === 0) break
    for (const pid of pids) {
      await kernel.write(`${groups.root}/cgroup.procs`, String(pid)).catch((error: unknown) => {
        if (!(error instanceof KernelError) || error.reason !== 'ESRCH') throw error
      })
      moved.add(pid)
    }
  }
  return [...moved].sort((a, b) => a - b)
}
