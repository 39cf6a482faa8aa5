import { MAP_SHOWS } from '../picture/map-show.ts'
import { pushStore } from '../state/push-store.ts'
import { adjust, pushViewStore } from '../state/push-view-store.ts'

/** Picks a step of the plan on the page; picked again it is let go. */
export function pickStep(number: number): void {
  adjust({ step: pushViewStore.getState().step === number ? null : number, selection: null })
}

/** Picks the step after (1) or before (-1) the one picked, and brings its row into sight. */
export function stepBeside(direction: 1 | -1): void {
  const { plan } = pushStore.getState()
  if (plan === null || plan.spec.steps.length === 0) return
  const { step } = pushViewStore.getState()
  const last = plan.spec.steps.length
  const next = step === null ? (direction === 1 ? 1 : last) : Math.min(last, Math.max(1, step + direction))
  adjust({ step: next, selection: null })
  requestAnimationFrame(() => document.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: 'nearest' }))
}

/** Turns the map to the next of what it can show of a plan. */
export function showNext(): void {
  const { show } = pushViewStore.getState()
  adjust({ show: MAP_SHOWS[(MAP_SHOWS.indexOf(show) + 1) % MAP_SHOWS.length] })
}
