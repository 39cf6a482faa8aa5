import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { type ProfileSpec, SCORE_NAMES } from '../../src/model/profile.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { auditOf } from '../../src/prove/laws/audited.ts'
import { recordCase } from '../../src/prove/recording.ts'
import { worldsOf } from '../../src/prove/worlds.ts'

const weights = fc.array(fc.integer({ min: 0, max: 9 }), {
  minLength: SCORE_NAMES.length,
  maxLength: SCORE_NAMES.length,
})
const profiles: fc.Arbitrary<ProfileSpec> = fc.record({
  name: fc.constant('mine'),
  packs: fc.boolean(),
  scores: weights.map((drawn) =>
    SCORE_NAMES.flatMap((plugin, i) => (drawn[i] > 0 ? [{ plugin, weight: drawn[i] }] : [])),
  ),
})

it('the auditor finds the best host under any weights, and not under others', { timeout: 120_000 }, () => {
  let differs = 0
  const worlds = worldsOf({ machines: [], commandsMax: 40, profile: 'mine' })
  fc.assert(
    fc.property(worlds, profiles, ({ fleet, components, commands, luck }, profile) => {
      const create = (): ReturnType<typeof createEngine> => createEngine(fleet, { profiles: [profile] })
      const instants = instantsOf(fleet, components, commands, create)
      const { instants: recorded } = recordCase({ fleet, instants, luck }, create)
      expect(auditOf(fleet, recorded, [profile]).violations).toEqual([])
      const other = { ...profile, scores: [{ plugin: 'CpuPacked', weight: 1 } as const] }
      if (auditOf(fleet, recorded, [other]).violations.some(({ law }) => law === 'L9')) differs++
    }),
    { numRuns: 150, seed: 5 },
  )
  expect(differs).toBeGreaterThan(10)
})
