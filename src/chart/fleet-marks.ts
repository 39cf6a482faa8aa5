import type { Packed } from './colour.ts'
import type { FleetLayout } from './fleet-layout.ts'
import type { MapColumns, MapFrame, MapTheme } from './fleet-picture.ts'
import { HEADER_CELLS, type HostBlock, STRIP_CELLS } from './host-block.ts'
import { inkOn, noteWidth } from './label-scene.ts'
import type { Viewport } from './viewport.ts'

/** What becomes of a cell, or is wrong with it: each has a sign of its own, so that no colour is needed. */
export const MARK = { none: 0, gained: 1, freed: 2, movedIn: 3, movedOut: 4, broken: 5 } as const

/** Bits of a host's marks. */
export const HOST_MARK = { touched: 1, cordoned: 2, broken: 4 } as const

/** Signs over a painted map. */
export interface MapMarks {
  /** By cell, numbered as the owners of a MapFrame. */
  readonly cpus: Uint8Array
  readonly vfs: Uint8Array
  /** By host: HOST_MARK bits. */
  readonly hosts: Uint8Array
  /** Cells gained and freed by host, said in words where cells are too small for signs. */
  readonly notes: readonly string[]
  /** Hosts joined by an arrow. */
  readonly moves: readonly { readonly from: number; readonly to: number }[]
}

/** From this many pixels a cell its sign can be made out, and from here on it makes room for numbers. */
const SIGN_FROM_PX = 6
const CORNER_FROM_PX = 13

/** Everything the marks are drawn from; lengths are CSS pixels. */
export interface MarkScene {
  readonly context: CanvasRenderingContext2D
  readonly view: Viewport
  readonly screen: { readonly width: number; readonly height: number }
  readonly layout: FleetLayout
  readonly columns: MapColumns
  readonly frame: MapFrame
  readonly podColours: Uint32Array
  readonly theme: MapTheme
  readonly marks: MapMarks
}

/** Draws signs into cells, rings around hosts that change or are cordoned, and arrows between hosts. */
export function drawMarks(scene: MarkScene): void {
  const { view, screen, layout, marks } = scene
  for (const line of layout.lines) {
    const y = (line.y - view.y) * view.scale
    if (y + line.height * view.scale < 0 || y > screen.height) continue
    for (let h = line.first; h < line.last; h++) {
      if (marks.hosts[h] === 0) continue
      const block = layout.blocks[h]
      const x = (layout.hostX[h] - view.x) * view.scale
      if (x > screen.width || x + block.width * view.scale < 0) continue
      ringHost(scene, h, x, y, block)
      if (view.scale >= SIGN_FROM_PX) signCells(scene, h, x, y, block)
    }
  }
  for (const move of marks.moves) drawArrow(scene, move.from, move.to)
}

function ringHost(scene: MarkScene, h: number, x: number, y: number, block: HostBlock): void {
  const { context, view, theme, marks } = scene
  const width = block.width * view.scale
  const height = block.height * view.scale
  const bits = marks.hosts[h]
  context.lineWidth = 1
  if ((bits & HOST_MARK.touched) !== 0) {
    context.strokeStyle = theme.text
    context.strokeRect(x - 2.5, y - 0.5, width + 5, height + 3)
  }
  if ((bits & HOST_MARK.broken) !== 0) {
    context.strokeStyle = theme.danger
    context.lineWidth = 3
    context.strokeRect(x - 4.5, y - 1.5, width + 9, height + 6)
  }
  if ((bits & HOST_MARK.cordoned) !== 0) {
    context.strokeStyle = theme.caution
    context.setLineDash([4, 3])
    context.lineWidth = 1.5
    context.strokeRect(x - 1, y + HEADER_CELLS * view.scale - 2, width + 2, height - HEADER_CELLS * view.scale + 3)
    context.setLineDash([])
  }
  const note = marks.notes[h] ?? ''
  const room = noteWidth(context, view.scale, theme.font, note)
  if (room === 0) return
  const baseline = y + HEADER_CELLS * view.scale - Math.max(2, view.scale * 0.3)
  context.fillStyle = theme.backgroundText
  context.fillRect(x + width - room - 3, y, room + 3, HEADER_CELLS * view.scale - 1)
  context.fillStyle = theme.text
  context.fillText(note, x + width - room, baseline)
}

