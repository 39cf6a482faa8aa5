import { SCENARIO_SIZES, type ScenarioSize } from '../../../model/scenario.ts'
import { readTheme, type Theme } from '../../state/url-state.ts'

/** Which futures are run: one scenario under the seeds 1 to `seeds`. */
export interface FuturesSpec {
  readonly scenario: string
  readonly size: ScenarioSize
  /** For every component; null leaves each its own. */
  readonly profile: string | null
  readonly seeds: number
}

/** What is turned in them, percent of what the scenario says. */
export interface WhatIf {
  /** Hosts of each group. */
  readonly hosts: number
  /** Players at the peak of games that open within the run. */
  readonly launch: number
}

/** Parts of a buying plan, in the order of their tabs. */
export const PLAN_PARTS = ['buy', 'when', 'cost', 'witness', 'assumptions'] as const
export type PlanPart = (typeof PLAN_PARTS)[number]

/** Everything of the planner's screens that a link carries. */
export interface PlannerView {
  readonly screen: 'futures' | 'buying'
  readonly futures: FuturesSpec
  readonly whatIf: WhatIf
  /** A buying plan that lies where the server was started; FILE_PLAN for one read from a file; null: none is open. */
  readonly plan: string | null
  readonly part: PlanPart
  /** Null follows the system. */
  readonly theme: Theme | null
}

/** The address of a plan that was read from the user's file: it is gone when the page is loaded again. */
export const FILE_PLAN = 'file'

export const SEEDS_MAX = 64
export const HOSTS_PERCENT = { min: 50, max: 200 } as const
export const LAUNCH_PERCENT = { min: 0, max: 300 } as const
export const AS_IT_IS: WhatIf = { hosts: 100, launch: 100 }

export const FIRST_VIEW: PlannerView = {
  screen: 'futures',
  futures: { scenario: 'next-season', size: 'demo', profile: null, seeds: 8 },
  whatIf: AS_IT_IS,
  plan: null,
  part: 'buy',
  theme: null,
}

/** Paths of the planner's screens. */
export const PLANNER_PATHS = /^\/plan(?:\/(?:futures|buying(?:\/[^/]+)?))?\/?$/

/** Whether a path is that of one of the planner's screens. */
export function isPlannerPath(path: string): boolean {
  return PLANNER_PATHS.test(path)
}

/** Reads a link; what is missing or makes no sense gets its default. */
export function readPlannerAddress(path: string, query: string): PlannerView {
  const params = new URLSearchParams(query)
  const first = FIRST_VIEW.futures
  const buying = /^\/plan\/buying(?:\/([^/]+))?\/?$/.exec(path)
  return {
    screen: buying === null ? 'futures' : 'buying',
    futures: {
      scenario: params.get('scenario') || first.scenario,
      size: SCENARIO_SIZES.find((size) => size === params.get('size')) ?? first.size,
      profile: params.get('profile') || null,
      seeds: within(params.get('seeds'), { min: 1, max: SEEDS_MAX }, first.seeds),
    },
    whatIf: {
      hosts: within(params.get('hosts'), HOSTS_PERCENT, 100),
      launch: within(params.get('launch'), LAUNCH_PERCENT, 100),
    },
    plan: decoded(buying?.[1]),
    part: PLAN_PARTS.find((part) => part === params.get('part')) ?? 'buy',
    theme: readTheme(params),
  }
}

function within(text: string | null, { min, max }: { readonly min: number; readonly max: number }, or: number): number {
  return text !== null && /^\d{1,6}$/.test(text) ? Math.min(max, Math.max(min, Number(text))) : or
}

function decoded(name: string | undefined): string | null {
  try {
    return name === undefined ? null : decodeURIComponent(name)
  } catch {
    return null
  }
}

/** The address of a view, path and query. Futures write all of what is run: it is to be read by people. */
export function writePlannerAddress({ screen, futures, whatIf, plan, part, theme }: PlannerView): string {
  const params = new URLSearchParams()
  if (screen === 'futures') {
    const { profile, ...rest } = futures
    for (const [key, value] of Object.entries(rest)) params.set(key, String(value))
    if (profile !== null) params.set('profile', profile)
    if (whatIf.hosts !== 100) params.set('hosts', String(whatIf.hosts))
    if (whatIf.launch !== 100) params.set('launch', String(whatIf.launch))
  } else if (part !== 'buy') params.set('part', part)
  if (theme !== null) params.set('theme', theme)
  const path =
    screen === 'futures' ? '/plan/futures' : `/plan/buying${plan === null ? '' : `/${encodeURIComponent(plan)}`}`
  const query = params.toString()
  return query === '' ? path : `${path}?${query}`
}
