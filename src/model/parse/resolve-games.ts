import { byCodeUnit } from '../../base/order.ts'
import type { RandomStream } from '../../base/random.ts'
import { randomStream } from '../../base/random.ts'
import type { Result } from '../../base/result.ts'
import { US_PER_DAY, US_PER_MINUTE } from '../../base/units.ts'
import { type Fleet, NETWORK_PARTS, type NetworkMode } from '../fleet.ts'
import type { Traffic } from '../network.ts'
import type { PodRequest } from '../request.ts'
import type { Component, Followed, Game } from '../scenario.ts'
import { type CalendarEntries, calendarEntries, calendarFactorMax, calendarOf } from './calendar.ts'
import type { CurveDocument, ShapedForm } from './curve.ts'
import { parseCurve } from './curve.ts'
import { expandShape } from './curve-shape.ts'
import type { FaultList } from './faults.ts'
import { expectedName } from './faults.ts'
import type { GameTemplate } from './game.ts'
import { parseGameTemplate } from './game.ts'
import type { Library } from './library.ts'
import { memoised } from './library.ts'
import { AMOUNT_MAX, GAME_PODS_MAX, GAMES_MAX, SAMPLES_TOTAL_MAX } from './limits.ts'
import { checkUniqueNames } from './places.ts'
import { checkForecast, forecastOf, peakFactorMax } from './resolve-forecast.ts'
import type { GameGroupSpec, ScenarioSpec } from './scenario-schema.ts'
import { checkVolumePool } from './volume-pools.ts'

/**
 * Games of all groups, by name.
 *
 * profiles  names of profiles beside the stock ones
 * traffic   of the scenario's network, null: it has none
 */
export function resolveGames(
  spec: ScenarioSpec,
  library: Library,
  fleet: Fleet,
  { profiles, traffic }: { readonly profiles: readonly string[]; readonly traffic: readonly Traffic[] | null },
  faults: FaultList,
): Game[] {
  const parse = (text: string): Result<GameTemplate> => parseGameTemplate(text, profiles)
  const templateOf = memoised('game template', (name) => library.gameTemplate(name), parse, faults)
  const curveOf = memoised('curve', (name) => library.curve(name), parseCurve, faults)
  const total = spec.games.reduce((sum, group) => sum + (group.count ?? 1), 0)
  if (total > GAMES_MAX) {
    faults.add('spec.games', `${total} games`, `at most ${GAMES_MAX} games`)
    return []
  }
  if ((spec.duration / spec.shapeStep) * total > SAMPLES_TOTAL_MAX) {
    faults.add('spec.shapeStep', 'a step too short', `at most ${SAMPLES_TOTAL_MAX} samples over all games`)
    return []
  }
  if (fleet.hosts.length > 0) checkDomainsNamed(spec.games, fleet, faults)
  const names = spec.games.map(({ name }) => name)
  const entries = calendarEntries(spec.calendar, names, faults)
  const games: Game[] = []
  const paths: string[] = []
  for (const [g, group] of spec.games.entries()) {
    const path = `spec.games[${g}]`
    const template = templateOf(group.template, `${path}.template`)
    const curves = group.curves.map((name, i) => curveOf(name, `${path}.curves[${i}]`))
    const recorded = (group.forecast?.curves ?? []).map((name, i) => curveOf(name, `${path}.forecast.curves[${i}]`))
    checkForecast(group, `${path}.forecast`, faults)
    for (const { request } of template?.components ?? [])
      checkVolumePool(request.volumePool, fleet.volumePools ?? [], `${path}.template`, faults)
    if (template === null || curves.includes(null) || recorded.includes(null)) continue
    checkNetwork(group, template, path, faults)
    const kinds = trafficOf(template, traffic, path, faults)
    const known = { curves: curves as CurveDocument[], recorded: recorded as CurveDocument[], entries, kinds }
    const count = group.count ?? 1
    for (let i = 1; i <= count; i++) {
      const name = group.count === undefined ? group.name : `${group.name}-${String(i).padStart(3, '0')}`
      games.push(drawGame(name, i, group, template, known, spec, path, faults))
      paths.push(path)
    }
  }
  checkUniqueNames(
    games.map((game, i) => ({ name: game.name, path: paths[i] })),
    'game',
    faults,
  )
  return games.sort((a, b) => byCodeUnit(a.name, b.name))
}

/** What is known of the games of a group. */
interface Known {
  readonly curves: readonly CurveDocument[]
  readonly recorded: readonly CurveDocument[]
  readonly entries: CalendarEntries | undefined
  /** By component. */
  readonly kinds: ReadonlyMap<string, Traffic>
}