function signCells(scene: MarkScene, h: number, x: number, y: number, block: HostBlock): void {
  const { view, columns, frame, marks } = scene
  const base = columns.cpuStart[h]
  for (const box of block.boxes) {
    for (let at = 0; at < box.cpus.length; at++) {
      const cpu = box.cpus[at]
      const mark = cpu < 0 ? MARK.none : marks.cpus[base + cpu]
      if (mark === MARK.none) continue
      const left = x + (box.x + (at % box.columns)) * view.scale
      const top = y + (box.y + Math.floor(at / box.columns)) * view.scale
      sign(scene, mark, frame.cpuOwner[base + cpu], left, top, view.scale, view.scale)
    }
  }
  const first = columns.vfStart[h]
  const count = columns.vfStart[h + 1] - first
  const each = (block.width * view.scale) / Math.max(1, count)
  for (let vf = 0; vf < count; vf++) {
    const mark = marks.vfs[first + vf]
    if (mark === MARK.none || each < SIGN_FROM_PX) continue
    const top = y + block.vfY * view.scale
    sign(scene, mark, frame.vfOwner[first + vf], x + vf * each, top, each, STRIP_CELLS * view.scale)
  }
}

/** Plus: gained. Minus: freed. Arrow down into the cell: moved here. Arrow up out of it: moves away. Frame: broken. */
function sign(
  scene: MarkScene,
  mark: number,
  owner: number,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const { context, view, theme, podColours } = scene
  if (mark === MARK.broken) return frameCell(scene, left, top, width, height)
  const inCorner = view.scale >= CORNER_FROM_PX
  const size = inCorner ? Math.min(width, height, 30) * 0.22 : Math.min(width, height) * 0.3
  const cx = inCorner ? left + width - size * 1.5 : left + width / 2 - 0.5
  const cy = inCorner ? top + size * 1.6 : top + height / 2 - 0.5
  const ink = owner >= 0 ? inkOn(podColours[owner] as Packed) : theme.text
  context.strokeStyle = ink
  context.lineWidth = Math.max(1.25, size / 2.6)
  context.beginPath()
  if (mark === MARK.gained || mark === MARK.freed) {
    context.moveTo(cx - size, cy)
    context.lineTo(cx + size, cy)
  }
  if (mark === MARK.gained) {
    context.moveTo(cx, cy - size)
    context.lineTo(cx, cy + size)
  }
  if (mark === MARK.movedIn || mark === MARK.movedOut) {
    const tip = mark === MARK.movedIn ? cy + size : cy - size
    const back = mark === MARK.movedIn ? cy : cy
    context.moveTo(cx, mark === MARK.movedIn ? cy - size : cy + size)
    context.lineTo(cx, tip)
    context.moveTo(cx - size * 0.8, back)
    context.lineTo(cx, tip)
    context.lineTo(cx + size * 0.8, back)
  }
  context.stroke()
}

/** A thick frame just within a cell, light inside it: it stands out on any colour. */
function frameCell({ context, theme }: MarkScene, left: number, top: number, width: number, height: number): void {
  const thick = Math.max(2, Math.min(4, Math.min(width, height) * 0.12))
  context.lineWidth = thick
  context.strokeStyle = theme.danger
  context.strokeRect(left + thick / 2, top + thick / 2, width - thick - 1, height - thick - 1)
  context.lineWidth = 1
  context.strokeStyle = theme.backgroundText
  context.strokeRect(left + thick + 0.5, top + thick + 0.5, width - 2 * thick - 2, height - 2 * thick - 2)
}

/** A curved arrow from the middle of one host to the middle of another. */
function drawArrow({ context, view, layout, theme }: MarkScene, from: number, to: number): void {
  const a = middleOf(layout, view, from)
  const b = middleOf(layout, view, to)
  if (a === null || b === null || from === to) return
  const bend = { x: (a.x + b.x) / 2 + (b.y - a.y) * 0.18, y: (a.y + b.y) / 2 - (b.x - a.x) * 0.18 }
  const angle = Math.atan2(b.y - bend.y, b.x - bend.x)
  for (const [width, colour] of [
    [5, theme.backgroundText],
    [2, theme.selection],
  ] as const) {
    context.lineWidth = width
    context.strokeStyle = colour
    context.beginPath()
    context.moveTo(a.x, a.y)
    context.quadraticCurveTo(bend.x, bend.y, b.x, b.y)
    for (const side of [-0.45, 0.45]) {
      context.moveTo(b.x, b.y)
      context.lineTo(b.x - 11 * Math.cos(angle + side), b.y - 11 * Math.sin(angle + side))
    }
    context.stroke()
  }
}

function middleOf(layout: FleetLayout, view: Viewport, host: number): { x: number; y: number } | null {
  const block = layout.blocks[host]
  if (block === undefined) return null
  const x = (layout.hostX[host] + block.width / 2 - view.x) * view.scale
  const y = (layout.hostY[host] + block.height / 2 - view.y) * view.scale
  return { x, y }
}
