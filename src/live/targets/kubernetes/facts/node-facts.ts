import type { Result } from '../../../../base/result.ts'
import { failed } from '../../../../base/result.ts'
import type { Host } from '../../../../model/fleet.ts'
import type { SliceDevice } from '../../../../model/kube/resource-slice.ts'
import { LABEL_IDC, LABEL_MODULE, LABEL_RACK, LABEL_REGION } from '../../../../model/kube/words.ts'
import { joinPath } from '../../../../model/parse/faults.ts'
import { hostOfDevices } from '../../../../model/parse/kube/host-devices.ts'
import type { KubeNode } from '../objects.ts'

const LABEL_BY_KEY: Readonly<Record<string, string>> = {
  region: LABEL_REGION,
  idc: LABEL_IDC,
  module: LABEL_MODULE,
  rack: LABEL_RACK,
}

/**
 * Reads a Node of ours, by its labels and the devices of its slices, as a Host, or every fault; paths begin with
 * `nodes.NAME`.
 */
export function hostOfNode(node: KubeNode, devices: readonly SliceDevice[]): Result<Host> {
  const { name, labels = {} } = node.metadata
  const place = {
    name,
    region: labels[LABEL_REGION],
    idc: labels[LABEL_IDC],
    module: labels[LABEL_MODULE],
    rack: labels[LABEL_RACK],
  }
  const host = hostOfDevices(place, devices)
  return host.ok ? host : failed(host.faults.map((fault) => ({ ...fault, path: pathOnNode(fault.path, name) })))
}

/** Where a fault of a host stands on its Node. */
function pathOnNode(path: string, node: string): string {
  const label = LABEL_BY_KEY[path]
  if (label !== undefined) return `nodes.${node}.labels.${label}`
  return path === 'name' || path === '' ? `nodes.${node}.name` : joinPath(`nodes.${node}.resourceSlices`, path)
}
