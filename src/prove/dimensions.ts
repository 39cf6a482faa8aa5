import { NETWORK_PARTS } from '../model/fleet.ts'
import type { PodRequest } from '../model/request.ts'

/** What a run may leave out of every request; a dimension that is off in half of the runs leaves room for others. */
const DIMENSIONS: Readonly<Record<string, (request: PodRequest) => PodRequest>> = {
  disk: (request) => ({ ...request, diskMib: 0, ioKibps: 0 }),
  volume: ({ volumeMib: _mib, volumePool: _pool, ...request }) => request,
  volumePool: ({ volumePool: _, ...request }) => request,
  vf: (request) => (NETWORK_PARTS[request.network].vf ? { ...request, network: 'bridge' } : request),
  inner: (request) => (/overlay|dual|nat/.test(request.network) ? { ...request, network: 'bridge' } : request),
  fixedIp: ({ fixedIp: _, ...request }) => request,
  gpus: ({ gpus: _, ...request }) => request,
  shares: ({ nicMbps: _mbps, nicKpps: _kpps, ...request }) => request,
  tolerations: ({ tolerations: _, ...request }) => request,
  where: (request) => ({ ...request, where: {} }),
  spread: (request) => ({ ...request, spread: [] }),
  together: ({ together: _, ...request }) => request,
  peers: ({ peers: _, ...request }) => request,
  batch: ({ batch: _, ...request }) => request,
  shared: ({ cpuMilli: _, ...request }) => ({ ...request, cpus: Math.max(1, request.cpus) }),
  fullCores: ({ fullCores: _, ...request }) => request,
  single: (request) => (request.numa === 'single' ? { ...request, numa: 'preferred' } : request),
  preferred: (request) => (request.numa === 'preferred' ? { ...request, numa: 'single' } : request),
  even: (request) => (request.numa === 'spread' ? { ...request, numa: 'single' } : request),
}

export const DIMENSION_NAMES: readonly string[] = Object.keys(DIMENSIONS)

/**
 * What makes a request go without some dimensions, as a parser lets it through: an IO share is of a disk.
 *
 * off      names of `DIMENSION_NAMES`
 * profile  the one it gets, or null for its own
 */
export function requestWithout(off: readonly string[], profile: string | null): (request: PodRequest) => PodRequest {
  return (request) => {
    const rest = off.reduce((without, name) => DIMENSIONS[name](without), request)
    return { ...rest, ioKibps: rest.diskMib === 0 ? 0 : rest.ioKibps, profile: profile ?? rest.profile }
  }
}
