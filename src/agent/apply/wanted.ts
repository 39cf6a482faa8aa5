import { assert } from '../../base/assert.ts'
import { formatCpuList, parseCpuList } from '../../base/cpu-list.ts'
import type { HoldingWords } from '../../model/decision.ts'
import type { DiscoveredDisk } from '../discover/disks.ts'
import type { DiscoveredHost } from '../discover/host.ts'

/** MiB of a holding, all NumaNodes together. */
export function memoryMibOf(holding: HoldingWords): number {
  return Object.values(holding.memoryMib).reduce((sum, mib) => sum + mib, 0)
}

/** Cpus of a holding, ascending. */
export function cpusOf(holding: HoldingWords): readonly number[] {
  const cpus = parseCpuList(holding.cpus ?? '')
  assert(cpus !== null, 'a holding that was parsed has a Cpu list')
  return cpus
}

/** NumaNodes of a holding's memory as the kernel numbers them, ascending. */
export function kernelNumaNodes(discovered: DiscoveredHost, holding: HoldingWords): readonly number[] {
  return Object.keys(holding.memoryMib)
    .map((id) => discovered.kernelNumaIds[Number(id)])
    .filter((id) => id !== undefined)
    .sort((a, b) => a - b)
}

/** The same as the list form of cpuset.mems. */
export function kernelNumaList(discovered: DiscoveredHost, holding: HoldingWords): string {
  return formatCpuList(kernelNumaNodes(discovered, holding))
}

/** Disk of a holding with its MiB, or null when it holds none. */
export function diskOf(
  discovered: DiscoveredHost,
  holding: HoldingWords,
): { readonly disk: DiscoveredDisk; readonly mib: number } | null {
  const [name, mib] = Object.entries(holding.diskMib ?? {})[0] ?? []
  const disk = discovered.disks.find((candidate) => candidate.name === name)
  return disk === undefined || mib === undefined ? null : { disk, mib }
}
