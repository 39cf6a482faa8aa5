import type { Fault } from '../base/result.ts'
import { BASELINE_NAMES, PROFILE_NAMES } from '../model/profile-names.ts'
import type { Scenario } from '../model/scenario.ts'

/**
 * What is wrong with the name of a run's profile, which an address may carry from anywhere: none, or one fault.
 *
 * name  null: each component keeps its own
 * takesBaselines  whether stock Kubernetes may stand in the engine's place
 */
export function profileFaults(
  path: string,
  name: string | null,
  { profiles = [] }: Pick<Scenario, 'profiles'>,
  takesBaselines: boolean,
): readonly Fault[] {
  const baselines = takesBaselines ? BASELINE_NAMES : []
  const known: readonly string[] = [...PROFILE_NAMES, ...profiles.map((profile) => profile.name), ...baselines]
  if (name === null || known.includes(name)) return []
  return [{ path, found: JSON.stringify(name), expected: `one of ${known.join(', ')}` }]
}
