import { type Fault, ok, type Result } from '../base/result.ts'
import { LOSSES_PATH } from '../model/fault.ts'
import { parseDocumentText } from '../model/parse/document.ts'
import { goalOf } from '../model/parse/goal-schema.ts'
import { lossesOf } from '../model/parse/resolve-faults.ts'
import { type Library, parseScenarioFile, resolveScenario } from '../model/parse/scenario.ts'
import { type Setting, withSettings } from '../model/parse/settings.ts'
import type { Scenario, ScenarioSize } from '../model/scenario.ts'
import { bundledLibrary, bundledScenario, bundledScenarioNames } from './bundled.ts'
import type { OutlineResult } from './futures-protocol.ts'
import { ownScenario } from './own-scenarios.ts'
import { type ListedLosses, OWN_PREFIX, type OwnProfile } from './protocol.ts'

/** The text of a bundled scenario or of one of the user's, and all that it may refer to; null where there is none. */
async function sourceOf(name: string): Promise<{ readonly text: string; readonly library: Library } | null> {
  const bundled = await bundledLibrary()
  if (!name.startsWith(OWN_PREFIX)) {
    const text = await bundledScenario(name)
    return text === null ? null : { text, library: bundled }
  }
  const own = await ownScenario(name)
  if (own === null) return null
  const { hosts, games, curves, networks, losses } = own.library
  const library: Library = {
    topology: (each) => hosts.get(each) ?? bundled.topology(each),
    gameTemplate: (each) => games.get(each) ?? bundled.gameTemplate(each),
    curve: (each) => curves.get(each) ?? bundled.curve(each),
    networkModel: (each) => networks.get(each) ?? bundled.networkModel(each),
    lossLog: (file) => losses?.get(file) ?? bundled.lossLog(file),
  }
  return { text: own.text, library }
}

/** A scenario, and the losses that it lists, by its file or by a setting in place of that. */
interface Loaded extends ListedLosses {
  readonly scenario: Scenario
}

/** A scenario in a size with settings put in, or every fault in it, in them or in its name. */
export async function loadScenario(
  name: string,
  size: ScenarioSize,
  settings: readonly Setting[] = [],
): Promise<Result<Scenario>> {
  const loaded = await loadListed(name, size, settings)
  return loaded.ok ? ok(loaded.value.scenario) : loaded
}

/** The same, with the losses that it lists. */
export async function loadListed(
  name: string,
  size: ScenarioSize,
  settings: readonly Setting[] = [],
): Promise<Result<Loaded>> {
  const source = await sourceOf(name)
  if (source === null) return noScenario(name)
  const set = withSettings(source.text, settings)
  if (!set.ok) return set
  const file = parseScenarioFile(set.value)
  if (!file.ok) return file
  const scenario = resolveScenario(file.value, size, source.library)
  if (!scenario.ok) return scenario
  const { losses } = file.value.specs[size]
  const isSet = settings.some(({ path }) => path === LOSSES_PATH)
  const listsLosses = isSet ? listsOwn(source.text) : losses !== undefined
  return ok({ scenario: scenario.value, losses: lossesOf(losses ?? []), listsLosses })
}

function listsOwn(text: string): boolean {
  const document = parseDocumentText(text)
  const spec = document.ok ? (document.value as { readonly spec?: object } | null)?.spec : undefined
  return spec !== undefined && LOSSES_PATH in spec
}

/** What of a scenario a what-if turns. */
export async function outlineOf(name: string, size: ScenarioSize): Promise<OutlineResult> {
  const source = await sourceOf(name)
  if (source === null) return noScenario(name)
  const file = parseScenarioFile(source.text)
  if (!file.ok) return file
  const { fleet, games, duration, goal } = file.value.specs[size]
  const launches = games.filter(({ start: [, latest] }) => latest > 0 && latest < duration)
  return {
    ok: true,
    outline: {
      title: file.value.title,
      durationUs: duration,
      groups: (fleet.hostGroups ?? []).map(({ name, idc, count }) => ({ name, idc, count })),
      launches: launches.map((game) => ({ name: game.name, peakPlayers: game.peakPlayers })),
      goal: goal === undefined ? null : goalOf(goal),
    },
  }
}

function noScenario(name: string): { readonly ok: false; readonly faults: readonly Fault[] } {
  const own = name.startsWith(OWN_PREFIX) ? 'a file that was opened in this browser (open it again), or ' : ''
  const expected = `${own}one of ${bundledScenarioNames().join(', ')}`
  return { ok: false, faults: [{ path: 'scenario', found: name, expected }] }
}

/** The profiles that a scenario has itself, in its order; none where it is none or has faults. */
export async function ownProfiles(scenario: string): Promise<readonly OwnProfile[]> {
  const source = await sourceOf(scenario)
  if (source === null) return []
  const file = parseScenarioFile(source.text)
  // No size is wanted: which profiles there are is the same in each.
  const profiles = file.ok ? (file.value.specs.smoke.profiles ?? []) : []
  return profiles.map(({ name, kube }) => ({ name, isKube: kube !== undefined }))
}
