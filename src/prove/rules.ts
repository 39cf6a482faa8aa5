import fc from 'fast-check'
import type { PeerRule, PodRequest, SpreadRule, TogetherRule } from '../model/request.ts'

/** Anti-affinity of any domain, hard, soft or both. */
export const spreadRule: fc.Arbitrary<SpreadRule> = fc
  .record({
    scope: fc.constantFrom('zone' as const, 'game' as const),
    domain: fc.constantFrom('host' as const, 'rack' as const, 'module' as const, 'idc' as const),
    limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    weight: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  })
  .map(({ scope, domain, limit, weight }) => ({
    scope,
    domain,
    ...(limit === undefined && weight !== undefined ? {} : { limit: limit ?? 2 }),
    ...(weight === undefined ? {} : { weight }),
  }))

/** Affinity of any domain, hard or soft; mostly none. */
export const togetherRules: fc.Arbitrary<TogetherRule | undefined> = fc.option(
  fc
    .record({
      scope: fc.constantFrom('zone' as const, 'game' as const),
      domain: fc.constantFrom('host' as const, 'rack' as const, 'module' as const, 'module' as const, 'idc' as const),
      soft: fc.constantFrom({}, {}, { weight: 1 }, { weight: 4 }),
    })
    .map(({ scope, domain, soft }) => ({ scope, domain, ...soft })),
  { nil: undefined, freq: 2 },
)

/** Who the rules are about is said once all components are there (`withPeersNamed`): until then, a number. */
export const peerRules: fc.Arbitrary<readonly PeerRule[]> = fc.oneof(
  fc.constant([]),
  fc.array(
    fc
      .record({
        kind: fc.constantFrom('near' as const, 'apart' as const),
        component: fc.constantFrom('0', '1'),
        scope: fc.constantFrom('zone' as const, 'game' as const),
        domain: fc.constantFrom('host' as const, 'rack' as const, 'module' as const, 'idc' as const),
        soft: fc.constantFrom({}, {}, { weight: 1 }, { weight: 4 }),
      })
      .map(({ soft, ...rest }) => ({ ...rest, ...soft })),
    { minLength: 1, maxLength: 2 },
  ),
)

/**
 * Lets the rules of each component be about others of its game, as `instantsOf` makes games. What one must be near to
 * comes before it, for in a circle none would ever be the first.
 */
export function withPeersNamed(requests: readonly PodRequest[]): readonly PodRequest[] {
  return requests.map(({ peers = [], ...request }, i) => {
    const others = requests.flatMap((_, other) => (other !== i && other % 2 === i % 2 ? [other] : []))
    const named = peers.flatMap(({ kind, component, ...rule }) => {
      const possible = kind === 'near' && rule.weight === undefined ? others.filter((other) => other < i) : others
      return possible.length === 0
        ? []
        : [{ kind, component: `c${possible[Number(component) % possible.length]}`, ...rule }]
    })
    if (named.length === 0) return request
    const { batch, profile, ...rest } = request
    return { ...rest, peers: named, ...(batch === undefined ? {} : { batch }), profile }
  })
}
