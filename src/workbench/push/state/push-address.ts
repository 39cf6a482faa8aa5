import {
  type MapView,
  readMapView,
  readSelection,
  readTheme,
  type Selection,
  type Theme,
} from '../../state/url-state.ts'
import { MAP_SHOWS, type MapShow } from '../picture/map-show.ts'

export const PLAN_TABS = ['changes', 'progress', 'refused', 'history'] as const
export type PlanTab = (typeof PLAN_TABS)[number]

export const SCREENS = ['fleet', 'make', 'audit'] as const
export type Screen = (typeof SCREENS)[number] | 'plan'

/** Everything of the Push screens that a link carries. */
export interface PushView {
  readonly screen: Screen
  /** Set on the screen `plan` alone. */
  readonly plan: string | null
  readonly tab: PlanTab
  /** Number of the step picked. */
  readonly step: number | null
  readonly show: MapShow
  readonly selection: Selection | null
  readonly map: MapView | null
  /** Null follows the system. */
  readonly theme: Theme | null
}

export const FIRST_VIEW: PushView = {
  screen: 'fleet',
  plan: null,
  tab: 'changes',
  step: null,
  show: 'change',
  selection: null,
  map: null,
  theme: null,
}

/** Paths of the Push screens. */
export const PUSH_PATHS = /^\/push(?:\/[^/]+)?\/?$/

/** Whether a path is that of one of the Push screens. */
export function isPushPath(path: string): boolean {
  return PUSH_PATHS.test(path)
}

/** Reads a link; what is missing or makes no sense gets its default. */
export function readPushAddress(path: string, query: string): PushView {
  const params = new URLSearchParams(query)
  const plan = planIn(path)
  const step = /^[1-9]\d{0,8}$/.exec(params.get('step') ?? '')
  return {
    screen: plan === null ? (SCREENS.find((name) => name === params.get('screen')) ?? 'fleet') : 'plan',
    plan,
    tab: PLAN_TABS.find((name) => name === params.get('tab')) ?? 'changes',
    step: step === null ? null : Number(step[0]),
    show: MAP_SHOWS.find((name) => name === params.get('show')) ?? 'change',
    selection: readSelection(params),
    map: readMapView(params.get('map')),
    theme: readTheme(params),
  }
}

function planIn(path: string): string | null {
  const name = /^\/push\/([^/]+)\/?$/.exec(path)?.[1]
  try {
    return name === undefined ? null : decodeURIComponent(name)
  } catch {
    return null
  }
}

/** The address of a view, path and query; only what differs from the defaults is written. */
export function writePushAddress(view: PushView): string {
  const params = new URLSearchParams()
  if (view.screen !== 'fleet' && view.screen !== 'plan') params.set('screen', view.screen)
  if (view.screen === 'plan') {
    if (view.tab !== 'changes') params.set('tab', view.tab)
    if (view.step !== null) params.set('step', String(view.step))
    if (view.show !== 'change') params.set('show', view.show)
  }
  if (view.selection !== null) params.set(view.selection.kind, view.selection.name)
  if (view.map !== null) params.set('map', [view.map.centreX, view.map.centreY, view.map.zoom].join(','))
  if (view.theme !== null) params.set('theme', view.theme)
  const query = params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')
  const path = view.screen === 'plan' && view.plan !== null ? `/push/${encodeURIComponent(view.plan)}` : '/push'
  return query === '' ? path : `${path}?${query}`
}
