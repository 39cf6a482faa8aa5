import { expect, it } from 'vitest'
import { PLAN_STATES, type PlanState, STEP_STATES } from '../../../src/model/plan.ts'
import { standingOf, standingWords } from '../../../src/model/step-standing.ts'

const step = (state: (typeof STEP_STATES)[number], call = 'bind') => ({ number: 1, state, call, reason: '' })
const RUNS: ReadonlySet<PlanState> = new Set(['applying', 'paused'])

it.each(PLAN_STATES)('says that a step is under way only while somebody carries it on: plan %s', (state) => {
  const forward = { state, direction: 'forward' } as const
  const back = { state, direction: 'back' } as const
  expect(standingOf(step('applying'), forward)).toBe(RUNS.has(state) ? 'applying' : 'stopped')
  expect(standingOf(step('undoing'), forward)).toBe(RUNS.has(state) ? 'undoing' : 'stopped')
  expect(standingOf(step('undoing'), back)).toBe(RUNS.has(state) ? 'undoing' : 'stopped')
  expect(standingOf(step('applying'), back)).toBe('stopped')
  for (const other of STEP_STATES) {
    if (other === 'applying' || other === 'undoing') continue
    expect([standingOf(step(other), forward), standingWords(step(other), back)]).toEqual([other, other])
  }
})

it('names the call that a step stopped at, and which way it went', () => {
  const halted = { state: 'halted', direction: 'back' } as const
  expect(standingWords(step('applying', 'verify'), halted)).toBe('stopped at verify')
  expect(standingWords(step('undoing', 'release'), halted)).toBe('stopped undoing at release')
  expect(standingWords(step('undoing', ''), halted)).toBe('stopped undoing')
})
