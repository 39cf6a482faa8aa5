import { formatCpuList } from '../../../../src/base/cpu-list.ts'
import { formatIpv4, macOfIpv4, parseIpv4 } from '../../../../src/base/ipv4.ts'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import type { PlanIntent, PlanRequest } from '../../../../src/model/plan.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import type { ObservedHost, ObservedPod, Snapshot, TargetKind } from '../../../../src/model/snapshot.ts'
import { fleetOf, PLAIN, smtHost } from '../../engine/small-fleet.ts'

/**
 * Hosts h1, h2, … (h01 … when there are ten or more: they are ranked by name) of 2 NumaNodes × 4 cores × 2 threads:
 * NumaNode 0 has Cpus 0-3,8-11.
 */
export function snapshotOf(
  hostCount: number,
  pods: readonly ObservedPod[],
  more: { readonly hosts?: Readonly<Record<string, Partial<ObservedHost>>>; readonly kind?: TargetKind } = {},
): Snapshot {
  const names = Array.from({ length: hostCount }, (_, i) => hostName(i + 1, hostCount))
  return {
    target: { kind: more.kind ?? 'sandbox', name: 'test' },
    observedAtMs: 1_000,
    fleet: fleetOf(names.map((name) => smtHost(name))),
    hosts: names.map((name) => ({ ...quietHost(name), ...more.hosts?.[name] })),
    pods: [...pods].sort((a, b) => (a.name < b.name ? -1 : 1)),
    clashes: [],
    faults: [],
  }
}

/** Name of the host of that number among so many. */
export function hostName(number: number, hostCount: number): string {
  return `h${String(number).padStart(String(hostCount).length, '0')}`
}

function quietHost(name: string): ObservedHost {
  const foreign = { cpus: '', memoryMib: {} }
  return { name, version: '1', cordoned: false, ready: true, foreign, foreignPods: [] }
}

/** An unbound pod of component logic. */
export function pending(name: string, request: Partial<PodRequest> = {}): ObservedPod {
  const asked = { ...PLAIN, ...request }
  const { cpus, memoryMib } = asked
  return {
    name,
    objectName: name,
    uid: `uid-${name}`,
    version: '1',
    game: 'duel',
    zone: 'z1',
    component: 'logic',
    request: asked,
    cpus,
    memoryMib,
    state: 'pending',
    holding: null,
  }
}

/** A running pod: first Cpu and count within NumaNode 0 or 1 of a host, last octet of its address in 10.0.0.0/24. */
export function running(
  name: string,
  at: { host: string; numa?: 0 | 1; first: number; cpus: number; memoryMib?: number; octet: number },
  request: Partial<PodRequest> = {},
): ObservedPod {
  const { host, numa = 0, first, cpus, memoryMib = 1024, octet } = at
  const ip = `10.0.0.${octet}`
  const holding: HoldingWords = {
    host,
    cpus: formatCpuList(Array.from({ length: cpus }, (_, i) => numa * 4 + first + i)),
    memoryMib: { [numa]: memoryMib },
    network: 'bridge',
    ip: formatIpv4(parseIpv4(ip) as number),
    segment: 's',
    mac: macOfIpv4(parseIpv4(ip) as number),
  }
  return { ...pending(name, { ...request, cpus, memoryMib }), state: 'running', holding }
}

/** A request for a plan with these intents. */
export function requestFor(intents: readonly PlanIntent[], more: Partial<PlanRequest['spec']> = {}): PlanRequest {
  return {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'PlanRequest',
    metadata: { name: 'plan-a' },
    spec: { intents, ...more },
  }
}
