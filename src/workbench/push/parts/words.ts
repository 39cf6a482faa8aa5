import type { Plan, PlanState, StepKind } from '../../../model/plan.ts'
import type { StepStanding } from '../../../model/step-standing.ts'
import { formatCount, formatMib } from '../../format.ts'

/** Shape and word as well as colour, so that none of them is needed alone. */
export const STATE_MARK: Readonly<Record<PlanState, string>> = {
  draft: '○',
  proposed: '◔',
  approved: '◑',
  applying: '▶',
  paused: '❚❚',
  halted: '■',
  applied: '✓',
  failed: '✕',
  'rolled-back': '↩',
}

export const STANDING_MARK: Readonly<Record<StepStanding, string>> = {
  waiting: '·',
  applying: '▶',
  applied: '✓',
  failed: '✕',
  undoing: '◀',
  undone: '↩',
  'not-undone': '!',
  stopped: '■',
}

export const STEP_KIND_MARK: Readonly<Record<StepKind, string>> = {
  bind: '+',
  create: '✚',
  resize: '↔',
  release: '−',
  migrate: '→',
}

/** `4,294 pods`, `1 pod`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** The wave in hand by its name, as lists of steps have it; '' past the last one. */
export function waveWords({ spec, status }: Plan): string {
  return spec.waves[status.wave]?.name ?? ''
}

/** Wall time since an instant, for the eye: `4 s`, `2 min 5 s`, `3 h 2 min`, `5 d 4 h`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' })

/** 02:14:07 today, `24 Nov, 02:14` on other days; in the time zone of the person. */
export function formatClock(atMs: number, nowMs: number = Date.now()): string {
  const at = new Date(atMs)
  return at.toDateString() === new Date(nowMs).toDateString() ? CLOCK.format(at) : DAY.format(at)
}

/** An amount of memory; a dash for none. */
export function memoryWords(mib: number): string {
  return mib === 0 ? '–' : formatMib(mib)
}
