import type { Event } from '../model/event.ts'
import type { PodRequest } from '../model/request.ts'
import type { ProofCase } from './proof-case.ts'
import type { Pass } from './reduce.ts'
import { withEvents } from './reduce-story.ts'

/** What a request may do without. */
const SIMPLER: readonly ((request: PodRequest) => PodRequest)[] = [
  (request) => ({ ...request, spread: [] }),
  (request) => ({ ...request, spread: request.spread.slice(1) }),
  (request) => ({ ...request, spread: request.spread.slice(0, 1) }),
  ({ together: _, ...request }) => request,
  ({ peers: _, ...request }) => request,
  (request) => fewerPeers(request, 1),
  (request) => fewerPeers(request, 0),
  ({ batch: _, ...request }) => request,
  (request) => ({ ...request, where: {} }),
  (request) => ({ ...request, diskMib: 0, ioKibps: 0 }),
  (request) => ({ ...request, ioKibps: 0 }),
  ({ volumeMib: _mib, volumePool: _pool, ...request }) => request,
  ({ volumePool: _, ...request }) => request,
  ({ fullCores: _, ...request }) => request,
  ({ gpus: _, ...request }) => request,
  ({ nicMbps: _mbps, nicKpps: _kpps, ...request }) => request,
  ({ nicKpps: _, ...request }) => request,
  ({ nicMbps: _, ...request }) => request,
  ({ fixedIp: _, ...request }) => request,
  ({ tolerations: _, ...request }) => request,
  (request) => ({ ...request, network: 'bridge' }),
  (request) => ({ ...request, numa: 'preferred' }),
]

/** from: of the rules between components that stay; of one, which has another pass, it leaves it. */
function fewerPeers(request: PodRequest, from: number): PodRequest {
  const { peers = [] } = request
  return peers.length < 2 ? request : { ...request, peers: peers.slice(from, peers.length - 1 + from) }
}

/** Rules and dimensions, one of one component at a time. */
const rules: Pass = {
  count: (proof) => declaredIn(proof).length * SIMPLER.length,
  without: (proof, from, to) => {
    if (to - from > 1) return proof
    const event = declaredIn(proof)[Math.floor(from / SIMPLER.length)]
    if (event.kind !== 'component') return proof
    const request = SIMPLER[from % SIMPLER.length](event.request)
    if (JSON.stringify(request) === JSON.stringify(event.request)) return proof
    return withEvents(proof, (each) => (each === event ? { ...event, request } : each))
  },
}

function declaredIn({ instants }: ProofCase): Event[] {
  return instants.flatMap(({ events }) => events).filter(({ kind }) => kind === 'component')
}

function onItsOwn({ group: _, ...event }: Event & { kind: 'request' }): Event {
  return event
}

/** What is tried in place of what a pod is asked for with: without its group, at the smallest sizes, then half. */
const SIZES: readonly ((event: Event & { kind: 'request' | 'resize' }) => Event)[] = [
  (event) => (event.kind === 'request' ? onItsOwn(event) : event),
  ({ cpuMilli: _, ...event }) => ({ ...event, cpus: Math.max(1, event.cpus) }),
  (event) => ({ ...event, cpus: 1 }),
  (event) => ({ ...event, memoryMib: 128 }),
  (event) => ({ ...event, cpus: Math.ceil(event.cpus / 2) }),
  (event) => ({ ...event, memoryMib: 128 * Math.ceil(event.memoryMib / 256) }),
  (event) => ({ ...event, cpus: Math.max(1, event.cpus - 1) }),
]

/** Groups and amounts, one of one event at a time. */
const sizes: Pass = {
  count: (proof) => sizedIn(proof).length * SIZES.length,
  without: (proof, from, to) => {
    if (to - from > 1) return proof
    const event = sizedIn(proof)[Math.floor(from / SIZES.length)]
    const smaller = SIZES[from % SIZES.length](event)
    if (JSON.stringify(smaller) === JSON.stringify(event)) return proof
    return withEvents(proof, (each) => (each === event ? smaller : each))
  },
}

function sizedIn({ instants }: ProofCase): (Event & { kind: 'request' | 'resize' })[] {
  return instants.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'request' || event.kind === 'resize' ? [event] : [])),
  )
}

export const REQUEST_PASSES: readonly Pass[] = [rules, sizes]
