import type { Result } from '../../base/result.ts'
import { ok } from '../../base/result.ts'
import type { HostGroupSpec } from '../../model/parse/group-hosts.ts'
import type { ScenarioSpec } from '../../model/parse/scenario-schema.ts'
import type { Setting } from '../../model/parse/settings.ts'
import type { ProfileSpec } from '../../model/profile.ts'
import type { Scenario, ScenarioSize } from '../../model/scenario.ts'
import { loadScenarioFile, type ScenarioTexts } from '../scenario-source.ts'

/** A scenario with the host groups that its file has. */
export interface PlannedScenario {
  readonly scenario: Scenario
  readonly groups: readonly HostGroupSpec[]
  readonly spec: ScenarioSpec
}

/** Reads a scenario as `loadScenario` does. */
export function loadPlanned(
  of: string | ScenarioTexts,
  size: ScenarioSize,
  given: readonly ProfileSpec[],
  settings: readonly Setting[],
): Result<PlannedScenario> {
  const loaded = loadScenarioFile(of, size, given, settings)
  if (!loaded.ok) return loaded
  const { scenario, file } = loaded.value
  const spec = file.specs[size]
  return ok({ scenario, groups: spec.fleet.hostGroups ?? [], spec })
}
