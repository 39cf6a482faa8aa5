import { formatCpuList } from '../../../../base/cpu-list.ts'
import { parseIpv4 } from '../../../../base/ipv4.ts'
import { byCodeUnit } from '../../../../base/order.ts'
import type { Host, IpPool } from '../../../../model/fleet.ts'
import type { AddressRange } from '../../../../model/parse/subnets.ts'
import { parseRange } from '../../../../model/parse/subnets.ts'
import type { Clash } from '../../../../model/snapshot.ts'
import type { Holder } from './held.ts'
import { cpusOf } from './held.ts'

/** Holders of each thing by its name. */
class HoldersByThing {
  readonly #names = new Map<string, string[]>()

  add(thing: string, holder: string): void {
    const names = this.#names.get(thing)
    if (names === undefined) this.#names.set(thing, [holder])
    else names.push(holder)
  }

  /** Things with two holders or more, as they were added. */
  shared(): [string, string[]][] {
    return [...this.#names]
      .filter(([, names]) => names.length > 1)
      .map(([thing, names]) => [thing, names.sort(byCodeUnit)])
  }
}

/** Clashes among pods of Berth on one host: a Cpu, VF or GPU twice, one that is not there, more than the host has. */
export function hostClashes(host: Host, holders: readonly Holder[]): readonly Clash[] {
  const devices = [...vfClashes(host, holders), ...gpuClashes(host, holders), ...volumeClashes(host, holders)]
  return [...cpuClashes(host, holders), ...devices, ...amountClashes(host, holders)]
}

/** Clashes over the whole fleet: one IP or MAC with two pods. The host named is the first of theirs. */
export function addressClashes(holders: readonly Holder[]): readonly Clash[] {
  const byResource = { ip: new HoldersByThing(), mac: new HoldersByThing() }
  for (const { name, holding } of holders) {
    if (holding.ip !== undefined) byResource.ip.add(holding.ip, name)
    if (holding.mac !== undefined) byResource.mac.add(holding.mac, name)
  }
  const hostByPod = new Map(holders.map(({ name, holding }) => [name, holding.host]))
  return (['ip', 'mac'] as const).flatMap((resource) =>
    byResource[resource].shared().map(([thing, pods]) => ({
      host: hostByPod.get(pods[0]) ?? '',
      resource,
      pods,
      detail: `${resource === 'ip' ? 'IP' : 'MAC'} ${thing} is held by ${pods.join(' and ')}`,
    })),
  )
}

function cpuClashes(host: Host, holders: readonly Holder[]): Clash[] {
  const byCpu = new HoldersByThing()
  const usable = new Set(host.numaNodes.flatMap(({ cores }) => cores.flat()))
  for (const cpu of cpusOf(host.reservedCpus)) usable.delete(cpu)
  const clashes: Clash[] = []
  for (const { name, holding } of holders) {
    const cpus = cpusOf(holding.cpus)
    for (const cpu of cpus) byCpu.add(String(cpu), name)
    const stray = cpus.filter((cpu) => !usable.has(cpu))
    if (stray.length === 0) continue
    const detail = `${name} holds Cpus ${formatCpuList(stray)}, which ${host.name} has not or keeps for the system`
    clashes.push({ host: host.name, resource: 'cpus', pods: [name], detail })
  }
  // One clash for each set of pods, with all the Cpus they share.
  const cpusByPods = new Map<string, { pods: string[]; cpus: number[] }>()
  for (const [cpu, pods] of byCpu.shared()) {
    const entry = cpusByPods.get(pods.join(' ')) ?? { pods, cpus: [] }
    entry.cpus.push(Number(cpu))
    cpusByPods.set(pods.join(' '), entry)
  }
  for (const { pods, cpus } of cpusByPods.values()) {
    const list = formatCpuList(cpus.sort((a, b) => a - b))
    clashes.push({
      host: host.name,
      resource: 'cpus',
      pods,
      detail: `Cpus ${list} of ${host.name} are held by ${pods.join(' and ')}`,
    })
  }
  return clashes
}

function vfClashes(host: Host, holders: readonly Holder[]): Clash[] {
  const byVf = new HoldersByThing()
  const clashes: Clash[] = []
  const vfsByNic = new Map(host.nics.map((nic) => [nic.name, nic.vfs]))
  for (const { name, holding } of holders) {
    if (holding.vf === undefined) continue
    byVf.add(holding.vf, name)
    const [nic, index] = holding.vf.split(':')
    if (Number(index) < (vfsByNic.get(nic) ?? 0)) continue
    clashes.push({
      host: host.name,
      resource: 'vf',
      pods: [name],
      detail: `${name} holds VF ${holding.vf}, which ${host.name} has not`,
    })
  }
  for (const [vf, pods] of byVf.shared()) {
    clashes.push({
      host: host.name,
      resource: 'vf',
      pods,
      detail: `VF ${vf} of ${host.name} is held by ${pods.join(' and ')}`,
    })
  }
  return clashes
}

function gpuClashes(host: Host, holders: readonly Holder[]): Clash[] {
  const byGpu = new HoldersByThing()
  const known = new Set(host.gpus?.map((gpu) => gpu.name))
  const clashes: Clash[] = []
  const clash = (pods: string[], detail: string): unknown =>
    clashes.push({ host: host.name, resource: 'gpu', pods, detail })
  for (const { name, holding } of holders) {
    for (const gpu of holding.gpus ?? []) {
      byGpu.add(gpu, name)
      if (!known.has(gpu)) clash([name], `${name} holds GPU ${gpu}, which ${host.name} has not`)
    }
  }
  for (const [gpu, pods] of byGpu.shared()) clash(pods, `GPU ${gpu} of ${host.name} is held by ${pods.join(' and ')}`)
  return clashes
}

/** No Node says that it attaches volumes, and no pool of them is read: what says that it holds one cannot be right. */
function volumeClashes(host: Host, holders: readonly Holder[]): Clash[] {
  return holders.flatMap(({ name, holding: { volume } }) => {
    if (volume === undefined) return []
    const detail = `${name} holds a volume of pool ${volume}, but ${host.name} attaches none`
    return [{ host: host.name, resource: 'volume', pods: [name], detail }]
  })
}

/** Memory by NumaNode, disk and IO by disk, bandwidth and packets by NIC: more held than the host has. */
function amountClashes(host: Host, holders: readonly Holder[]): Clash[] {
  const clashes: Clash[] = []
  const check = (resource: string, thing: string, room: number, amountOf: (holder: Holder) => number): void => {
    const using = holders.filter((holder) => amountOf(holder) > 0)
    const total = using.reduce((sum, holder) => sum + amountOf(holder), 0)
    if (total <= room) return
    const pods = using.map((holder) => holder.name).sort(byCodeUnit)
    clashes.push({ host: host.name, resource, pods, detail: `${thing} of ${host.name} has ${room}, ${total} are held` })
  }
  for (const { id, memoryMib } of host.numaNodes) {
    check('memoryMib', `NumaNode ${id}`, memoryMib, ({ holding }) => holding.memoryMib[id] ?? 0)
  }
  for (const disk of host.disks) {
    const uses = ({ holding }: Holder): boolean => holding.diskMib?.[disk.name] !== undefined
    check('diskMib', `disk ${disk.name}`, disk.capacityMib, ({ holding }) => holding.diskMib?.[disk.name] ?? 0)
    check('ioKibps', `disk ${disk.name}`, disk.ioKibps, (holder) => (uses(holder) ? (holder.holding.ioKibps ?? 0) : 0))
  }
  for (const { name, mbps = 0, kpps = 0 } of host.nics) {
    const shareOf = (holder: Holder, amount: number | undefined): number =>
      holder.holding.nic === name ? (amount ?? 0) : 0
    check('nicMbps', `NIC ${name}`, mbps, (holder) => shareOf(holder, holder.holding.nicMbps))
    check('nicKpps', `NIC ${name}`, kpps, (holder) => shareOf(holder, holder.holding.nicKpps))
  }
  return clashes
}

/** Pods that hold an address which no pool of their segment has. */
export function strayAddresses(pools: readonly IpPool[], holders: readonly Holder[]): readonly Clash[] {
  const rangesBySegment = new Map<string, AddressRange[]>()
  for (const { segment, ranges } of pools) {
    const parsed = ranges.map(parseRange).filter((range) => range !== null)
    rangesBySegment.set(segment, [...(rangesBySegment.get(segment) ?? []), ...parsed])
  }
  return holders.flatMap(({ name, holding }) => {
    const { ip: text, segment } = holding
    if (text === undefined || segment === undefined) return []
    const ip = parseIpv4(text) ?? -1
    const ranges = rangesBySegment.get(segment) ?? []
    if (ranges.some(({ first, last }) => first <= ip && ip <= last)) return []
    const detail = `${name} holds ${text} of segment ${segment}, which is in no pool`
    return [{ host: holding.host, resource: 'ip', pods: [name], detail }]
  })
}
