import { expect, test } from 'vitest'
import { drawLabels } from '../../../src/chart/fleet-labels.ts'
import { fitEnd, fitText, type LabelScene } from '../../../src/chart/label-scene.ts'

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

test('a host with a note of its marks keeps the end of its name before the note', () => {
  const name = 'sz-a-m01-h0127'
  const written = (notes: readonly string[]): string => {
    const texts: string[] = []
    const fillText = (text: string): void => void texts.push(text)
    const scene = {
      context: { ...context, fillText },
      screen: { width: 1000, height: 500 },
      view: { x: 0, y: 0, scale: 6 },
      layout: {
        labels: [],
        lines: [{ y: 0, height: 20, first: 0, last: 1 }],
        blocks: [{ width: 25, height: 20 }],
        hostX: [0],
      },
      frame: { hostDown: [0] },
      words: { hostName: () => name, downWord: 'away' },
      theme: {},
      notes,
    }
    drawLabels(scene as unknown as LabelScene)
    return texts.join()
  }
  expect(written([''])).toBe(name)
  // Of 150 pixels the note has 40, and 6 lie between.
  expect(written(['≠ 12'])).toBe('…m01-h0127')
})
