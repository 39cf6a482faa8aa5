import { expect, it } from 'vitest'
import { PROFILE_NAMES, profileNamed, profileOf } from '../../../src/engine/profiles.ts'
import { SCORES } from '../../../src/engine/score/scores.ts'
import { SCORE_NAMES } from '../../../src/model/profile.ts'

it('names every score plug-in as it is known', () => {
  expect(SCORE_NAMES.map((name) => SCORES[name].name)).toEqual(SCORE_NAMES)
})

it('weighs what docs/ARCHITECTURE.md says', () => {
  const listed = PROFILE_NAMES.map((name) => {
    return [name, ...profileNamed(name).scores.map(({ plugin, weight }) => `${plugin.name} ${weight}`)].join(', ')
  })
  expect(listed).toEqual([
    'pack, CpuPacked 5, NumaFewest 1, NumaTight 1, VfSpared 1',
    'spread, CpuFree 3, MemoryFree 1, NumaFewest 4, VfSpared 1',
  ])
})

it('finds a profile that was given beside the stock ones, and no other', () => {
  const given = profileOf({ name: 'mine', packs: true, scores: [{ plugin: 'MemoryFree', weight: 7 }] })
  expect(profileNamed('mine', [given])).toBe(given)
  expect(() => profileNamed('mine')).toThrow('profile mine exists')
})
