import { parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { bytesByNode } from '../apply/numa-stat.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Container, Cpuset } from './container-hooks.ts'

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

/**
 * What the kernel has a container on: the effective lists, from which a Cpu that is offline is missing. Null when it
 * has no such group. Rejects with a KernelError.
 */
export async function readCpuset(kernel: Kernel, root: string, { cgroupsPath }: Container): Promise<Cpuset | null> {
  if (cgroupsPath === '') return null
  const folder = cgroupFolder(root, cgroupsPath)
  const cpus = await kernel.read(`${folder}/cpuset.cpus.effective`)
  const mems = await kernel.read(`${folder}/cpuset.mems.effective`)
  return cpus === null || mems === null ? null : { cpus, mems }
}

/**
 * Holds a container to Cpus, list form, by the kernel alone: its threads are on them when it resolves. `absent`: its
 * process was not let go yet, or its group takes no such list; what the runtime says of it counts then.
 */
export async function writeCpus(
  kernel: Kernel,
  root: string,
  { cgroupsPath, isStarted }: Container,
  cpus: string,
): Promise<'same' | 'written' | 'absent'> {
  if (cgroupsPath === '' || !isStarted) return 'absent'
  const file = `${cgroupFolder(root, cgroupsPath)}/cpuset.cpus`
  try {
    const present = await kernel.read(file)
    if (present === null) return 'absent'
    if (present === cpus) return 'same'
    await kernel.write(file, cpus)
    return 'written'
  } catch {
    return 'absent'
  }
}

/** Where a container is not on what is wanted; `mems` '' is anywhere. */
export function driftOf(container: Container, wanted: Cpuset, found: Cpuset): readonly Fault[] {
  const path = `${CONTAINERS}${container.name}`
  const faults: Fault[] = []
  if (found.cpus !== wanted.cpus) faults.push({ path: `${path}.cpus`, found: found.cpus, expected: wanted.cpus })
  if (wanted.mems !== '' && found.mems !== wanted.mems) {
    faults.push({ path: `${path}.mems`, found: found.mems, expected: wanted.mems })
  }
  return faults
}

const MIB = 1 << 20
const MEMORY_PATH = '.memory'
const CONTAINERS = 'containers.'

/**
 * Anonymous memory that a container has elsewhere than on its NumaNodes, in whole MiB: when cpuset.mems changes the
 * kernel moves pages along, leaves behind those for which the new NumaNode has no room, and says nothing. Rejects with
 * a KernelError.
 */
export async function memoryLeftBehind(
  kernel: Kernel,
  root: string,
  { name, cgroupsPath }: Container,
  { mems }: Cpuset,
): Promise<readonly Fault[]> {
  if (mems === '' || cgroupsPath === '') return []
  const own = parseCpuList(mems) ?? []
  return (await bytesByNode(kernel, cgroupFolder(root, cgroupsPath), ['anon']))
    .map(({ node, bytes }) => ({ node, mib: Math.floor(bytes / MIB) }))
    .filter(({ node, mib }) => mib > 0 && !own.includes(node))
    .map(({ node, mib }) => {
      const found = `${mib} MiB on NumaNode ${node}`
      return { path: `${CONTAINERS}${name}${MEMORY_PATH}`, found, expected: `all of it on NumaNode ${mems}` }
    })
}

/**
 * Whether holding containers to their cpuset once more would help: memory left behind stays where it is, and a Cpu that
 * a pod should not have is no container's fault.
 */
export function isMendable({ path }: Fault): boolean {
  return path.startsWith(CONTAINERS) && !path.endsWith(MEMORY_PATH)
}