/**
 * One game of a group. Its draws come from its own stream, always all of them and in this order, so that neither
 * another game nor a range that became one value moves what this game gets.
 */
function drawGame(
  name: string,
  ordinal: number,
  group: GameGroupSpec,
  template: GameTemplate,
  { curves, recorded, entries, kinds }: Known,
  spec: ScenarioSpec,
  path: string,
  faults: FaultList,
): Game {
  const stream = randomStream(spec.drawSeed, `game/${name}`)
  const curve = curves[stream.below(curves.length)]
  const peakPlayers = Math.round(between(stream, group.peakPlayers))
  const startUs = wholeMinutes(between(stream, group.start))
  const endUs = group.end === undefined ? null : wholeMinutes(between(stream, group.end))
  const ways = drawWays(stream, group)
  if (endUs !== null && endUs <= startUs)
    faults.add(`${path}.end`, `an end at or before the start of ${name}`, 'an end after the start')
  const calendar = calendarOf(entries, group.name)
  checkPods(template, group, calendarFactorMax(calendar), path, faults)
  const where = {
    ...given('regions', inTurn(group.homeRegions, ordinal) ?? group.where?.regions),
    ...given('idcs', inTurn(group.homeIdcs, ordinal) ?? group.where?.idcs),
    ...given('modules', group.where?.modules),
  }
  const head = { name, mode: template.mode, peakPlayers, endUs }
  const tail = {
    zonePlayers: group.zonePlayers ?? template.zonePlayers,
    components: template.components.map((c) => placed(c, where, group.network, kinds.get(c.name))),
    ...(calendar === undefined ? {} : { calendar }),
    ...(template.sessionUs === undefined ? {} : { sessionUs: template.sessionUs }),
    ...(template.zoneGroup.length === 0 ? {} : { zoneGroup: template.zoneGroup }),
  }
  const followed = (document: CurveDocument): Followed => followedBy(document, ways, startUs, spec)
  const forecast = forecastOf(group, recorded.map(followed))
  return { ...head, ...followed(curve), ...(forecast === undefined ? {} : { forecast }), ...tail }
}

/** How players of one game come by day and week, whichever curve it follows; null: as the curve has it. */
interface Ways {
  readonly stretch: number
  readonly trough: number | null
  readonly peakHour: number | null
  readonly weekend: number | null
}

function drawWays(stream: RandomStream, group: GameGroupSpec): Ways {
  const stretch = between(stream, group.stretch ?? [1, 1])
  const drawnOr = (range: readonly [number, number] | undefined): number | null => {
    const draw = stream.unit()
    return range === undefined ? null : range[0] + draw * (range[1] - range[0])
  }
  const [trough, peakHour] = [drawnOr(group.daily?.trough), drawnOr(group.daily?.peakHour)]
  return { stretch, trough, peakHour, weekend: drawnOr(group.weekend) }
}

/** A document's curve as a game follows it from its start. */
function followedBy(document: CurveDocument, ways: Ways, startUs: number, spec: ScenarioSpec): Followed {
  const { form, name, after, source } = document
  if (form.kind === 'samples')
    return { curve: { name, stepUs: form.stepUs, samples: Float64Array.from(form.samples), after, source }, startUs }
  const shape: ShapedForm = {
    kind: 'shape',
    launch: form.launch.map(([day, share]) => [day * ways.stretch, share] as const),
    daily: { trough: ways.trough ?? form.daily.trough, peakHour: ways.peakHour ?? form.daily.peakHour },
    weekend: ways.weekend ?? form.weekend,
  }
  return shapedCurve(document, shape, startUs, spec)
}

/** Notes a game of more pods than the simulator should be asked to hold, or of a pod of more memory than is counted. */
function checkPods(
  template: GameTemplate,
  group: GameGroupSpec,
  factorMax: number,
  path: string,
  faults: FaultList,
): void {
  const players = Math.ceil(group.peakPlayers[1] * peakFactorMax(group) * factorMax)
  const zonePlayers = template.mode === 'zoned' ? (group.zonePlayers ?? template.zonePlayers) : players
  const zones = Math.ceil(players / zonePlayers)
  let pods = 0
  for (const { podsMin, playersPerPod, horizontal } of template.components) {
    const shards = Math.max(podsMin, playersPerPod === null ? 0 : Math.ceil(zonePlayers / playersPerPod))
    pods += zones * (horizontal?.podsMax ?? shards)
  }
  for (const { name, load } of template.components) {
    // Whoever asks for memory as its players need it never sees more of them than are in one zone.
    const memoryMib = load.memoryMibBase + Math.ceil((Math.min(players, zonePlayers) * load.memoryKibPerPlayer) / 1024)
    if (memoryMib <= AMOUNT_MAX) continue
    faults.add(`${path}.template`, `${memoryMib} MiB for a zone's ${name}`, `at most ${AMOUNT_MAX} MiB`)
  }
  if (pods > GAME_PODS_MAX) {
    faults.add(`${path}.peakPlayers`, `${players} players on ${pods} pods`, `at most ${GAME_PODS_MAX} pods in one game`)
  }
}

