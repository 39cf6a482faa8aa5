import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { MAP_SHOWS } from '../../../../src/workbench/push/picture/map-show.ts'
import {
  FIRST_VIEW,
  isPushPath,
  PLAN_TABS,
  type PushView,
  readPushAddress,
  SCREENS,
  writePushAddress,
} from '../../../../src/workbench/push/state/push-address.ts'
import { openPlan, pushViewStore } from '../../../../src/workbench/push/state/push-view-store.ts'

afterEach(() => void vi.unstubAllGlobals())

const name = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abz09-./ %?&#ü') }).filter((text) => {
  return text.trim() !== '' && !/^\.+$/.test(text)
})
const look = {
  selection: fc.option(fc.record({ kind: fc.constantFrom('pod' as const, 'host' as const), name })),
  map: fc.option(fc.constant({ centreX: 0.25, centreY: 0.5, zoom: 3 })),
  theme: fc.option(fc.constantFrom('dark' as const, 'light' as const)),
}
const ofPlan = fc.record({
  ...look,
  screen: fc.constant('plan' as const),
  plan: name,
  tab: fc.constantFrom(...PLAN_TABS),
  step: fc.option(fc.integer({ min: 1, max: 99_999 })),
  show: fc.constantFrom(...MAP_SHOWS),
})
const other = fc.record({
  ...look,
  screen: fc.constantFrom(...SCREENS),
  plan: fc.constant(null),
  tab: fc.constant(FIRST_VIEW.tab),
  step: fc.constant(null),
  show: fc.constant(FIRST_VIEW.show),
})

test('an address gives back the view that it was written from', () => {
  fc.assert(
    fc.property(fc.oneof(ofPlan, other), (view: PushView) => {
      const { pathname, search } = new URL(writePushAddress(view), 'http://berth')
      expect(isPushPath(pathname)).toBe(true)
      expect(readPushAddress(pathname, search)).toEqual(view)
    }),
    { seed: 1 },
  )
})

test('what makes no sense gets its default', () => {
  const view = readPushAddress('/push', '?screen=moon&step=-1&tab=x&show=y&map=1&theme=blue')
  expect(view).toEqual(FIRST_VIEW)
  expect(readPushAddress('/push/%', '').screen).toBe('fleet')
  expect(isPushPath('/pushed')).toBe(false)
})

test('another plan is opened without the part of the map that was looked at, the same plan with it', () => {
  vi.stubGlobal('location', { pathname: '/push', search: '' })
  vi.stubGlobal('history', { replaceState() {}, pushState() {} })
  const map = { centreX: 0.1, centreY: 0.9, zoom: 8 }
  pushViewStore.setState({ screen: 'make', plan: null, map })
  openPlan('night-shift')
  expect(pushViewStore.getState()).toMatchObject({ plan: 'night-shift', map: null })
  pushViewStore.setState({ map })
  openPlan('night-shift', 'progress')
  expect(pushViewStore.getState()).toMatchObject({ tab: 'progress', map })
})
