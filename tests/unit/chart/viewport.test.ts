import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CATEGORIES, categoryColour, cssOf, mix, packHex, sequentialScale } from '../../../src/chart/colour.ts'
import { between, fromRelative, toRelative, within, zoomAt } from '../../../src/chart/viewport.ts'

const coordinate = fc.double({ min: -500, max: 500, noNaN: true })
const scale = fc.double({ min: 0.5, max: 90, noNaN: true })
const VIEW = fc.record({ x: coordinate, y: coordinate, scale })
const SCREEN = { width: 800, height: 600 }

test('zooming keeps the point under the pointer', () => {
  fc.assert(
    fc.property(
      VIEW,
      fc.nat(800),
      fc.nat(600),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (view, px, py, factor) => {
        const next = zoomAt(view, px, py, factor, 0.5)
        expect(next.x + px / next.scale).toBeCloseTo(view.x + px / view.scale, 6)
        expect(next.y + py / next.scale).toBeCloseTo(view.y + py / view.scale, 6)
      },
    ),
    { seed: 1 },
  )
})

test('a view survives the way through a link, on any screen', () => {
  fc.assert(
    fc.property(VIEW, (view) => {
      const world = { width: 400, height: 300 }
      const relative = toRelative(view, world, SCREEN, 2)
      const back = fromRelative(relative, world, SCREEN, 2)
      // Within a tenth of a pixel of what was seen, and from then on exactly.
      expect(Math.abs(back.scale - view.scale)).toBeLessThan(1e-5)
      expect(Math.abs(back.x - view.x) * view.scale).toBeLessThan(0.1)
      expect(Math.abs(back.y - view.y) * view.scale).toBeLessThan(0.1)
      expect(toRelative(back, world, SCREEN, 2)).toEqual(relative)
    }),
    { seed: 1 },
  )
})

test('an animated zoom begins and ends where it should', () => {
  fc.assert(
    fc.property(VIEW, VIEW, fc.constantFrom(0, 0, 1e-15, 1e-12, 1e-8), (from, other, off) => {
      const to = off === 0 ? other : { ...other, scale: from.scale * (1 + off) }
      for (const [share, end] of [
        [0, from],
        [1, to],
      ] as const) {
        const view = between(from, to, share, SCREEN)
        expect(view.x).toBeCloseTo(end.x, 4)
        expect(view.scale).toBeCloseTo(end.scale, 6)
      }
    }),
    { seed: 1 },
  )
})

test('colours are packed as ImageData stores them and read back as text', () => {
  expect(packHex('#123456')).toBe(0xff563412)
  expect(packHex(' #fff')).toBe(0xffffffff)
  expect(cssOf(packHex('#123456'))).toBe('rgb(18 52 86)')
  expect(mix(packHex('#000000'), packHex('#ff0080'), 0.5)).toBe(packHex('#800040'))
})

test('two hundred games get colours, the first sixty all different', () => {
  const colours = Array.from({ length: 200 }, (_, i) => categoryColour(i))
  expect(new Set(colours.slice(0, CATEGORIES.length * 3)).size).toBe(CATEGORIES.length * 3)
  expect(colours.every((colour) => colour >= 0xff000000)).toBe(true)
})

test.each(['viridis', 'cividis'] as const)('%s rises in lightness', (name) => {
  const steps = sequentialScale(name)
  const lightness = (c: number): number => 0.2126 * (c & 255) + 0.7152 * ((c >>> 8) & 255) + 0.0722 * ((c >>> 16) & 255)
  for (let i = 16; i < 256; i += 16) expect(lightness(steps[i])).toBeGreaterThan(lightness(steps[i - 16]))
})

test('a view of some hosts leaves no room empty that the world could fill, nor cuts a world that has room', () => {
  fc.assert(
    fc.property(VIEW, (view) => {
      const world = { width: 400, height: 30 }
      const { x, y, scale } = within(view, world, SCREEN, 4)
      expect(scale).toBe(view.scale)
      for (const [at, length, px] of [
        [x, world.width, SCREEN.width],
        [y, world.height, SCREEN.height],
      ]) {
        const [before, after] = [-at * scale, px - (length - at) * scale]
        if (length * scale <= px) expect(Math.min(before, after)).toBeGreaterThanOrEqual(-1e-6)
        else expect(Math.max(before, after)).toBeLessThanOrEqual(4 + 1e-6)
      }
    }),
    { seed: 1 },
  )
})
