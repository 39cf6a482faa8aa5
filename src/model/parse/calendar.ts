import type { z } from 'zod'
import { byCodeUnit } from '../../base/order.ts'
import { US_PER_MINUTE } from '../../base/units.ts'
import type { Calendar, Patch, PlayerEvent, Season } from '../calendar.ts'
import { PATCH_OVER_US, RECONNECT } from '../calendar.ts'
import { expectedName, type FaultList } from './faults.ts'
import * as scalars from './scalars.ts'
import type { SizedLeaf } from './scenario-schema.ts'
import { drawn, list, record } from './shapes.ts'

const ENTRIES_MAX = 1_000
const FACTOR_MAX = 100

/** `calendar` of a scenario: what is planned for its games, each entry for all of them or those of the named groups. */
export function calendarSchemaWith(sized: SizedLeaf) {
  const span = sized(scalars.duration(0, '0'))
  const factor = sized(scalars.number(0, FACTOR_MAX))
  const entry = {
    name: scalars.name,
    games: list(scalars.name, 1, ENTRIES_MAX).optional(),
    at: span,
    every: sized(scalars.duration(US_PER_MINUTE, '1m')).optional(),
  }
  return record({
    events: list(record({ ...entry, lasts: span, factor, ramp: span.optional() }), 0, ENTRIES_MAX).optional(),
    seasons: list(record({ ...entry, factor, decline: span }), 0, ENTRIES_MAX).optional(),
    patches: list(
      record({
        ...entry,
        over: span.optional(),
        restart: drawn(scalars.duration(0, '0')),
        closed: span.optional(),
        reconnect: record({
          notice: span.optional(),
          earlyPermille: sized(scalars.integer(0, 1000)).optional(),
          promptPermille: sized(scalars.integer(0, 1000)).optional(),
          prompt: span.optional(),
          rest: span.optional(),
        }).optional(),
      }),
      0,
      ENTRIES_MAX,
    ).optional(),
  })
}

type CalendarSpec = z.output<ReturnType<typeof calendarSchemaWith>>
type EventSpec = NonNullable<CalendarSpec['events']>[number]
type SeasonSpec = NonNullable<CalendarSpec['seasons']>[number]
type PatchSpec = NonNullable<CalendarSpec['patches']>[number]
type EntrySpec = Pick<EventSpec, 'name' | 'games' | 'at' | 'every'>

/** Each entry as its games follow it; noted once, however many games there are. */
export interface CalendarEntries {
  readonly events: readonly Entry<PlayerEvent>[]
  readonly seasons: readonly Entry<Season>[]
  readonly patches: readonly Entry<Patch>[]
}

/** groups: null for all. */
interface Entry<T> {
  readonly groups: readonly string[] | null
  readonly entry: T
}

/** Reads a calendar, checked against the names of the scenario's game groups; undefined where there is none. */
export function calendarEntries(
  calendar: CalendarSpec | undefined,
  groups: readonly string[],
  faults: FaultList,
): CalendarEntries | undefined {
  if (calendar === undefined) return undefined
  const { events = [], seasons = [], patches = [] } = calendar
  const known = new Set(groups)
  const check = (entries: readonly EntrySpec[], key: string): void => {
    const names = new Set<string>()
    for (const [i, { name, games = [] }] of entries.entries()) {
      const path = `spec.calendar.${key}[${i}]`
      if (names.has(name)) faults.add(`${path}.name`, JSON.stringify(name), 'a name no other of them has')
      names.add(name)
      for (const [g, game] of games.entries())
        if (!known.has(game)) faults.add(`${path}.games[${g}]`, JSON.stringify(game), expectedName('game', game, known))
    }
  }
  check(events, 'events')
  check(seasons, 'seasons')
  check(patches, 'patches')
  for (const [i, spec] of events.entries()) checkEvent(spec, `spec.calendar.events[${i}]`, faults)
  for (const [i, spec] of seasons.entries())
    checkEvery(spec, spec.decline, 'decline', `spec.calendar.seasons[${i}]`, faults)
  for (const [i, spec] of patches.entries()) checkPatch(spec, `spec.calendar.patches[${i}]`, faults)
  return {
    events: inOrder(events, eventOf),
    seasons: inOrder(seasons, seasonOf),
    patches: inOrder(patches, patchOf),
  }
}

