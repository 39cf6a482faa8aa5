import fc from 'fast-check'
import type { PeerRule, PodRequest } from '../model/request.ts'
import { type Command, requests } from './arbitraries.ts'
import type { FleetSize } from './fleets.ts'
import { withPeersNamed } from './rules.ts'

/**
 * Worlds whose hosts are full of batch pods, several of unequal size and age on each, so that a game pod fits nowhere
 * until some give way and would fit on several hosts at unequal cost. Requests and commands that are drawn one by one
 * make few of these.
 */

/** Several hosts, and addresses for all pods. */
export const ROOMY: FleetSize = { hostsMin: 2, hostsMax: 7, addressesMax: 40 }

/** The same with addresses for few: what gives way on one host lets a pod onto another. */
export const TIGHT: FleetSize = { ...ROOMY, addressesMax: 6 }

/** What the requests and the first commands of a crowd are made of. */
export interface Crowd {
  readonly components: readonly PodRequest[]
  /** Batch pods fill the hosts, some earlier than others; then game pods come, and some of either go. */
  readonly waves: readonly Command[]
}

/** Batch pods are small, with whole Cpus or shared ones, so that a host holds several. */
const batchSize = fc.record({
  size: fc.oneof(
    { weight: 2, arbitrary: fc.record({ cpus: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.constantFrom({ cpus: 0, cpuMilli: 600 }, { cpus: 0, cpuMilli: 1700 }) },
    { weight: 1, arbitrary: fc.record({ cpus: fc.constantFrom(1, 2), cpuMilli: fc.constant(600) }) },
  ),
  memoryMib: fc.integer({ min: 1, max: 12 }).map((n) => n * 128),
})

/** Game pods are as large as one or several of these. */
const gameSize = fc.record({
  size: fc.record({ cpus: fc.integer({ min: 1, max: 6 }) }),
  memoryMib: fc.integer({ min: 1, max: 24 }).map((n) => n * 128),
})

/** Keeps pods of two components of a game off each other's racks, modules or IDCs. */
const apartRules = fc.oneof(
  fc.constant([]),
  fc.tuple(
    fc.record({
      kind: fc.constant('apart' as const),
      component: fc.constantFrom('0', '1'),
      scope: fc.constantFrom('zone' as const, 'game' as const),
      domain: fc.constantFrom('rack' as const, 'module' as const, 'idc' as const),
    }),
  ),
)

const ask = (countMin: number, countMax: number): fc.Arbitrary<Omit<Command & { readonly kind: 'ask' }, 'kind'>> =>
  fc.record({ component: fc.nat(7), zone: fc.nat(1), count: fc.integer({ min: countMin, max: countMax }) })

/** Components are numbered among the batch ones, or among the others, until there is a list of them. */
const waveLists = fc.array(
  fc.record({
    batch: fc.array(fc.tuple(ask(2, 5), fc.boolean()), { minLength: 2, maxLength: 6, size: 'max' }),
    games: fc.array(fc.tuple(ask(1, 3), fc.boolean()), { minLength: 2, maxLength: 6, size: 'max' }),
    released: fc.array(fc.nat(99), { maxLength: 4, size: 'max' }),
  }),
  { minLength: 1, maxLength: 3, size: 'max' },
)

/**
 * What a crowd asks for and how its hosts fill.
 *
 * each      made of every drawn request
 * isJoined  hard rules keep pods of a game apart
 */
export function crowdsOf(each: (request: PodRequest) => PodRequest, isJoined: boolean): fc.Arbitrary<Crowd> {
  const rules = isJoined ? apartRules : fc.constant([])
  const listOf = (sizes: typeof batchSize | typeof gameSize, isBatch: boolean): fc.Arbitrary<PodRequest[]> =>
    fc.array(
      fc
        .tuple(requests, sizes, rules)
        .map(([request, size, peers]) => sized(withRules(each(request), peers), size, isBatch)),
      { minLength: 2, maxLength: 4 },
    )
  return fc
    .record({ batch: listOf(batchSize, true), games: listOf(gameSize, false), waveList: waveLists })
    .map(({ batch, games, waveList }) => {
      const components = withPeersNamed([...batch, ...games])
      const asked = (list: (typeof waveList)[number]['batch'], first: number, count: number): Command[] =>
        list.flatMap(([{ component, ...rest }, isLast]): Command[] => [
          { kind: 'ask', component: first + (component % count), ...rest },
          ...(isLast ? [{ kind: 'tick' } as const] : []),
        ])
      const waves = waveList.flatMap((wave): Command[] => [
        ...asked(wave.batch, 0, batch.length),
        { kind: 'tick' },
        ...asked(wave.games, batch.length, games.length),
        { kind: 'tick' },
        ...wave.released.map((pod) => ({ kind: 'release', pod }) as const),
      ])
      return { components, waves }
    })
}

/** The request with more rules about others, which `withPeersNamed` puts in their place. */
function withRules(request: PodRequest, rules: readonly PeerRule[]): PodRequest {
  return rules.length === 0 ? request : { ...request, peers: [...(request.peers ?? []), ...rules] }
}

/** The request in another size, its fields in their order. */
function sized(
  { cpus: _cpus, cpuMilli: _milli, batch: _batch, profile, ...rest }: PodRequest,
  { size, memoryMib }: { readonly size: Pick<PodRequest, 'cpus' | 'cpuMilli'>; readonly memoryMib: number },
  isBatch: boolean,
): PodRequest {
  return { ...size, ...rest, memoryMib, ...(isBatch ? { batch: true } : {}), profile }
}
