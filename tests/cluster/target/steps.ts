import { formatCpuList } from '../../../src/base/cpu-list.ts'
import { formatIpv4, macOfIpv4 } from '../../../src/base/ipv4.ts'
import type { DecisionLine, HoldingWords } from '../../../src/model/decision.ts'
import type { Host } from '../../../src/model/fleet.ts'
import { parseRange } from '../../../src/model/parse/subnets.ts'
import type { PlanStep, StepKind } from '../../../src/model/plan.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import type { ObservedPod, Snapshot } from '../../../src/model/snapshot.ts'

/** A holding on a host as a decision would give it: the Cpus named, memory of NumaNode 0, an address of the bridge. */
export function holdingOn(
  snapshot: Snapshot,
  host: Host,
  cpus: readonly number[],
  memoryMib: number,
  address: number,
): HoldingWords {
  const segments = snapshot.fleet.segments.filter((segment) => segment.networks.includes('bridge'))
  const pool = snapshot.fleet.pools.find((candidate) => {
    return candidate.boundTo.modules?.includes(host.module) && segments.some(({ name }) => name === candidate.segment)
  })
  if (pool === undefined) throw new Error(`no pool for ${host.name}`)
  const ip = (parseRange(pool.ranges[0])?.first ?? 0) + address
  return {
    host: host.name,
    cpus: formatCpuList(cpus),
    memoryMib: { 0: memoryMib },
    network: 'bridge',
    ip: formatIpv4(ip),
    segment: pool.segment,
    mac: macOfIpv4(ip),
  }
}

/** The first free Cpus of a host: not reserved, not held by a pod of the snapshot. */
export function freeCpus(snapshot: Snapshot, host: Host, count: number): number[] {
  const taken = new Set(
    [
      host.reservedCpus,
      ...snapshot.pods.flatMap(({ holding }) => (holding?.host === host.name ? [holding.cpus ?? ''] : [])),
    ]
      .flatMap((list) => list.split(','))
      .flatMap((part) => {
        const [first, last = first] = part.split('-').map(Number)
        return Array.from({ length: last - first + 1 }, (_, i) => first + i)
      }),
  )
  const all = host.numaNodes.flatMap((numa) => numa.cores.flat()).sort((a, b) => a - b)
  return all.filter((cpu) => !taken.has(cpu)).slice(0, count)
}

export const REQUEST: PodRequest = {
  cpus: 2,
  memoryMib: 1024,
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge',
  numa: 'preferred',
  where: {},
  spread: [],
  profile: 'pack',
}

/** A step as a plan maker writes it, for a pod of the snapshot or one that is to be created. */
export function stepOf(
  kind: StepKind,
  pod: Pick<ObservedPod, 'name' | 'objectName'> & Partial<ObservedPod>,
  after: HoldingWords | null,
  more: Partial<PlanStep> = {},
): PlanStep {
  return {
    number: 1,
    kind,
    pod: pod.name,
    objectName: pod.objectName,
    uid: pod.uid ?? null,
    decision: { seq: 1 } as DecisionLine,
    before: pod.holding ?? null,
    after,
    irreversible: null,
    game: pod.game ?? 'default',
    zone: pod.zone ?? 'main',
    component: pod.component ?? 'game',
    request: pod.request ?? REQUEST,
    ...more,
  }
}
