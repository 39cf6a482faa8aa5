import { statfs } from 'node:fs/promises'
import { parseCpuList } from '../../base/cpu-list.ts'
import type { Fault } from '../../base/result.ts'
import type { Host } from '../../model/fleet.ts'
import { FaultList } from '../../model/parse/faults.ts'
import { machineOf } from '../../model/parse/resolve-machine.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { discoverNumaNodes } from './cpus.ts'
import { type DiscoveredDisk, type DiskOption, discoverDisks, type SizeOf } from './disks.ts'
import { discoverNics } from './nics.ts'

/** What the host cannot say itself. */
export interface PlaceWords extends Pick<Host, 'name' | 'region' | 'idc' | 'module' | 'rack' | 'topology'> {
  /** Cpus kept for the system, list form. */
  readonly reservedCpus: string
  /** MiB kept for the system on each NumaNode. */
  readonly reservedMemoryMib: number
  readonly disks: readonly DiskOption[]
}

/** A host as the model has it, with what the model leaves out and applying needs. */
export interface DiscoveredHost {
  readonly host: Host
  /** Kernel's number of each NumaNode by its dense id. */
  readonly kernelNumaIds: readonly number[]
  readonly disks: readonly DiscoveredDisk[]
  readonly faults: readonly Fault[]
}

/** The host cannot be described at all: no Cpus, more NumaNodes than the engine takes, reserved Cpus it lacks. */
export class DiscoveryError extends Error {
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(faults.map((fault) => `${fault.path}: found ${fault.found}, expected ${fault.expected}`).join('; '))
    this.faults = faults
  }
}

/** Looks at the machine behind `kernel`. Rejects with a DiscoveryError. sizeOf: left out on a real machine. */
export async function discoverHost(
  kernel: Kernel,
  words: PlaceWords,
  sizeOf: SizeOf = filesystemMib,
): Promise<DiscoveredHost> {
  const faults: Fault[] = []
  const { numaNodes, kernelIds } = await discoverNumaNodes(kernel, faults)
  const nics = (await discoverNics(kernel, faults)).map((nic) => {
    const numa = kernelIds.indexOf(nic.kernelNuma)
    if (numa < 0 && kernelIds.length > 1) {
      const expected = 'the number of a NumaNode with Cpus; taken as the first'
      faults.push({ path: `nics.${nic.name}.numa`, found: String(nic.kernelNuma), expected })
    }
    return { name: nic.name, numa: Math.max(0, numa), vfs: nic.vfs }
  })
  const disks = await discoverDisks(kernel, words.disks, sizeOf, faults)
  const bad = new FaultList()
  const topology = { name: words.topology, numaNodes, nics }
  const machine = machineOf(
    {
      region: words.region,
      idc: words.idc,
      topology: words.topology,
      sriov: Object.fromEntries(nics.map((nic) => [nic.name, nic.vfs])),
      disks: disks.map((disk) => ({ name: disk.name, capacity: disk.capacityMib, io: disk.ioKibps })),
      reserved: { cpus: parseCpuList(words.reservedCpus) ?? [], memoryPerNumaNode: words.reservedMemoryMib },
    },
    'host',
    () => topology,
    bad,
  )
  if (machine === null || !bad.isEmpty) throw new DiscoveryError(bad.all)
  const { name, region, idc, module, rack } = words
  return { host: { name, region, idc, module, rack, ...machine }, kernelNumaIds: kernelIds, disks, faults }
}

async function filesystemMib(path: string): Promise<number> {
  const { blocks, bsize } = await statfs(path)
  return Math.floor((blocks * bsize) / (1024 * 1024))
}
