import type { Kernel } from '../kernel/kernel.ts'
import type { Container, Cpuset } from './container-hooks.ts'

/** What became of a wish; `absent`: its process was not let go yet, or its group takes no such list. */
export type WriteOutcome = 'same' | 'written' | 'absent'

/**
 * Holds a container to this by the kernel's own files, without the runtime: its threads are there when it resolves, and
 * pages on the way; `mems` '' leaves NumaNodes as they are. What the runtime says of it counts where it is `absent`.
 * Never rejects.
 */
export type WriteCpuset = (container: Container, cpuset: Cpuset) => Promise<WriteOutcome>

/** `root`: where cgroup v2 is mounted. */
export function cpusetWriter(kernel: Kernel, root: string): WriteCpuset {
  return async (container, { cpus, mems }) => {
    if (!container.isStarted) return 'absent'
    try {
      const found = await readFiles(kernel, root, container, '')
      if (found === null) return 'absent'
      const folder = cgroupFolder(root, container.cgroupsPath)
      const isMoved = mems !== '' && mems !== found.mems
      if (cpus === found.cpus && !isMoved) return 'same'
      if (cpus !== found.cpus) await kernel.write(`${folder}/cpuset.cpus`, cpus)
      if (isMoved) await kernel.write(`${folder}/cpuset.mems`, mems)
      return 'written'
    } catch {
      return 'absent'
    }
  }
}

/**
 * What the kernel has a container on: the effective lists, from which a Cpu that is offline is missing. Null when it
 * has no such group. Rejects with a KernelError.
 */
export function readEffective(kernel: Kernel, root: string, container: Container): Promise<Cpuset | null> {
  return readFiles(kernel, root, container, '.effective')
}

async function readFiles(
  kernel: Kernel,
  root: string,
  { cgroupsPath }: Container,
  ending: string,
): Promise<Cpuset | null> {
  if (cgroupsPath === '') return null
  const folder = cgroupFolder(root, cgroupsPath)
  const cpus = await kernel.read(`${folder}/cpuset.cpus${ending}`)
  const mems = await kernel.read(`${folder}/cpuset.mems${ending}`)
  return cpus === null || mems === null ? null : { cpus, mems }
}

/**
 * Folder of a container's cgroup v2. The runtime gives a path below the root, or with systemd's driver
 * `A-B.slice:PREFIX:ID`: the scope `PREFIX-ID` in `A.slice/A-B.slice`.
 */
export function cgroupFolder(root: string, cgroupsPath: string): string {
  const match = /^([^:/]+)\.slice:([^:]*):([^:]+)$/.exec(cgroupsPath)
  if (match === null) return `${root}/${cgroupsPath.replace(/^\/+/, '')}`
  const parts = match[1].split('-')
  const slices = parts.map((_, i) => `${parts.slice(0, i + 1).join('-')}.slice`)
  return `${root}/${slices.join('/')}/${match[2] === '' ? '' : `${match[2]}-`}${match[3]}.scope`
}
