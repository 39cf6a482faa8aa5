import { expect, test } from 'vitest'
import { fitEnd, fitText } from '../../../src/chart/label-scene.ts'

/** A font of ten pixels a letter. */
const context = { measureText: (text: string) => ({ width: 10 * text.length }) } as CanvasRenderingContext2D

test('what has no room is cut where it says least: a host keeps the end of its name', () => {
  const name = 'sz-a-m01-h0127'
  expect([fitText(context, name, 140), fitEnd(context, name, 140)]).toEqual([name, name])
  expect([fitText(context, name, 60), fitEnd(context, name, 60)]).toEqual(['sz-a-…', '…h0127'])
  expect([fitText(context, name, 139), fitEnd(context, name, 139)]).toEqual(['sz-a-m01-h01…', '…-a-m01-h0127'])
  for (const room of [0, 13, 20, 29])
    expect([fitText(context, name, room), fitEnd(context, name, room)]).toEqual(['', ''])
})
