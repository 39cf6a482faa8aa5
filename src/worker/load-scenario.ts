import type { Result } from '../base/result.ts'
import { parseScenarioFile, resolveScenario } from '../model/parse/scenario.ts'
import type { Scenario, ScenarioSize } from '../model/scenario.ts'
import { bundledLibrary, bundledScenario, bundledScenarioNames } from './bundled.ts'
import type { OwnProfile } from './protocol.ts'

/** A bundled scenario in a size, or every fault in it or in its name. */
export async function loadScenario(name: string, size: ScenarioSize): Promise<Result<Scenario>> {
  const [text, library] = await Promise.all([bundledScenario(name), bundledLibrary()])
  if (text === null) {
    const expected = `one of ${bundledScenarioNames().join(', ')}`
    return { ok: false, faults: [{ path: 'scenario', found: name, expected }] }
  }
  const file = parseScenarioFile(text)
  return file.ok ? resolveScenario(file.value, size, library) : file
}

/** The profiles that a bundled scenario has itself, in its order; none where it is none or has faults. */
export async function ownProfiles(scenario: string): Promise<readonly OwnProfile[]> {
  const text = await bundledScenario(scenario)
  if (text === null) return []
  const file = parseScenarioFile(text)
  // No size is wanted: which profiles there are is the same in each.
  const profiles = file.ok ? (file.value.specs.smoke.profiles ?? []) : []
  return profiles.map(({ name, kube }) => ({ name, isKube: kube !== undefined }))
}
