import { SCENARIO_SIZES, type ScenarioSize } from '../../../model/scenario.ts'
import { FIRST_SPEC, readTheme, type Theme } from '../../state/url-state.ts'

/** Two profiles on one scenario, under the seeds 1 to `seeds`. */
export interface ComparisonSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  readonly a: string
  readonly b: string
  readonly seeds: number
}

/** Everything of the Prove screens that a link carries. */
export interface ProveView {
  readonly screen: 'start' | 'case' | 'compare' | 'explain'
  /** Set on the screen `case` alone; FILES_CASE for one that was read from files and has no address of its own. */
  readonly name: string | null
  /** Steps played, 0 to their count; null: where a law breaks first, else all of them. */
  readonly step: number | null
  readonly comparison: ComparisonSpec
  /** The instant that both maps show, null for that of the first difference. */
  readonly timeUs: number | null
  /** The query of the screen `explain`: made by who links to it, and nothing on the screen changes it. */
  readonly explain: string
  /** The pod that both maps point at, or that is explained. */
  readonly pod: string | null
  /** Null follows the system. */
  readonly theme: Theme | null
}

/** The address of a case that was read from the user's files: they are gone when the page is loaded again. */
export const FILES_CASE = 'files'

export const SEEDS_MAX = 50

export const FIRST_VIEW: ProveView = {
  screen: 'start',
  name: null,
  step: null,
  comparison: { scenario: FIRST_SPEC.scenario, size: 'smoke', a: 'pack', b: 'spread', seeds: 5 },
  timeUs: null,
  explain: '',
  pod: null,
  theme: null,
}

/** Paths of the Prove screens. */
export const PROVE_PATHS = /^\/prove(?:\/(?:compare|explain|case\/[^/]+))?\/?$/

/** Whether a path is that of one of the Prove screens. */
export function isProvePath(path: string): boolean {
  return PROVE_PATHS.test(path)
}

/** Reads a link; what is missing or makes no sense gets its default. */
export function readProveAddress(path: string, query: string): ProveView {
  const params = new URLSearchParams(query)
  const name = caseIn(path)
  const first = FIRST_VIEW.comparison
  return {
    screen: name !== null ? 'case' : ((/^\/prove\/(compare|explain)\/?$/.exec(path)?.[1] as 'compare') ?? 'start'),
    name,
    step: whole(params.get('step')),
    comparison: {
      scenario: params.get('scenario') || first.scenario,
      size: SCENARIO_SIZES.find((size) => size === params.get('size')) ?? first.size,
      a: params.get('a') || first.a,
      b: params.get('b') || first.b,
      seeds: Math.min(SEEDS_MAX, Math.max(1, whole(params.get('seeds')) ?? first.seeds)),
    },
    timeUs: whole(params.get('at')),
    explain: /^\/prove\/explain\/?$/.test(path) ? query : '',
    pod: params.get('pod') || null,
    theme: readTheme(params),
  }
}

function caseIn(path: string): string | null {
  const name = /^\/prove\/case\/([^/]+)\/?$/.exec(path)?.[1]
  try {
    return name === undefined ? null : decodeURIComponent(name)
  } catch {
    return null
  }
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** The address of a view, path and query. A comparison writes all of what it compares: it is to be read by people. */
export function writeProveAddress(view: ProveView): string {
  const params = new URLSearchParams()
  if (view.screen === 'case' && view.step !== null) params.set('step', String(view.step))
  if (view.screen === 'explain') return `/prove/explain${view.explain}`
  if (view.screen === 'compare') {
    for (const [key, value] of Object.entries(view.comparison)) params.set(key, String(value))
    if (view.timeUs !== null) params.set('at', String(view.timeUs))
    if (view.pod !== null) params.set('pod', view.pod)
  }
  if (view.theme !== null) params.set('theme', view.theme)
  const query = params.toString().replaceAll('%2F', '/')
  return query === '' ? pathOf(view) : `${pathOf(view)}?${query}`
}

function pathOf({ screen, name }: ProveView): string {
  if (screen === 'case' && name !== null) return `/prove/case/${encodeURIComponent(name)}`
  return screen === 'compare' ? '/prove/compare' : '/prove'
}
