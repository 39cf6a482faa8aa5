import { byCodeUnit } from '../../base/order.ts'
import type { Fault, Result } from '../../base/result.ts'
import { failed, ok } from '../../base/result.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import type { Fleet } from '../fleet.ts'
import type { NetworkFigures } from '../network.ts'
import type { ProfileSpec } from '../profile.ts'
import type { CacheModel, Delays, Game, Scenario, ScenarioSize } from '../scenario.ts'
import { SCENARIO_SIZES, withHostFaults } from '../scenario.ts'
import { parseDocumentText } from './document.ts'
import { FaultList, faultsOfIssues } from './faults.ts'
import { checkGoal, goalOf } from './goal-schema.ts'
import { groupAbsences } from './group-hosts.ts'
import type { Library } from './library.ts'
import { INSTANTS_MAX } from './limits.ts'
import { profilesOf } from './profiles.ts'
import { resolveDelivery } from './resolve-delivery.ts'
import { resolveLosses } from './resolve-faults.ts'
import { resolveFleet } from './resolve-fleet.ts'
import { checkHostSpeed } from './resolve-forecast.ts'
import { resolveGames } from './resolve-games.ts'
import { resolveMaintenance } from './resolve-maintenance.ts'
import { resolveFigures, resolveNetwork } from './resolve-network.ts'
import { resolveRegistry } from './resolve-registry.ts'
import { resolveRollouts } from './resolve-rollouts.ts'
import type { ScenarioSpec } from './scenario-schema.ts'
import { scenarioSchema } from './scenario-schema.ts'
import { authoredPath, chooseSize } from './sizes.ts'

export type { Library } from './library.ts'

/** A scenario as its author wrote it, checked in all three sizes but with its references still names. */
export interface ScenarioFile {
  readonly name: string
  readonly title: string
  readonly specs: Readonly<Record<ScenarioSize, ScenarioSpec>>
  /** Where the file has a map by size; faults found later name the size there. */
  readonly sizedPaths: ReadonlySet<string>
}

/** Reads a `Scenario` document. Faults of all sizes are reported, each once. */
export function parseScenarioFile(text: string): Result<ScenarioFile> {
  const document = parseDocumentText(text)
  if (!document.ok) return document
  const faults = new FaultList()
  const specs: Partial<Record<ScenarioSize, ScenarioSpec>> = {}
  let head = { name: '', title: '' }
  let sizedPaths: ReadonlySet<string> = new Set()
  for (const size of SCENARIO_SIZES) {
    const chosen = chooseSize(document.value, size)
    sizedPaths = chosen.sizedPaths
    for (const hole of chosen.missing) faults.add(hole.path, hole.found, 'each of smoke, demo, bench')
    const parsed = scenarioSchema.safeParse(chosen.value)
    if (parsed.success) {
      specs[size] = parsed.data.spec
      head = { name: parsed.data.metadata.name, title: parsed.data.metadata.title ?? parsed.data.metadata.name }
      continue
    }
    const holes = new Set(chosen.missing.map((hole) => hole.path))
    const found = faultsOfIssues(parsed.error.issues, chosen.value).filter((fault) => !holes.has(fault.path))
    faults.addAll(inAuthoredPaths(found, size, sizedPaths))
  }
  if (!faults.isEmpty) return failed(faults.all)
  return ok({ ...head, specs: specs as Record<ScenarioSize, ScenarioSpec>, sizedPaths })
}

/**
 * Builds the scenario of one size: topologies, templates and curves looked up, groups expanded, everything sorted.
 *
 * given  profiles beside the stock ones and the scenario's own
 */
export function resolveScenario(
  file: ScenarioFile,
  size: ScenarioSize,
  library: Library,
  given: readonly ProfileSpec[] = [],
): Result<Scenario> {
  const spec = file.specs[size]
  const faults = new FaultList()
  const fleet = resolveFleet(spec.fleet, library, faults)
  const profiles = [...given, ...profilesOf(spec.profiles ?? [], given, faults)]
  const names = profiles.filter(({ kube }) => kube === undefined).map(({ name }) => name)
  const figures = resolveFigures(spec.network, library, faults)
  const games = resolveGames(spec, library, fleet, { profiles: names, traffic: figures?.traffic ?? null }, faults)
  checkIntervals(spec, faults)
  checkCache(spec, games, faults)
  checkGoal(spec.goal, faults)
  checkHostSpeed(spec.hostSpeed, faults)
  const delays: Delays = {
    bindUs: { fromUs: spec.delays.bind[0], toUs: spec.delays.bind[1] },
    startUs: { fromUs: spec.delays.start[0], toUs: spec.delays.start[1] },
  }
  const stages = stagesOf(spec, delays, games, fleet, faults)
  const losses = resolveLosses(spec, { fleet, durationUs: spec.duration, library }, faults)
  const absences = groupAbsences(spec.fleet.hostGroups ?? [], spec.duration, faults)
  const rollouts = resolveRollouts(spec, delays, { games, fleet, registry: stages.registry ?? null }, faults)
  const maintenance = resolveMaintenance(spec, { games, fleet }, faults)
  const network = networkOf(spec, figures, games, fleet, faults)
  if (!faults.isEmpty) return failed(inAuthoredPaths(faults.all, size, file.sizedPaths))
  const scenario: Scenario = {
    name: file.name,
    title: file.title,
    size,
    durationUs: spec.duration,
    scalingIntervalUs: spec.scalingInterval,
    sampleIntervalUs: spec.sampleInterval,
    fleet,
    games,
    delays,
    ...(profiles.length === 0 ? {} : { profiles: profiles.sort((a, b) => byCodeUnit(a.name, b.name)) }),
    ...losses,
    ...(spec.hostSpeed === undefined
      ? {}
      : { hostSpeed: spec.hostSpeed.map(([below, factor]) => [below, factor] as const) }),
    ...(rollouts.length === 0 ? {} : { rollouts }),
    ...(maintenance.length === 0 ? {} : { maintenance }),
    ...(spec.cache === undefined ? {} : { cache: cacheOf(spec.cache) }),
    ...(spec.goal === undefined ? {} : { goal: goalOf(spec.goal) }),
    ...stages,
    ...network,
  }
  return ok(absences.length === 0 ? scenario : withHostFaults(scenario, absences))
}

