import { expect, test } from 'vitest'
import { TRANSITIONS } from '../../../../src/live/plans/transitions.ts'
import type { Me, PlanHead } from '../../../../src/model/api.ts'
import { PLAN_ACTIONS, PLAN_STATES, type Plan, type PlanState } from '../../../../src/model/plan.ts'
import { actionStates, planToHalt } from '../../../../src/workbench/push/plan/action-rules.ts'

const ALL: Me = {
  name: 'bob',
  roles: ['author', 'approver', 'operator', 'reader'],
  games: [],
  regions: [],
  may: { read: true, author: true, approve: true, apply: true, administer: false },
}

/** As much of a plan as its buttons look at. */
function planIn(state: PlanState, author = 'ann', closed = false): Plan {
  const spec = { steps: [{ game: 'moba' }], regions: ['south'] }
  return { metadata: { name: 'p', author }, spec, status: { state, closed } } as unknown as Plan
}

test.each(PLAN_STATES)('the page offers in %s what the table of transitions allows', (state) => {
  const due = actionStates(planIn(state), ALL).filter(({ isDue }) => isDue)
  expect(due.map(({ action }) => action).sort()).toEqual(Object.keys(TRANSITIONS[state]).sort())
  for (const { obstacle } of due) expect(obstacle).toBe(null)
})

test('a closed plan offers nothing', () => {
  expect(actionStates(planIn('applied', 'ann', true), ALL).filter(({ isDue }) => isDue)).toEqual([])
})

test.each([
  ['the author', { ...ALL, name: 'ann' }, /somebody else/],
  ['somebody without the role', { ...ALL, roles: ['reader'], may: { ...ALL.may, approve: false } }, /role approver/],
  ['a token of another game', { ...ALL, games: ['cards'] }, /game moba/],
  ['a token of another region', { ...ALL, regions: ['north'] }, /region south/],
] as const)('%s is told why a plan cannot be approved', (_, me, words) => {
  const approve = actionStates(planIn('proposed'), me as Me).find(({ action }) => action === 'approve')
  expect(approve?.obstacle).toMatch(words)
})

test('every action has one button', () => {
  expect(
    actionStates(planIn('draft'), ALL)
      .map(({ action }) => action)
      .sort(),
  ).toEqual([...PLAN_ACTIONS].sort())
})

test('the key of Halt is for the plan on the page, moving or paused, else for one that moves elsewhere', () => {
  const head = (name: string, state: PlanState) => ({ name, state, revision: 7 }) as PlanHead
  const heads = [head('still', 'paused'), head('other', 'applying')]
  for (const state of ['applying', 'paused'] as const) expect(planToHalt(planIn(state), heads)?.name).toBe('p')
  for (const plan of [planIn('approved'), planIn('halted'), null]) expect(planToHalt(plan, heads)?.name).toBe('other')
  expect(planToHalt(planIn('applied'), heads.slice(0, 1))).toBe(null)
})