/** What is planned for the games of a group; undefined when nothing is. */
export function calendarOf(entries: CalendarEntries | undefined, group: string): Calendar | undefined {
  if (entries === undefined) return undefined
  const own = <T>(list: readonly Entry<T>[]): readonly T[] =>
    list.filter(({ groups }) => groups === null || groups.includes(group)).map(({ entry }) => entry)
  const calendar = { events: own(entries.events), seasons: own(entries.seasons), patches: own(entries.patches) }
  return Object.values(calendar).every(({ length }) => length === 0) ? undefined : calendar
}

/** Highest factor of a calendar over its games' curve, were all of it on at once; 1 without one. */
export function calendarFactorMax(calendar: Calendar | undefined): number {
  const { events = [], seasons = [] } = calendar ?? {}
  return [...events, ...seasons].reduce((product, { factor }) => product * Math.max(1, factor), 1)
}

function inOrder<S extends EntrySpec, T>(specs: readonly S[], entryOf: (spec: S) => T): Entry<T>[] {
  const sorted = [...specs].sort((a, b) => a.at - b.at || byCodeUnit(a.name, b.name))
  return sorted.map((spec) => ({ groups: spec.games ?? null, entry: entryOf(spec) }))
}

function recurring({ name, at, every }: EntrySpec) {
  return { name, atUs: at, everyUs: every ?? null }
}

function eventOf(spec: EventSpec): PlayerEvent {
  return { ...recurring(spec), lastsUs: spec.lasts, rampUs: spec.ramp ?? 0, factor: spec.factor }
}

function seasonOf(spec: SeasonSpec): Season {
  return { ...recurring(spec), factor: spec.factor, declineUs: spec.decline }
}

function patchOf(spec: PatchSpec): Patch {
  const { over = PATCH_OVER_US, closed = 0, reconnect = {}, restart } = spec
  return {
    ...recurring(spec),
    overUs: over,
    restartUs: { fromUs: restart[0], toUs: restart[1] },
    closedUs: closed,
    reconnect: {
      noticeUs: reconnect.notice ?? RECONNECT.noticeUs,
      earlyPermille: reconnect.earlyPermille ?? RECONNECT.earlyPermille,
      promptPermille: reconnect.promptPermille ?? RECONNECT.promptPermille,
      promptUs: reconnect.prompt ?? RECONNECT.promptUs,
      restUs: reconnect.rest ?? RECONNECT.restUs,
    },
  }
}

function checkEvent(spec: EventSpec, path: string, faults: FaultList): void {
  checkEvery(spec, spec.lasts, 'lasts', path, faults)
  if ((spec.ramp ?? 0) * 2 > spec.lasts) faults.add(`${path}.ramp`, 'a ramp too long', 'at most half of lasts')
}

/** An entry must be over before it comes again. */
function checkEvery({ every }: EntrySpec, spanUs: number, span: string, path: string, faults: FaultList): void {
  if (every === undefined || every >= spanUs) return
  faults.add(`${path}.every`, 'a time too short', `at least ${span}`)
}

function checkPatch(spec: PatchSpec, path: string, faults: FaultList): void {
  const { overUs, closedUs, reconnect } = patchOf(spec)
  const { noticeUs, promptUs, restUs } = reconnect
  const spanUs = noticeUs + overUs + closedUs + Math.max(promptUs, restUs)
  checkEvery(spec, spanUs, 'notice, over, closed and the longer of prompt and rest together', path, faults)
}
