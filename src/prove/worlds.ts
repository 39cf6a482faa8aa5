import fc from 'fast-check'
import { type Fleet, NETWORK_PARTS } from '../model/fleet.ts'
import type { PodRequest } from '../model/request.ts'
import { type Command, type CommandKind, commandsOf, componentListsOf, USUAL_WEIGHTS } from './arbitraries.ts'
import { fleetsOf } from './fleets.ts'
import { type Machine, SMALL_MACHINES } from './machines.ts'

/** What a run is made of: a fleet, what its components ask for, and what happens. */
export interface World {
  readonly fleet: Fleet
  readonly components: readonly PodRequest[]
  readonly commands: readonly Command[]
  readonly luck: number
}

export interface WorldOptions {
  /** Real hardware beside the small machines. */
  readonly machines: readonly Machine[]
  /** Most commands of a run. */
  readonly commandsMax: number
  /** One profile for every component, or null for each its own. */
  readonly profile: string | null
}

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

/** More hosts than a block of the score board and more addresses than a word of a pool hold. */
const WIDE = { hostsMin: 65, hostsMax: 80, addressesMax: 40 }

/** Commands of kinds without which nothing happens. */
const NEEDED: readonly CommandKind[] = ['ask', 'tick']

/**
 * Worlds in swarms: each draws which commands and dimensions are in it, and how often, for what is always there hides
 * what happens without it. After Groce et al., Swarm Testing, ISSTA 2012.
 */
export function worldsOf({ machines, commandsMax, profile }: WorldOptions): fc.Arbitrary<World> {
  const kinds = Object.keys(USUAL_WEIGHTS) as CommandKind[]
  const weightOf = (kind: CommandKind): fc.Arbitrary<number> => {
    const usual = USUAL_WEIGHTS[kind]
    return NEEDED.includes(kind)
      ? fc.constantFrom(usual, usual, 2 * usual)
      : fc.constantFrom(0, usual, usual, 3 * usual)
  }
  const swarm = fc.record({
    weights: fc.record(Object.fromEntries(kinds.map((kind) => [kind, weightOf(kind)]))),
    off: fc.subarray(Object.keys(DIMENSIONS)),
    isWide: fc.nat(39).map((draw) => draw === 39),
    isReal: fc.nat(machines.length === 0 ? 0 : 3).map((draw) => draw === 3),
  })
  return swarm.chain(({ weights, off, isReal, isWide }) =>
    fc.record({
      fleet: isWide ? fleetsOf(SMALL_MACHINES, WIDE) : fleetsOf(isReal ? machines : SMALL_MACHINES),
      components: componentListsOf((request) =>
        fitted(
          off.reduce((rest, name) => DIMENSIONS[name](rest), request),
          profile,
        ),
      ),
      commands: commandsOf(weights, commandsMax),
      luck: fc.nat(0x7fff_ffff),
    }),
  )
}

/** The request as a parser lets it through, an IO share being of a disk, under the profile asked for. */
function fitted(request: PodRequest, profile: string | null): PodRequest {
  const { diskMib, ioKibps } = request
  return { ...request, ioKibps: diskMib === 0 ? 0 : ioKibps, profile: profile ?? request.profile }
}
