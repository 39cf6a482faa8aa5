import type { Result } from '../../../../base/result.ts'
import { failed, ok } from '../../../../base/result.ts'
import type { Host } from '../../../../model/fleet.ts'
import { DEVICE_KINDS, type SliceDevice } from '../../../../model/kube/resource-slice.ts'
import { LABEL_IDC, LABEL_MODULE, LABEL_RACK, LABEL_REGION } from '../../../../model/kube/words.ts'
import { faultsOfIssues, joinPath } from '../../../../model/parse/faults.ts'
import { parseFleet } from '../../../../model/parse/fleet.ts'
import { hostEntrySchema } from '../../../../model/parse/fleet-schema.ts'
import { record } from '../../../../model/parse/shapes.ts'
import type { KubeNode } from '../objects.ts'
import { factsOfDevices } from './slice-facts.ts'

const { topology, numaNodes, reservedCpus, nics, gpus, disks } = hostEntrySchema.shape
/** What the devices of a Node say. */
const factsSchema = record({ topology, numaNodes, reservedCpus, nics, gpus, disks })

/**
 * Reads a Node of ours, by its labels and the devices of its slices, as a Host, or every fault; paths begin with
 * `nodes.NAME`.
 */
export function hostOfNode(node: KubeNode, devices: readonly SliceDevice[]): Result<Host> {
  const { name, labels = {} } = node.metadata
  const path = `nodes.${name}`
  const at = `${path}.resourceSlices`
  const { facts: value, unknown } = factsOfDevices(devices)
  if (unknown.length > 0) {
    const expected = `kinds ${DEVICE_KINDS.join(', ')}, and cores of a NumaNode`
    return failed(unknown.map((device) => ({ path: `${at}.${device.name}`, found: JSON.stringify(device), expected })))
  }
  const parsed = factsSchema.safeParse(value)
  if (!parsed.success) {
    return failed(
      faultsOfIssues(parsed.error.issues, value).map((fault) => ({ ...fault, path: joinPath(at, fault.path) })),
    )
  }
  const facts = parsed.data
  const cpus = facts.numaNodes.reduce(
    (sum, numa) => sum + numa.cores.reduce((threads, core) => threads + core.length, 0),
    0,
  )
  const entry = {
    name,
    region: labels[LABEL_REGION],
    idc: labels[LABEL_IDC],
    module: labels[LABEL_MODULE],
    rack: labels[LABEL_RACK],
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
  return failed(fleet.faults.map((fault) => ({ ...fault, path: pathOnNode(fault.path, path, at) })))
}

/** Where a fault of `hosts[0]` stands on the Node. */
function pathOnNode(path: string, node: string, slices: string): string {
  const tail = path.replace(/^hosts\[0\]\.?/, '')
  const label = LABEL_BY_KEY[tail]
  if (label !== undefined) return `${node}.labels.${label}`
  return tail === 'name' || tail === '' ? `${node}.name` : joinPath(slices, tail)
}

const LABEL_BY_KEY: Readonly<Record<string, string>> = {
  region: LABEL_REGION,
  idc: LABEL_IDC,
  module: LABEL_MODULE,
  rack: LABEL_RACK,
}
