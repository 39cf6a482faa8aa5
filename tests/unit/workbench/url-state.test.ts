import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  COLOUR_MODES,
  FIRST_SPEC,
  readViewState,
  type ViewState,
  writeViewState,
} from '../../../src/workbench/state/url-state.ts'

const time = fc.integer({ min: 0, max: 4e14 })
const view: fc.Arbitrary<ViewState> = fc.record({
  spec: fc.record({
    scenario: fc.constantFrom('launch-day', 'fleet-year', 'a b&c'),
    size: fc.constantFrom('smoke' as const, 'demo' as const, 'bench' as const),
    seed: fc.maxSafeNat(),
    profile: fc.constantFrom(null, 'pack', 'spread'),
  }),
  pace: fc.constantFrom(null, 0.25, 24),
  timeUs: time,
  follow: fc.constantFrom('still' as const, 'play' as const),
  range: fc.option(
    fc.tuple(time, fc.integer({ min: 1, max: 1e12 })).map(([fromUs, spanUs]) => ({ fromUs, toUs: fromUs + spanUs })),
  ),
  selection: fc.option(
    fc.record({
      kind: fc.constantFrom('pod' as const, 'host' as const),
      name: fc.constantFrom('moba/z1/logic-0', 'h 1,2&x=é'),
    }),
  ),
  focus: fc.constantFrom(null, 'launch', 'a game/1&x=é'),
  colour: fc.constantFrom(...COLOUR_MODES),
  map: fc.option(fc.constant({ centreX: 0.25, centreY: 0.5, zoom: 12.5 })),
  theme: fc.constantFrom(null, 'dark' as const, 'light' as const),
})

describe('the view in the address', () => {
  test('reads back as it was written', () => {
    const readsBack = fc.property(view, (before) => {
      expect(readViewState(writeViewState(before))).toEqual(before)
    })
    fc.assert(readsBack, { numRuns: 500 })
  })

  test('is empty for the first view and plays it', () => {
    const first = readViewState('')
    expect(first).toMatchObject({ spec: FIRST_SPEC, timeUs: null, follow: 'play', selection: null, theme: null })
    expect(writeViewState(first)).toBe('')
  })

  test('takes what makes no sense as not given', () => {
    const query = '?size=huge&seed=-1&t=soon&from=9&to=3&colour=red&map=1,2&theme=pink&pace=-4'
    expect(readViewState(query)).toEqual(readViewState(''))
  })

  test('following the head of a run is kept without a time', () => {
    expect(readViewState('?follow=live')).toMatchObject({ follow: 'live', timeUs: null })
  })
})