/** Delivery in stages where the scenario has periods or a registry; else nothing. */
function stagesOf(
  { delivery, registry, rollouts = [], duration, games: groups }: ScenarioSpec,
  delays: Delays,
  games: readonly Game[],
  fleet: Fleet,
  faults: FaultList,
): Pick<Scenario, 'delivery' | 'registry'> {
  if (delivery === undefined && registry === undefined) return {}
  const periods = resolveDelivery(delivery, delays, registry?.pull ?? null, duration, faults)
  if (registry === undefined) return { delivery: periods }
  return { delivery: periods, registry: resolveRegistry(registry, groups, rollouts, games, fleet, duration, faults) }
}

function networkOf(
  { network, duration }: ScenarioSpec,
  figures: NetworkFigures | null,
  games: readonly Game[],
  fleet: Fleet,
  faults: FaultList,
): Pick<Scenario, 'network'> {
  if (network === undefined || figures === null) return {}
  return { network: resolveNetwork(network, figures, { fleet, games, durationUs: duration }, faults) }
}

/** Until the next list when none is said: that of a watch which is opened anew now and then. */
const RELIST_US = 30 * US_PER_SECOND

function cacheOf(spec: NonNullable<ScenarioSpec['cache']>): CacheModel {
  const { check, lag, bindFailedPermille = 0, lostPermille = 0, relist = RELIST_US, repeatedPermille = 0 } = spec
  const lagUs = { fromUs: lag[0], toUs: lag[1] }
  return { check, lagUs, bindFailedPermille, lostPermille, relistUs: relist, repeatedPermille }
}

/** What a cache that lags does to batch pods, groups, and hosts nobody knows are lost is not modelled, so refused. */
function checkCache({ cache, recovery }: ScenarioSpec, games: readonly Game[], faults: FaultList): void {
  if (cache === undefined) return
  const batch = games.find(({ components }) => components.some(({ request }) => request.batch === true))
  const whole = games.find(({ zoneGroup }) => zoneGroup !== undefined)
  if (batch !== undefined)
    faults.add('spec.cache', `a cache, while ${batch.name} has batch components`, 'one of the two')
  if (recovery !== undefined) faults.add('spec.cache', 'a cache, and recovery', 'one of the two')
  if (whole !== undefined) faults.add('spec.cache', `a cache, while ${whole.name} has a zoneGroup`, 'one of the two')
}

function checkIntervals(spec: ScenarioSpec, faults: FaultList): void {
  for (const key of ['scalingInterval', 'sampleInterval'] as const) {
    const instants = Math.floor(spec.duration / spec[key])
    if (instants <= INSTANTS_MAX) continue
    faults.add(`spec.${key}`, `${instants} of them in the duration`, `at most ${INSTANTS_MAX}`)
  }
}

function inAuthoredPaths(faults: readonly Fault[], size: ScenarioSize, sizedPaths: ReadonlySet<string>): Fault[] {
  return faults.map((fault) => ({ ...fault, path: authoredPath(fault.path, size, sizedPaths) }))
}

/** The text whose sha256 is a scenario's digest: JSON, the keys of each map ascending by code unit, no spaces. */
export function canonicalScenario(scenario: Scenario): string {
  let text = ''
  writeCanonical(scenario, (piece) => {
    text += piece
  })
  return text
}

/** The same text piece by piece: a year of hours in each of hundreds of games is many times what a run needs. */
export function writeCanonical(value: unknown, write: (piece: string) => void): void {
  if (Array.isArray(value) || value instanceof Float64Array) {
    write('[')
    value.forEach((item: unknown, index) => {
      if (index > 0) write(',')
      writeCanonical(item, write)
    })
    write(']')
    return
  }
  if (typeof value !== 'object' || value === null) {
    write(JSON.stringify(value))
    return
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  entries.sort(([a], [b]) => byCodeUnit(a, b))
  write('{')
  for (const [index, [key, item]] of entries.entries()) {
    write(`${index === 0 ? '' : ','}${JSON.stringify(key)}:`)
    writeCanonical(item, write)
  }
  write('}')
}
