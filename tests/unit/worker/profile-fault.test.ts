import { expect, test } from 'vitest'
import { profileFaults } from '../../../src/worker/profile-fault.ts'

const OWN = { profiles: [{ name: 'tight', packs: true, scores: [] }] }

test('a profile is a stock one, one of the scenario, or where it may stand stock Kubernetes', () => {
  for (const name of [null, 'pack', 'spread', 'tight', 'kube-default']) {
    expect(profileFaults('profile', name, OWN, true, null)).toEqual([])
  }
  expect(profileFaults('a', 'tihgt', OWN, false, null)).toEqual([
    { path: 'a', found: '"tihgt"', expected: 'one of pack, spread, tight' },
  ])
  expect(profileFaults('profile', 'kube-default', {}, false, null)).toHaveLength(1)
})

test('a policy is a profile beside them, of a name that none of them has', () => {
  const policy = { name: 'mine', digest: 'd' }
  expect(profileFaults('profile', 'mine', OWN, true, policy)).toEqual([])
  expect(profileFaults('a', 'mien', {}, false, policy)).toEqual([
    { path: 'a', found: '"mien"', expected: 'one of mine, pack, spread' },
  ])
  expect(profileFaults('a', 'pack', OWN, true, { name: 'tight', digest: 'd' })).toHaveLength(1)
})
