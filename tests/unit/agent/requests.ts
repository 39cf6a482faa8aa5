import type { AllocationReport, AllocationRequest } from '../../../src/model/agent.ts'

/** A request that every door takes. */
export const REQUEST: AllocationRequest = {
  pod: 'lobby/main/room-0',
  game: 'lobby',
  zone: 'main',
  component: 'room',
  asked: {
    cpus: 2,
    memoryMib: 256,
    diskMib: 64,
    ioKibps: 2048,
    network: 'sriov',
    numa: 'single',
    where: {},
    spread: [],
    profile: 'pack',
  },
  decisionId: 'night/1/forward',
  holding: {
    host: 'h1',
    cpus: '4-5',
    memoryMib: { '1': 256 },
    diskMib: { disk0: 64 },
    ioKibps: 2048,
    network: 'sriov',
    vf: 'eth1:0',
    ip: '10.3.4.10',
    segment: 'games',
    mac: '02:00:0a:03:04:0a',
  },
  network: { vlan: 100, prefixLength: 24 },
  process: null,
}

/** The same request with other words in its holding. */
export function withHolding(
  request: AllocationRequest,
  decisionId: string,
  holding: Partial<AllocationRequest['holding']>,
): AllocationRequest {
  return { ...request, decisionId, holding: { ...request.holding, ...holding } }
}

export function reportOf(request: AllocationRequest): AllocationReport {
  const actual = {
    cpus: request.holding.cpus ?? '',
    mems: '1',
    memoryHighMib: 256,
    memoryMaxMib: 256,
    ioKibps: null,
    diskQuotaMib: null,
    network: request.holding.network,
    vf: request.holding.vf ?? null,
    vlan: request.network.vlan,
    mac: request.holding.mac,
    ip: request.holding.ip,
    pids: [],
  }
  return { request, state: 'applied', actual, drift: [], observedAtMs: 1 }
}
