import { expect, test } from 'vitest'
import { profileFaults } from '../../../src/worker/profile-fault.ts'

const OWN = { profiles: [{ name: 'tight', packs: true, scores: [] }] }

test('a profile is a stock one, one of the scenario, or where it may stand stock Kubernetes', () => {
  for (const name of [null, 'pack', 'spread', 'tight', 'kube-default']) {
    expect(profileFaults('profile', name, OWN, true)).toEqual([])
  }
  expect(profileFaults('a', 'tihgt', OWN, false)).toEqual([
    { path: 'a', found: '"tihgt"', expected: 'one of pack, spread, tight' },
  ])
  expect(profileFaults('profile', 'kube-default', {}, false)).toHaveLength(1)
})
