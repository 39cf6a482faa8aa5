import type { Fault, Result } from '../base/result.ts'
import { SEEDS_PERCENT } from '../model/parse/goal-schema.ts'
import { parseScenarioFile, resolveScenario } from '../model/parse/scenario.ts'
import { type Setting, withSettings } from '../model/parse/settings.ts'
import type { Scenario, ScenarioSize } from '../model/scenario.ts'
import { bundledLibrary, bundledScenario, bundledScenarioNames } from './bundled.ts'
import type { OutlineResult } from './futures-protocol.ts'
import type { OwnProfile } from './protocol.ts'

/** A bundled scenario in a size with settings put in, or every fault in it, in them or in its name. */
export async function loadScenario(
  name: string,
  size: ScenarioSize,
  settings: readonly Setting[] = [],
): Promise<Result<Scenario>> {
  const [text, library] = await Promise.all([bundledScenario(name), bundledLibrary()])
  if (text === null) return noScenario(name)
  const set = withSettings(text, settings)
  if (!set.ok) return set
  const file = parseScenarioFile(set.value)
  return file.ok ? resolveScenario(file.value, size, library) : file
}

/** What of a bundled scenario a what-if turns. */
export async function outlineOf(name: string, size: ScenarioSize): Promise<OutlineResult> {
  const text = await bundledScenario(name)
  if (text === null) return noScenario(name)
  const file = parseScenarioFile(text)
  if (!file.ok) return file
  const { fleet, games, duration, goal } = file.value.specs[size]
  const launches = games.filter(({ start: [, latest] }) => latest > 0 && latest < duration)
  return {
    ok: true,
    outline: {
      title: file.value.title,
      durationUs: duration,
      groups: (fleet.hostGroups ?? []).map((group) => ({ name: group.name, count: group.count })),
      launches: launches.map((game) => ({ name: game.name, peakPlayers: game.peakPlayers })),
      seedsPercent: goal === undefined ? null : (goal.seedsPercent ?? SEEDS_PERCENT),
    },
  }
}

function noScenario(name: string): { readonly ok: false; readonly faults: readonly Fault[] } {
  const expected = `one of ${bundledScenarioNames().join(', ')}`
  return { ok: false, faults: [{ path: 'scenario', found: name, expected }] }
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
