import { expect, test } from 'vitest'
import { CATEGORIES, categoryColour, packHex } from '../../../src/chart/colour.ts'
import { inkOn } from '../../../src/chart/label-scene.ts'

/** WCAG 2 relative luminance of a packed colour. */
function luminance(colour: number): number {
  const linear = (byte: number): number => {
    const share = byte / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(colour & 255) + 0.7152 * linear((colour >>> 8) & 255) + 0.0722 * linear((colour >>> 16) & 255)
}

test('names stand out from the colour of every game', () => {
  for (let game = 0; game < CATEGORIES.length * 3; game++) {
    const colour = categoryColour(game)
    const ground = luminance(colour)
    const isDark = inkOn(colour).startsWith('rgb(0 0 0')
    const contrast = isDark ? (ground + 0.05) / 0.05 : 1.05 / (ground + 0.05)
    expect(contrast, `game ${game}`).toBeGreaterThan(4.5)
  }
  expect(inkOn(packHex('#000000'))).toContain('255')
  expect(inkOn(packHex('#ffffff'))).toContain('0 0 0')
})
