import { createHash } from 'node:crypto'
import { byCodeUnit } from '../../../base/order.ts'
import type { Fault } from '../../../base/result.ts'
import type { AllocationReport, HostReport } from '../../../model/agent.ts'
import type { Fleet, IpPool, Segment } from '../../../model/fleet.ts'
import { parseFleet } from '../../../model/parse/fleet.ts'
import { poolsOn } from '../../../model/pools.ts'
import { sizeOfWords } from '../../../model/size.ts'
import type { Clash, ObservedHost, ObservedPod, Snapshot, TargetRef } from '../../../model/snapshot.ts'

/** Segments and pools of the fleet: agents know their hosts, not the networks between them. */
export interface Networks {
  readonly segments: readonly Segment[]
  readonly pools: readonly IpPool[]
}

/** What one agent said last. `answers` is false when that was not just now. */
export interface HostObservation {
  readonly report: HostReport
  readonly allocations: readonly AllocationReport[]
  readonly answers: boolean
}

export interface ObserveOptions {
  readonly target: TargetRef
  readonly observedAtMs: number
  readonly networks: Networks
  readonly cordoned: ReadonlySet<string>
}

/**
 * The snapshot that the agents' reports make. A host that does not answer is not ready and keeps what it last said it
 * holds: its addresses and pods are not free because nobody can see them.
 */
export function snapshotOf(observations: readonly HostObservation[], options: ObserveOptions): Snapshot {
  const { target, observedAtMs, networks, cordoned } = options
  const byHost = new Map(observations.map((observation) => [observation.report.host.name, observation]))
  const { fleet, faults } = fleetOf(observations, networks)
  const hosts: ObservedHost[] = []
  const pods: ObservedPod[] = []
  for (const { name } of fleet.hosts) {
    const observation = byHost.get(name)
    if (observation === undefined) continue
    hosts.push(observedHost(observation, cordoned.has(name)))
    for (const report of observation.allocations) {
      pods.push(observedPod(report))
      for (const drift of report.drift)
        faults.push({ ...drift, path: `hosts.${name}.pods.${report.request.pod}.${drift.path}` })
    }
    for (const fault of observation.report.faults) faults.push({ ...fault, path: `hosts.${name}.${fault.path}` })
  }
  pods.sort((a, b) => byCodeUnit(a.name, b.name))
  return { target, observedAtMs, fleet, hosts, pods, clashes: clashesOf(pods), faults }
}

/** A pool bound to hosts that have not joined stays bound to the others; one bound to nobody is left out. */
function fleetOf(observations: readonly HostObservation[], networks: Networks): { fleet: Fleet; faults: Fault[] } {
  const hosts = observations.map(({ report }) => report.host)
  const pools = poolsOn(hosts, networks.pools)
  const parsed = parseFleet({ hosts, segments: networks.segments, pools })
  if (parsed.ok) return { fleet: parsed.value, faults: [] }
  return { fleet: { hosts: [], segments: [], pools: [] }, faults: [...parsed.faults] }
}

function observedHost({ report, answers }: HostObservation, cordoned: boolean): ObservedHost {
  return {
    name: report.host.name,
    version: digest([report.host, cordoned, answers]),
    cordoned,
    ready: answers,
    foreign: { cpus: '', memoryMib: {} },
    foreignPods: [],
  }
}

function observedPod({ request, state }: AllocationReport): ObservedPod {
  const { pod, game, zone, component, holding, asked } = request
  const { cpus, memoryMib } = sizeOfWords(holding)
  return {
    name: pod,
    objectName: pod,
    uid: pod,
    version: digest([request.decisionId, holding]),
    game,
    zone,
    component,
    request: asked,
    cpus,
    memoryMib,
    state: state === 'applied' ? 'running' : 'bound',
    holding,
  }
}

/** Agents see to their own host; between hosts only a pod, an address or a MAC can be held twice. */
function clashesOf(pods: readonly ObservedPod[]): Clash[] {
  const clashes: Clash[] = []
  for (const resource of ['pod', 'ip', 'mac'] as const) {
    const holders = new Map<string, ObservedPod[]>()
    for (const pod of pods) {
      const value = resource === 'pod' ? pod.name : pod.holding?.[resource]
      if (value !== undefined) holders.set(value, [...(holders.get(value) ?? []), pod])
    }
    for (const [value, holding] of holders) {
      if (holding.length < 2) continue
      const names = holding.map((pod) => pod.name).sort(byCodeUnit)
      const where = holding.map((pod) => pod.holding?.host ?? '').sort(byCodeUnit)
      clashes.push({ host: where[0], resource, pods: names, detail: `${value} is held on ${where.join(' and ')}` })
    }
  }
  return clashes
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
