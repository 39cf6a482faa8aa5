import { byCodeUnit } from '../../base/order.ts'
import type { LstopoObject } from './lstopo-objects.ts'
import type { ImportedNic } from './write-topology.ts'

/** OS devices that are network interfaces: a number up to hwloc 2, a bit from 3 on, where RDMA has another too. */
const [NETWORK, NETWORK_BIT, RDMA_BIT] = [2, 16, 32]
/** PCI class of an Ethernet controller; those of Infiniband, Omni-Path and the like say others, which differ. */
const ETHERNET = '0200'
const MBPS_OF_GBYTES = 8000
const MODEL_LENGTH_MAX = 120

interface NodeCpus {
  readonly id: number
  readonly cpus: ReadonlySet<number>
}

/** Network interfaces of a machine on PCI, by name. nodes: its NUMA nodes, the lowest first. */
export function nicsOf(machine: LstopoObject, nodes: readonly NodeCpus[]): readonly ImportedNic[] {
  const nics: ImportedNic[] = []
  const walk = (object: LstopoObject, near: ReadonlySet<number> | null, device: LstopoObject | null): void => {
    const cpus = object.cpus ?? near
    const on = object.type === 'PCIDev' ? object : device
    if (object.type === 'OSDev' && on !== null && isNetwork(object)) {
      const numa = nodes.find((node) => cpus === null || [...cpus].some((cpu) => node.cpus.has(cpu)))
      nics.push(nicOf(object, on, numa?.id ?? nodes[0]?.id ?? 0))
    }
    for (const child of object.children) walk(child, cpus, on)
  }
  walk(machine, null, null)
  return nics.sort((a, b) => byCodeUnit(a.name, b.name))
}

function isNetwork({ element }: LstopoObject): boolean {
  const type = Number(element.attributes['osdev_type'])
  return type === NETWORK || ((type & NETWORK_BIT) !== 0 && (type & RDMA_BIT) === 0)
}

function nicOf({ element }: LstopoObject, device: LstopoObject, numa: number): ImportedNic {
  const { pci_busid: pci = null, pci_type: type = '', pci_link_speed: speed } = device.element.attributes
  const infos = new Map<string, string>()
  for (const { attributes } of device.element.children.get('info') ?? [])
    infos.set(attributes['name'] ?? '', attributes['value'] ?? '')
  const model = [infos.get('PCIVendor') ?? '', infos.get('PCIDevice') ?? ''].filter((part) => part !== '').join(' ')
  const { name = '' } = element.attributes
  const mbps = Math.round(Number(speed ?? 0) * MBPS_OF_GBYTES)
  return {
    name,
    numa,
    pci,
    kind: type.startsWith(ETHERNET) ? 'ethernet' : 'infiniband',
    pciLinkMbps: mbps > 0 ? mbps : null,
    model: model === '' ? null : model.slice(0, MODEL_LENGTH_MAX),
  }
}
