import type { Result } from '../../../../base/result.ts'
import { failed, ok } from '../../../../base/result.ts'
import type { Host } from '../../../../model/fleet.ts'
import { ANNOTATION_HOST, LABEL_IDC, LABEL_MODULE, LABEL_RACK, LABEL_REGION } from '../../../../model/kube/words.ts'
import { faultsOfIssues, joinPath, shortened } from '../../../../model/parse/faults.ts'
import { parseFleet } from '../../../../model/parse/fleet.ts'
import { hostEntrySchema } from '../../../../model/parse/fleet-schema.ts'
import { record } from '../../../../model/parse/shapes.ts'
import type { KubeNode } from '../objects.ts'

const { topology, numaNodes, reservedCpus, nics, gpus, disks } = hostEntrySchema.shape
/** The annotation `berth.dev/host`. */
const annotationSchema = record({ topology, numaNodes, reservedCpus, nics, gpus, disks })

/** The annotation's text for a host, for those that write Nodes. */
export function formatHost(host: Host): string {
  const { topology, numaNodes, reservedCpus, nics, gpus, disks } = host
  return JSON.stringify({ topology, numaNodes, reservedCpus, nics, gpus, disks })
}

/** Reads a Node of ours as a Host, or every fault; paths begin with `nodes.NAME`. */
export function hostOfNode(node: KubeNode): Result<Host> {
  const { name, labels = {}, annotations = {} } = node.metadata
  const path = `nodes.${name}`
  const text = annotations[ANNOTATION_HOST]
  const at = `${path}.annotations.${ANNOTATION_HOST}`
  const nothing = { path: at, found: 'nothing', expected: 'the facts of the host as JSON' }
  if (text === undefined) return failed([nothing])
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return failed([{ path: at, found: shortened(text), expected: 'one JSON object' }])
  }
  const parsed = annotationSchema.safeParse(value)
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
    ...(value as object),
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
function pathOnNode(path: string, node: string, annotation: string): string {
  const tail = path.replace(/^hosts\[0\]\.?/, '')
  const label = LABEL_BY_KEY[tail]
  if (label !== undefined) return `${node}.labels.${label}`
  return tail === 'name' || tail === '' ? `${node}.name` : joinPath(annotation, tail)
}

const LABEL_BY_KEY: Readonly<Record<string, string>> = {
  region: LABEL_REGION,
  idc: LABEL_IDC,
  module: LABEL_MODULE,
  rack: LABEL_RACK,
}