/**
 * Only the part of a shape that the scenario can see: from the launch, or from two days before the scenario's start
 * when that is later, because a running game keeps the zones that its last days needed.
 */
function shapedCurve(curve: CurveDocument, shape: ShapedForm, launchUs: number, spec: ScenarioSpec): Followed {
  const stepUs = spec.shapeStep
  const startUs = Math.max(-2 * US_PER_DAY, launchUs)
  const samples = expandShape(shape, launchUs, startUs, Math.max(startUs, spec.duration), stepUs)
  return { curve: { name: curve.name, stepUs, samples, after: 'hold', source: curve.source }, startUs }
}

function placed(
  component: Component,
  where: PodRequest['where'],
  network: NetworkMode | undefined,
  traffic: Traffic | undefined,
): Component {
  const request = { ...component.request, where, ...(network === undefined ? {} : { network }) }
  return { ...component, request, ...(traffic === undefined ? {} : { traffic }) }
}

/** A group's own network mode stands in for that of every component, so a kept address must be one of it. */
function checkNetwork({ network }: GameGroupSpec, template: GameTemplate, path: string, faults: FaultList): void {
  if (network === undefined || NETWORK_PARTS[network].addresses.length > 0) return
  const fixed = template.components.find(({ request }) => request.fixedIp === true)
  if (fixed !== undefined)
    faults.add(`${path}.network`, network, `a network with an address, which ${fixed.name} keeps`)
}

function trafficOf(
  template: GameTemplate,
  traffic: readonly Traffic[] | null,
  path: string,
  faults: FaultList,
): ReadonlyMap<string, Traffic> {
  const kinds = new Map<string, Traffic>()
  if (traffic === null) return kinds
  const names = traffic.map(({ name }) => name)
  for (const [component, name] of template.traffic) {
    const kind = traffic.find((each) => each.name === name)
    if (kind !== undefined) kinds.set(component, kind)
    else faults.add(`${path}.template`, `${component} with traffic ${name}`, expectedName('traffic', name, names))
  }
  return kinds
}

function given<K extends string>(key: K, names: readonly string[] | undefined): Partial<Record<K, readonly string[]>> {
  if (names === undefined || names.length === 0) return {}
  return { [key]: [...new Set(names)].sort(byCodeUnit) } as unknown as Record<K, readonly string[]>
}

function between(stream: RandomStream, [low, high]: readonly [number, number]): number {
  return low + stream.unit() * (high - low)
}

/** Homes are dealt out in turn, so that no few big games share one by luck; a name listed twice gets twice as many. */
function inTurn(names: readonly string[] | undefined, ordinal: number): readonly string[] | undefined {
  return names === undefined ? undefined : [names[(ordinal - 1) % names.length]]
}

function wholeMinutes(us: number): number {
  return Math.floor(us / US_PER_MINUTE) * US_PER_MINUTE
}

/** Notes every region, IDC and module a game group names that has no host. */
function checkDomainsNamed(groups: readonly GameGroupSpec[], fleet: Fleet, faults: FaultList): void {
  const known = {
    regions: new Set(fleet.hosts.map((host) => host.region)),
    idcs: new Set(fleet.hosts.map((host) => host.idc)),
    modules: new Set(fleet.hosts.map((host) => host.module)),
  }
  const nouns = { regions: 'region', idcs: 'idc', modules: 'module' } as const
  const check = (names: readonly string[] | undefined, level: keyof typeof nouns, path: string): void => {
    for (const [i, name] of (names ?? []).entries()) {
      if (!known[level].has(name))
        faults.add(`${path}[${i}]`, JSON.stringify(name), expectedName(nouns[level], name, known[level]))
    }
  }
  for (const [g, group] of groups.entries()) {
    check(group.homeRegions, 'regions', `spec.games[${g}].homeRegions`)
    check(group.homeIdcs, 'idcs', `spec.games[${g}].homeIdcs`)
    for (const level of ['regions', 'idcs', 'modules'] as const)
      check(group.where?.[level], level, `spec.games[${g}].where.${level}`)
  }
}
