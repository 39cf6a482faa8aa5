import { US_PER_SECOND } from '../../base/units.ts'
import { SCENARIO_SIZES } from '../../model/scenario.ts'
import type { Setting } from '../../model/setting.ts'
import type { RunSpec } from '../../worker/protocol.ts'

export type ColourMode = 'game' | 'load' | 'age'
export const COLOUR_MODES: readonly ColourMode[] = ['game', 'load', 'age']

export type Theme = 'dark' | 'light'

/** What is selected, by name, so that a link means the same in another run. */
export type Selection =
  | { readonly kind: 'pod'; readonly name: string }
  | { readonly kind: 'host'; readonly name: string }

/** Anything that can be found and gone to by its name. */
export type Named = Selection | { readonly kind: 'game'; readonly name: string }

export interface TimeRange {
  readonly fromUs: number
  readonly toUs: number
}

/** Centre as shares of the map, zoom as a multiple of the fitting scale. */
export interface MapView {
  readonly centreX: number
  readonly centreY: number
  readonly zoom: number
}

/** Everything a link carries. */
export interface ViewState {
  readonly spec: RunSpec
  /** Simulated hours a second of wall time while running, null as fast as possible. */
  readonly pace: number | null
  /** Where the cursor stands; null: where the view opens by itself. */
  readonly timeUs: number | null
  readonly follow: 'still' | 'play' | 'live'
  readonly range: TimeRange | null
  readonly selection: Selection | null
  /** Name of the game the view is about, null for all games. */
  readonly focus: string | null
  readonly colour: ColourMode
  readonly map: MapView | null
  /** Null follows the system. */
  readonly theme: Theme | null
}

export const FIRST_SPEC: RunSpec = { scenario: 'launch-day', size: 'demo', seed: 1, profile: null }

/** Reads the query of a link; what is missing or makes no sense gets its default. */
export function readViewState(query: string): ViewState {
  const params = new URLSearchParams(query)
  const size = SCENARIO_SIZES.find((name) => name === params.get('size')) ?? FIRST_SPEC.size
  const seed = wholeNumber(params.get('seed'))
  const timeUs = microseconds(params.get('t'))
  const fromUs = microseconds(params.get('from'))
  const toUs = microseconds(params.get('to'))
  const follow = params.get('follow')
  const settings = readSettings(params)
  return {
    spec: {
      scenario: params.get('scenario') ?? FIRST_SPEC.scenario,
      size,
      seed: seed ?? FIRST_SPEC.seed,
      profile: params.get('profile'),
      ...(settings.length === 0 ? {} : { settings }),
    },
    pace: positive(params.get('pace')),
    timeUs,
    follow: follow === 'live' ? 'live' : follow === 'play' || timeUs === null ? 'play' : 'still',
    range: fromUs !== null && toUs !== null && toUs > fromUs ? { fromUs, toUs } : null,
    selection: readSelection(params),
    focus: params.get('game') || null,
    colour: COLOUR_MODES.find((mode) => mode === params.get('colour')) ?? 'game',
    map: readMapView(params.get('map')),
    theme: readTheme(params),
  }
}

/** The query of a view, '' or beginning with `?`; only what differs from the defaults is written. */
export function writeViewState(view: ViewState): string {
  const params = new URLSearchParams()
  const { spec, selection, focus, map, range } = view
  if (spec.scenario !== FIRST_SPEC.scenario) params.set('scenario', spec.scenario)
  if (spec.size !== FIRST_SPEC.size) params.set('size', spec.size)
  if (spec.seed !== FIRST_SPEC.seed) params.set('seed', String(spec.seed))
  if (spec.profile !== null) params.set('profile', spec.profile)
  for (const { path, value } of spec.settings ?? []) params.append('set', `${path}=${value}`)
  if (view.pace !== null) params.set('pace', String(view.pace))
  if (view.timeUs !== null) params.set('t', seconds(view.timeUs))
  if (view.follow === 'live') params.set('follow', 'live')
  else if (view.follow === 'play' && view.timeUs !== null) params.set('follow', 'play')
  if (range !== null) {
    params.set('from', seconds(range.fromUs))
    params.set('to', seconds(range.toUs))
  }
  if (focus !== null) params.set('game', focus)
  if (selection !== null) params.set(selection.kind, selection.name)
  if (view.colour !== 'game') params.set('colour', view.colour)
  if (map !== null) params.set('map', [map.centreX, map.centreY, map.zoom].join(','))
  if (view.theme !== null) params.set('theme', view.theme)
  // Slashes and commas may stand in a query as they are, and pod names are full of them.
  const query = params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')
  return query === '' ? '' : `?${query}`
}

/** Whether two specs make the same run. */
export function sameSpec(a: RunSpec, b: RunSpec): boolean {
  const isSame = JSON.stringify(a.settings ?? []) === JSON.stringify(b.settings ?? [])
  return isSame && a.scenario === b.scenario && a.size === b.size && a.seed === b.seed && a.profile === b.profile
}

/** The theme chosen in a link; null follows the system. */
export function readTheme(params: URLSearchParams): Theme | null {
  const theme = params.get('theme')
  return theme === 'dark' || theme === 'light' ? theme : null
}

/** What a link selects, null for nothing. */
export function readSelection(params: URLSearchParams): Selection | null {
  for (const kind of ['pod', 'host'] as const) {
    const name = params.get(kind)
    if (name !== null && name !== '') return { kind, name }
  }
  return null
}

/** The part of the map that a link shows, null for all. */
export function readMapView(text: string | null): MapView | null {
  const parts = (text ?? '').split(',').map(Number)
  if (parts.length !== 3 || !parts.every(Number.isFinite) || parts[2] <= 0) return null
  return { centreX: parts[0], centreY: parts[1], zoom: parts[2] }
}

/** `set=PATH=VALUE`, each once; what is none of these is left out. */
function readSettings(params: URLSearchParams): readonly Setting[] {
  return params.getAll('set').flatMap((text) => {
    const parts = /^([^=]+)=(.*)$/s.exec(text)
    return parts === null ? [] : [{ path: parts[1], value: parts[2] }]
  })
}

function wholeNumber(text: string | null): number | null {
  const value = text === null || !/^\d{1,16}$/.test(text) ? Number.NaN : Number(text)
  return Number.isSafeInteger(value) ? value : null
}

function positive(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text)
  return Number.isFinite(value) && value > 0 ? value : null
}

/** Seconds with up to six decimals, so that a microsecond survives. */
function seconds(timeUs: number): string {
  return String(Math.round(timeUs) / US_PER_SECOND)
}

function microseconds(text: string | null): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) && value >= 0 ? Math.round(value * US_PER_SECOND) : null
}
