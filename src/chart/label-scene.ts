import type { Packed } from './colour.ts'
import type { FleetLayout } from './fleet-layout.ts'
import type { MapColumns, MapFrame, MapTheme } from './fleet-picture.ts'
import type { Extent, Viewport } from './viewport.ts'

/** What the labels need to know by name; all lookups are by number. */
export interface MapWords {
  hostName(host: number): string
  /** What stands before the name and goes with it, `⊘`; '' or none for nothing. */
  hostSign?(host: number): string
  podName(pod: number): string
  vfName(host: number, vf: number): string
  /** What is wrong with a host whose `hostDown` is set, `away`. */
  readonly downWord: string
  ipsText(host: number): string
}

/** Everything that is written over a painted map is written from this; lengths are CSS pixels. */
export interface LabelScene {
  readonly context: CanvasRenderingContext2D
  readonly screen: Extent
  readonly view: Viewport
  readonly layout: FleetLayout
  readonly columns: MapColumns
  readonly frame: MapFrame
  readonly words: MapWords
  /** By pod number: what the ink has to stand out from. */
  readonly podColours: Uint32Array
  readonly theme: MapTheme
  /** By host: what its marks say at the end of its header, where its name must leave room. */
  readonly notes?: readonly string[]
}

/** From here on what a host's marks say has room in its header. */
const NOTE_FROM_PX = 4.5

/**
 * How wide what stands in a host's header is, 0 where it stands there not; its font is set. Both the name before it and
 * itself are laid out by this.
 */
export function noteWidth(context: CanvasRenderingContext2D, scale: number, font: string, note: string): number {
  if (note === '' || scale < NOTE_FROM_PX) return 0
  context.font = `600 ${Math.min(12, Math.max(9, scale * 1.3))}px ${font}`
  return context.measureText(note).width
}

const DARK_INK = 'rgb(0 0 0 / 0.78)'
const LIGHT_INK = 'rgb(255 255 255 / 0.92)'
/** Relative luminance at which black and white stand out equally well (WCAG 2 contrast). */
const LUMINANCE_EVEN = 0.179

/** Black or white, whichever stands out more from a colour. */
export function inkOn(colour: Packed): string {
  const linear = (byte: number): number => (byte <= 10 ? byte / 3295 : ((byte / 255 + 0.055) / 1.055) ** 2.4)
  const luminance =
    0.2126 * linear(colour & 255) + 0.7152 * linear((colour >>> 8) & 255) + 0.0722 * linear((colour >>> 16) & 255)
  return luminance > LUMINANCE_EVEN ? DARK_INK : LIGHT_INK
}

/** The text, or its beginning with an ellipsis, or '' when not even three letters fit. */
export function fitText(context: CanvasRenderingContext2D, text: string, room: number): string {
  const kept = lettersThatFit(context, text, room, (count) => `${text.slice(0, count)}…`)
  return kept === text.length ? text : kept < 2 ? '' : `${text.slice(0, kept)}…`
}

/** As fitText, but keeps the end: in it the names of hosts differ. */
export function fitEnd(context: CanvasRenderingContext2D, text: string, room: number): string {
  const kept = lettersThatFit(context, text, room, (count) => `…${text.slice(text.length - count)}`)
  return kept === text.length ? text : kept < 2 ? '' : `…${text.slice(text.length - kept)}`
}

/** How many letters of a text have room beside the ellipsis; all where the whole text has. */
function lettersThatFit(
  context: CanvasRenderingContext2D,
  text: string,
  room: number,
  cut: (count: number) => string,
): number {
  if (room < 14) return 0
  if (context.measureText(text).width <= room) return text.length
  let low = 0
  let high = text.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (context.measureText(cut(middle)).width <= room) low = middle
    else high = middle - 1
  }
  return low
}
