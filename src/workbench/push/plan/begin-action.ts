import { createStore } from 'zustand/vanilla'
import type { PlanAction } from '../../../model/plan.ts'
import { act, actOn } from '../state/push-control.ts'
import { pushStore, sessionStore } from '../state/push-store.ts'
import { actionStates, type HaltedPlan, planToHalt } from './action-rules.ts'

/** The action whose consequences the person is reading, and the plan that it is asked of; null for none. */
export interface Question {
  readonly action: PlanAction
  readonly plan: string
}

export const confirmStore = createStore<{ readonly question: Question | null }>(() => ({ question: null }))
// A plan that is left, and a session that ends, take the question along.
pushStore.subscribe(({ plan }) => {
  const { question } = confirmStore.getState()
  if (question !== null && question.plan !== plan?.metadata.name) closeQuestion()
})

/** Actions that are asked for without a question: they stop something, or change nothing outside. */
const AT_ONCE: readonly PlanAction[] = ['pause', 'halt']

/** Asks for an action of the plan on the page; first says what it will do, unless it stops something. */
export function beginAction(action: PlanAction): void {
  const { plan } = pushStore.getState()
  const { me } = sessionStore.getState()
  if (plan === null || me === null) return
  const state = actionStates(plan, me).find((candidate) => candidate.action === action)
  if (state === undefined || state.obstacle !== null) return
  if (AT_ONCE.includes(action)) void act(action, undefined)
  else confirmStore.setState({ question: { action, plan: plan.metadata.name } })
}

export function closeQuestion(): void {
  confirmStore.setState({ question: null })
}

/** Stops the plan that the key is for, at the call in hand. No question: whoever presses this means it. */
export function haltNow(): void {
  const { plan, plans } = pushStore.getState()
  const meant = planToHalt(plan, plans)
  if (meant !== null) haltPlan(meant)
}

/** Stops the plan of a name, at the call in hand. */
export function haltPlan({ name, revision }: HaltedPlan): void {
  void actOn(name, revision, 'halt')
}

export function pauseOrResumePlan(): void {
  const state = pushStore.getState().plan?.status.state
  if (state === 'applying') beginAction('pause')
  else if (state === 'paused' || state === 'halted') beginAction('resume')
}
