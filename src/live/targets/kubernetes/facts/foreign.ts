import { formatCpuList } from '../../../../base/cpu-list.ts'
import { byCodeUnit } from '../../../../base/order.ts'
import type { Host } from '../../../../model/fleet.ts'
import type { Clash } from '../../../../model/snapshot.ts'
import type { KubePod } from '../objects.ts'
import { objectNameOf } from '../objects.ts'
import type { Holder } from './held.ts'
import { coresFromTop, cpusOf } from './held.ts'
import type { PodRequests } from './pod-size.ts'
import { requestsOfPod } from './pod-size.ts'
import type { ForeignUse } from './versions.ts'

export interface ForeignShare {
  readonly use: ForeignUse
  /** `NAMESPACE/NAME` of the pods behind it, ascending. */
  readonly pods: readonly string[]
  /** What does not fit beside the pods of Berth. */
  readonly clashes: readonly Clash[]
}

/**
 * Finds room on a host for pods that are not Berth's. They run on the shared (reserved) Cpus as far as those reach;
 * beyond, they take whole free cores from the highest Cpu down, then single free Cpus. Their memory is taken from the
 * NumaNode with the highest id down, since the system itself lives on the lowest.
 *
 * holders  pods of Berth on this host
 */
export function shareOut(host: Host, foreign: readonly KubePod[], holders: readonly Holder[]): ForeignShare {
  const pods = foreign.map(objectNameOf).sort(byCodeUnit)
  const requests = foreign.map(requestsOfPod)
  const milliCpus = requests.reduce((sum, request) => sum + request.milliCpus, 0)
  const memoryMib = requests.reduce((sum, request) => sum + request.memoryMib, 0)
  const sharedMilli = cpusOf(host.reservedCpus).length * 1000
  const cpusNeeded = Math.max(0, Math.ceil((milliCpus - sharedMilli) / 1000))
  const taken = takeCpus(host, holders, cpusNeeded)
  const memory = takeMemory(host, holders, memoryMib)
  const clashes: Clash[] = []
  const involved = [...holders.map((holder) => holder.name), ...pods.map((pod) => `foreign/${pod}`)].sort(byCodeUnit)
  if (taken.length < cpusNeeded) {
    const needed = `${cpusNeeded} Cpus beyond the shared ones of ${host.name}`
    const detail = `pods of others need ${needed}, ${taken.length} are free`
    clashes.push({ host: host.name, resource: 'cpus', pods: involved, detail })
  }
  if (memory.missingMib > 0) {
    const detail = `pods of others need ${memoryMib} MiB on ${host.name}, ${memory.missingMib} MiB more than are free`
    clashes.push({ host: host.name, resource: 'memoryMib', pods: involved, detail })
  }
  const cpus = formatCpuList([...taken].sort((a, b) => a - b))
  return { use: { cpus, memoryMib: memory.byNuma }, pods, clashes }
}

/**
 * Whether shareOut would find room for all, from sums alone: any free Cpu and any free MiB will do in the end.
 *
 * heldCpus  Cpus of all holders together, none of them shared
 */
export function foreignFits(
  host: Host,
  requests: readonly PodRequests[],
  holders: readonly Holder[],
  heldCpus: number,
): boolean {
  let milliCpus = 0
  let memoryMib = 0
  for (const request of requests) {
    milliCpus += request.milliCpus
    memoryMib += request.memoryMib
  }
  const needed = milliCpus - cpusOf(host.reservedCpus).length * 1000
  if (needed > (host.allocatable.cpus - heldCpus) * 1000) return false
  let freeMib = 0
  for (const { id, memoryMib: room } of host.numaNodes) {
    freeMib += Math.max(
      0,
      holders.reduce((left, { holding }) => left - (holding.memoryMib[id] ?? 0), room),
    )
  }
  return memoryMib <= freeMib
}

function takeCpus(host: Host, holders: readonly Holder[], needed: number): readonly number[] {
  if (needed === 0) return []
  const held = new Set(holders.flatMap((holder) => cpusOf(holder.holding.cpus)))
  const cores = coresFromTop(host)
  const taken = new Set<number>()
  for (const { cpus } of cores) {
    if (needed - taken.size < cpus.length || cpus.some((cpu) => held.has(cpu))) continue
    for (const cpu of cpus) taken.add(cpu)
  }
  const single = cores.flatMap(({ cpus }) => cpus).sort((a, b) => b - a)
  for (const cpu of single) if (taken.size < needed && !held.has(cpu)) taken.add(cpu)
  return [...taken]
}

function takeMemory(
  host: Host,
  holders: readonly Holder[],
  neededMib: number,
): { byNuma: Record<string, number>; missingMib: number } {
  const byNuma: Record<string, number> = {}
  let missingMib = neededMib
  for (const { id, memoryMib } of [...host.numaNodes].reverse()) {
    const heldMib = holders.reduce((sum, { holding }) => sum + (holding.memoryMib[id] ?? 0), 0)
    const takenMib = Math.min(missingMib, Math.max(0, memoryMib - heldMib))
    if (takenMib > 0) byNuma[id] = takenMib
    missingMib -= takenMib
  }
  return { byNuma, missingMib }
}
