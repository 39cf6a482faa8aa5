import { parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import { bytesByNode } from '../apply/numa-stat.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { cgroupFolder } from './container-groups.ts'
import type { Container, Cpuset } from './container-hooks.ts'

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
