import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  FIRST_VIEW,
  HOSTS_PERCENT,
  isPlannerPath,
  LAUNCH_PERCENT,
  PLAN_PARTS,
  type PlannerView,
  readPlannerAddress,
  SEEDS_MAX,
  writePlannerAddress,
} from '../../../../src/workbench/planner/state/planner-address.ts'
import { readViewState, writeViewState } from '../../../../src/workbench/state/url-state.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/)
const views: fc.Arbitrary<PlannerView> = fc.oneof(
  fc.record({
    screen: fc.constant('futures' as const),
    futures: fc.record({
      scenario: name,
      size: fc.constantFrom('smoke' as const, 'demo' as const, 'bench' as const),
      profile: fc.option(name),
      seeds: fc.integer({ min: 1, max: SEEDS_MAX }),
    }),
    whatIf: fc.record({ hosts: fc.integer(HOSTS_PERCENT), launch: fc.integer(LAUNCH_PERCENT) }),
    plan: fc.constant(null),
    part: fc.constant('buy' as const),
    theme: fc.constantFrom('dark' as const, 'light' as const, null),
  }),
  fc.record({
    screen: fc.constant('buying' as const),
    futures: fc.constant(FIRST_VIEW.futures),
    whatIf: fc.constant(FIRST_VIEW.whatIf),
    plan: fc.option(name),
    part: fc.constantFrom(...PLAN_PARTS),
    theme: fc.constantFrom('dark' as const, 'light' as const, null),
  }),
)

test('an address says all of a view, and a view all of its address', () => {
  fc.assert(
    fc.property(views, (view) => {
      const { pathname, search } = new URL(writePlannerAddress(view), 'http://page')
      expect(isPlannerPath(pathname)).toBe(true)
      expect(readPlannerAddress(pathname, search)).toEqual(view)
    }),
  )
})

test('what makes no sense in an address gets its default, and what is out of range its end', () => {
  expect(readPlannerAddress('/plan', '')).toEqual(FIRST_VIEW)
  const odd = readPlannerAddress('/plan/futures', '?size=huge&seeds=0&hosts=9999&launch=x&part=none')
  expect(odd).toEqual({
    ...FIRST_VIEW,
    futures: { ...FIRST_VIEW.futures, seeds: 1 },
    whatIf: { hosts: HOSTS_PERCENT.max, launch: 100 },
  })
})

test('the address of a run carries its settings', () => {
  const settings = [
    { path: 'fleet.hostGroups.south.count', value: '7' },
    { path: 'games.new.peakPlayers', value: '[1, 2]' },
  ]
  const view = readViewState('')
  const link = writeViewState({ ...view, spec: { ...view.spec, settings } })
  expect(readViewState(link).spec.settings).toEqual(settings)
  expect(readViewState('?set=nothing').spec.settings).toBeUndefined()
})
