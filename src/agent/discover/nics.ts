import { byCodeUnit } from '../../base/order.ts'
import type { Fault } from '../../base/result.ts'
import type { Kernel } from '../kernel/kernel.ts'

const NET = '/sys/class/net'
/** ARPHRD_ETHER. */
const ETHERNET = '1'
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/

/** A PhysicalFunction, or an Ethernet device without functions. */
export interface DiscoveredNic {
  readonly name: string
  /** NumaNode as the kernel numbers it, -1 when it says none. */
  readonly kernelNuma: number
  /** VirtualFunctions switched on. */
  readonly vfs: number
}

/** Ethernet devices with hardware of their own, by name; VirtualFunctions are counted with their PF. */
export async function discoverNics(kernel: Kernel, faults: Fault[]): Promise<readonly DiscoveredNic[]> {
  const nics: DiscoveredNic[] = []
  for (const name of (await kernel.list(NET)) ?? []) {
    const device = `${NET}/${name}/device`
    const isHardware = (await kernel.list(device)) !== null && (await kernel.read(`${NET}/${name}/type`)) === ETHERNET
    if (!isHardware || (await kernel.link(`${device}/physfn`)) !== null) continue
    if (!NAME.test(name)) {
      faults.push({ path: `nics.${name}`, found: name, expected: 'a name of letters, digits, dots and hyphens' })
      continue
    }
    const vfs = numberOf(await kernel.read(`${device}/sriov_numvfs`)) ?? 0
    const possible = numberOf(await kernel.read(`${device}/sriov_totalvfs`)) ?? 0
    if (possible > 0 && vfs === 0) {
      const expected = `VFs switched on in sriov_numvfs, up to ${possible}`
      faults.push({ path: `nics.${name}`, found: 'a PF without VFs', expected })
    }
    nics.push({ name, kernelNuma: numberOf(await kernel.read(`${device}/numa_node`)) ?? -1, vfs })
  }
  return nics.sort((a, b) => byCodeUnit(a.name, b.name))
}

function numberOf(text: string | null): number | null {
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null
}
