import type { Fleet } from '../../model/fleet.ts'
import type { LoadedPolicy } from '../../model/policy-traps.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import { createEngine, type Engine } from '../engine.ts'
import type { GuardOptions } from './guard.ts'
import { type OwnProfile, profileOfPolicy } from './own-profile.ts'

/** Calls of a plug-in of which one is made twice, where runs are to be fast. */
export const TWICE_EVERY = 64

/** Profiles of policies, each guarded. */
export function guardPolicies(policies: readonly LoadedPolicy[], options: GuardOptions): readonly OwnProfile[] {
  return policies.map(({ policy, slip }) => profileOfPolicy(policy, { ...options, slip }))
}

/** Makes engines that know these policies beside profiles that are data. */
export function engineFactory(
  own: readonly OwnProfile[],
  profiles: readonly ProfileSpec[],
): ((fleet: Fleet) => Engine) & { readonly profiles: readonly ProfileSpec[] } {
  const policies = own.map(({ profile }) => profile)
  const specs = [...profiles.filter(({ own: code }) => code === undefined), ...own.map(({ spec }) => spec)]
  return Object.assign((fleet: Fleet) => createEngine(fleet, { profiles: specs, policies }), { profiles: specs })
}
