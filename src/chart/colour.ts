import { interpolateCividis, interpolateViridis } from 'd3-scale-chromatic'

/**
 * Twenty colours for games. Chosen greedily for the largest smallest OKLab distance over normal, protanopic and
 * deuteranopic sight (Machado et al. 2009, severity 1), chroma capped so that a full map stays calm on dark and light.
 */
export const CATEGORIES: readonly string[] = [
  '#eea743',
  '#519cec',
  '#834596',
  '#66b891',
  '#d56a8f',
  '#8ec2fd',
  '#98705b',
  '#4cdce0',
  '#ef806f',
  '#5b73cd',
  '#acd28e',
  '#a780bf',
  '#9b8e27',
  '#3fb3df',
  '#b05591',
  '#4eb068',
  '#e3a2b5',
  '#1364b0',
  '#c293bd',
  '#617209',
]

/** A colour as ImageData wants it in a little-endian Uint32: 0xAABBGGRR. */
export type Packed = number

/** Packs `#rrggbb` or `#rgb`, to which style sheets are shortened; black for anything else. */
export function packHex(hex: string): Packed {
  const match = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(hex.trim())
  if (match === null) return 0xff000000
  const digits = match[1].length === 6 ? match[1] : match[1].replace(/./g, '$&$&')
  const rgb = Number.parseInt(digits, 16)
  return (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >>> 16)) >>> 0
}

/** `share` of the way from one packed colour to another, in sRGB. */
export function mix(from: Packed, to: Packed, share: number): Packed {
  const channel = (shift: number): number => {
    const a = (from >>> shift) & 255
    const b = (to >>> shift) & 255
    return Math.round(a + (b - a) * share) << shift
  }
  return (0xff000000 | channel(16) | channel(8) | channel(0)) >>> 0
}

/** `rgb(…)` text of a packed colour. */
export function cssOf(colour: Packed): string {
  return `rgb(${colour & 255} ${(colour >>> 8) & 255} ${(colour >>> 16) & 255})`
}

/** Colour of a game by its number; colours repeat after CATEGORIES.length games, shifted in lightness. */
export function categoryColour(index: number): Packed {
  const base = packHex(CATEGORIES[index % CATEGORIES.length])
  const turn = Math.floor(index / CATEGORIES.length)
  if (turn === 0) return base
  return turn % 2 === 1 ? mix(base, 0xffffffff, 0.28) : mix(base, 0xff000000, 0.3)
}

const STEPS = 256

/** 256 packed steps of a sequential scale. Both scales are safe for colour-blind eyes and rise in lightness. */
export function sequentialScale(name: 'cividis' | 'viridis'): Uint32Array {
  const interpolate = name === 'cividis' ? interpolateCividis : interpolateViridis
  return Uint32Array.from({ length: STEPS }, (_, i) => packRgbText(interpolate(i / (STEPS - 1))))
}

function packRgbText(text: string): Packed {
  if (text.startsWith('#')) return packHex(text)
  const [r, g, b] = (text.match(/\d+/g) ?? ['0', '0', '0']).map(Number)
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
}
