import type { Result } from '../../../base/result.ts'
import { failed, ok } from '../../../base/result.ts'
import type { Host } from '../../fleet.ts'
import { DEVICE_KINDS, type SliceDevice } from '../../kube/resource-slice.ts'
import { faultsOfIssues } from '../faults.ts'
import { parseFleet } from '../fleet.ts'
import { hostEntrySchema } from '../fleet-schema.ts'
import { record } from '../shapes.ts'
import { factsOfDevices } from './slice-facts.ts'

/** What a host is called and where it is; undefined where nobody says, which is a fault. */
export type HostPlace = Readonly<Record<'name' | 'region' | 'idc' | 'module' | 'rack', string | undefined>>

const { topology, numaNodes, reservedCpus, nics, gpus, disks } = hostEntrySchema.shape
/** What the devices of a Node say. */
const factsSchema = record({ topology, numaNodes, reservedCpus, nics, gpus, disks })

/**
 * A host of the devices that its agent publishes, or every fault. Paths are those of a host, `rack` or
 * `numaNodes[0].memoryMib`; of a device that nobody knows `devices.NAME`.
 */
export function hostOfDevices(place: HostPlace, devices: readonly SliceDevice[]): Result<Host> {
  const { facts: value, unknown } = factsOfDevices(devices)
  if (unknown.length > 0) {
    const expected = `kinds ${DEVICE_KINDS.join(', ')}, and cores of a NumaNode`
    return failed(unknown.map((each) => ({ path: `devices.${each.name}`, found: JSON.stringify(each), expected })))
  }
  const parsed = factsSchema.safeParse(value)
  if (!parsed.success) return failed(faultsOfIssues(parsed.error.issues, value))
  const facts = parsed.data
  const cpus = new Set(facts.numaNodes.flatMap((numa) => numa.cores.flat())).size
  const { name, region, idc, module, rack } = place
  const entry = {
    ...{ name, region, idc, module, rack },
    ...value,
    allocatable: {
      cpus: cpus - facts.reservedCpus.length,
      memoryMib: facts.numaNodes.reduce((sum, numa) => sum + numa.memoryMib, 0),
      diskMib: facts.disks.reduce((sum, disk) => sum + disk.capacityMib, 0),
      vfs: facts.nics.reduce((sum, nic) => sum + nic.vfs, 0),
    },
  }
  const fleet = parseFleet({ hosts: [entry], segments: [], pools: [] })
  if (fleet.ok) return ok(fleet.value.hosts[0])
  return failed(fleet.faults.map((fault) => ({ ...fault, path: fault.path.replace(/^hosts\[0\]\.?/, '') })))
}
