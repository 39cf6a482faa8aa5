import type { Fault } from '../base/result.ts'
import type { PolicyRef } from '../model/policy-report.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../model/profile-names.ts'
import type { Scenario } from '../model/scenario.ts'

/**
 * What is wrong with the name of a run's profile, which an address may carry from anywhere: none, or one fault.
 *
 * name  null: each component keeps its own
 * takesBaselines  whether stock Kubernetes may stand in the engine's place
 * policy  what is a profile beside them
 */
export function profileFaults(
  path: string,
  name: string | null,
  { profiles = [] }: Pick<Scenario, 'profiles'>,
  takesBaselines: boolean,
  policy: PolicyRef | null,
): readonly Fault[] {
  const own = profiles.filter(({ kube }) => takesBaselines || kube === undefined).map((profile) => profile.name)
  const stock: readonly string[] = [...PROFILE_NAMES, ...own, ...(takesBaselines ? BASELINE_NAMES : [])]
  if (policy !== null && stock.includes(policy.name)) {
    return [{ path: policy.name, found: 'a profile of the scenario too', expected: 'a policy of another name' }]
  }
  const known = policy === null ? stock : [policy.name, ...stock]
  if (name === null || known.includes(name)) return []
  return [{ path, found: JSON.stringify(name), expected: `one of ${known.join(', ')}` }]
}
