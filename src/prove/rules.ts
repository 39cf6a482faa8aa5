import fc from 'fast-check'
import type { SpreadRule, TogetherRule } from '../model/request.ts'

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
