import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { assert } from '../../base/assert.ts'
import { failed, type Result } from '../../base/result.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { GuardOptions } from '../../engine/policy/guard.ts'
import { type OwnProfile, profileOfPolicy } from '../../engine/policy/own-profile.ts'
import type { Fleet } from '../../model/fleet.ts'
import { type LoadedPolicy, loadPolicy } from '../../model/parse/policy.ts'
import type { PolicyModule } from '../../model/policy-traps.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import { errorCode } from '../scenario-source.ts'
import { bundlePolicy } from './bundle-policy.ts'
import { typeFaults } from './check-types.ts'

/** A policy that was checked, with the text of its bundle for threads, browsers and run directories. */
export interface OpenPolicy extends LoadedPolicy {
  readonly text: string
}

/** Checks the types of a policy file, bundles it and loads it; every fault with the line or the part it is in. */
export async function openPolicy(path: string): Promise<Result<OpenPolicy>> {
  try {
    readFileSync(path)
  } catch (error) {
    return failed([{ path, found: errorCode(error), expected: 'a readable policy file' }])
  }
  const faults = await typeFaults(path)
  if (faults.length > 0) return failed(faults)
  const bundled = await bundlePolicy(path)
  if (!bundled.ok) return bundled
  const loaded = await loadBundle(bundled.value)
  return loaded.ok ? loaded : failed(loaded.faults.map((fault) => ({ ...fault, path: join(path, fault.path) })))
}

function join(file: string, path: string): string {
  return path === '' ? file : `${file}: ${path}`
}

/** Loads a bundle made before. */
export async function loadBundle(text: string): Promise<Result<OpenPolicy>> {
  const expression = text.replace(/^export default/, '"use strict";0,')
  const module = runInThisContext(expression, { filename: 'policy.js' }) as PolicyModule
  const loaded = loadPolicy(module)
  return loaded.ok ? { ok: true, value: { ...loaded.value, text } } : loaded
}

/** As `loadBundle`, in a thread whose starter loaded the same text. */
export async function loadedAgain(text: string): Promise<OpenPolicy> {
  const loaded = await loadBundle(text)
  assert(loaded.ok, 'the policy was loaded once already')
  return loaded.value
}

/** Profiles of policies, each guarded. */
export function guardPolicies(policies: readonly OpenPolicy[], options: GuardOptions): readonly OwnProfile[] {
  return policies.map(({ policy, reached }) => profileOfPolicy(policy, { ...options, reached }))
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
