import type { FleetLayout } from './fleet-layout.ts'
import type { MapColumns, MapFrame, MapTheme } from './fleet-picture.ts'
import { HEADER_CELLS, type HostBlock, STRIP_CELLS } from './host-block.ts'
import type { Viewport } from './viewport.ts'

/** What the labels need to know by name; all lookups are by number. */
export interface MapWords {
  hostName(host: number): string
  podName(pod: number): string
  vfName(host: number, vf: number): string
  ipsText(host: number): string
}

/** From this many pixels a cell on, each kind of text has room. */
const HOST_NAME_PX = 5
const CPU_NUMBER_PX = 13
const POD_NAME_PX = 26

/** Draws names and numbers over a painted map, in CSS pixels. Only what is on screen and has room is written. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  screen: { readonly width: number; readonly height: number },
  view: Viewport,
  layout: FleetLayout,
  columns: MapColumns,
  frame: MapFrame,
  words: MapWords,
  theme: MapTheme,
): void {
  const toX = (x: number) => (x - view.x) * view.scale
  const toY = (y: number) => (y - view.y) * view.scale
  context.textBaseline = 'alphabetic'
  for (const label of layout.labels) {
    const y = toY(label.y)
    if (y < -40 || y > screen.height) continue
    const isIdc = label.level === 'idc'
    const px = Math.min(isIdc ? 15 : 12, Math.max(isIdc ? 11 : 9.5, view.scale * 1.2))
    context.font = `${isIdc ? 600 : 400} ${px}px ${theme.font}`
    context.fillStyle = isIdc ? theme.text : theme.textMuted
    const room = isIdc ? screen.width : label.width * view.scale
    const text = fitText(context, label.text, room)
    if (text !== '') context.fillText(text, Math.max(toX(label.x), isIdc ? 2 : -1e9), y + (isIdc ? px + 2 : px))
  }
  for (const line of layout.lines) {
    if (toY(line.y + line.height) < 0 || toY(line.y) > screen.height) continue
    for (let h = line.first; h < line.last; h++) {
      const block = layout.blocks[h]
      const x = toX(layout.hostX[h])
      const y = toY(layout.hostY[h])
      if (x > screen.width || x + block.width * view.scale < 0) continue
      if (frame.hostDown[h] === 1) drawCross(context, x, y, block, view.scale, theme)
      if (view.scale < HOST_NAME_PX) continue
      drawHostName(context, words.hostName(h), x, y, block, view.scale, frame.hostDown[h] === 1, theme)
      if (view.scale < CPU_NUMBER_PX) continue
      drawCells(context, screen, h, x, y, block, view.scale, columns, frame, words, theme)
      drawStrips(context, h, x, y, block, view.scale, columns, words, theme)
    }
  }
}

function drawHostName(
  context: CanvasRenderingContext2D,
  name: string,
  x: number,
  y: number,
  block: HostBlock,
  scale: number,
  down: boolean,
  theme: MapTheme,
): void {
  const px = Math.min(13, Math.max(9, scale * 1.4))
  context.font = `500 ${px}px ${theme.font}`
  context.fillStyle = down ? theme.danger : theme.textMuted
  const text = fitText(context, down ? `✕ ${name} lost` : name, block.width * scale)
  context.fillText(text, x, y + HEADER_CELLS * scale - Math.max(2, scale * 0.3))
}

function drawCross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  block: HostBlock,
  scale: number,
  theme: MapTheme,
): void {
  const top = y + HEADER_CELLS * scale
  const bottom = y + block.vfY * scale
  context.strokeStyle = theme.danger
  context.lineWidth = Math.max(1, Math.min(2, scale / 3))
  context.beginPath()
  context.moveTo(x, top)
  context.lineTo(x + block.width * scale, bottom)
  context.moveTo(x + block.width * scale, top)
  context.lineTo(x, bottom)
  context.stroke()
}

/** Cpu numbers in every cell, and the pod's name once on the first run of its cells in each row. */
function drawCells(
  context: CanvasRenderingContext2D,
  screen: { readonly width: number; readonly height: number },
  h: number,
  hostX: number,
  hostY: number,
  block: HostBlock,
  scale: number,
  columns: MapColumns,
  frame: MapFrame,
  words: MapWords,
  theme: MapTheme,
): void {
  const base = columns.cpuStart[h]
  const numberPx = Math.min(12, scale * 0.5)
  for (const box of block.boxes) {
    const left = hostX + box.x * scale
    for (let row = 0; row < box.rows; row++) {
      const y = hostY + (box.y + row) * scale
      if (y + scale < 0 || y > screen.height) continue
      for (let column = 0; column < box.columns; column++) {
        const cpu = box.cpus[row * box.columns + column]
        const x = left + column * scale
        if (cpu < 0 || x + scale < 0 || x > screen.width) continue
        const owner = frame.cpuOwner[base + cpu]
        context.fillStyle = owner >= 0 ? 'rgb(0 0 0 / 0.72)' : 'rgb(128 138 150 / 0.85)'
        context.font = `${numberPx}px ${theme.font}`
        context.fillText(String(cpu), x + scale * 0.12, y + numberPx + scale * 0.06)
        if (scale < POD_NAME_PX || owner < 0) continue
        const run = runLength(box.cpus, row * box.columns + column, box.columns - column, base, frame.cpuOwner)
        if (column > 0 && samePod(box.cpus[row * box.columns + column - 1], base, frame.cpuOwner, owner)) continue
        const px = Math.min(12, scale * 0.34)
        context.font = `500 ${px}px ${theme.font}`
        const text = fitText(context, words.podName(owner), run * scale - scale * 0.24)
        context.fillText(text, x + scale * 0.12, y + scale * 0.82)
      }
    }
  }
}

function samePod(cpu: number, base: number, owners: Int32Array, owner: number): boolean {
  return cpu >= 0 && owners[base + cpu] === owner
}

function runLength(cpus: Int32Array, at: number, most: number, base: number, owners: Int32Array): number {
  const owner = owners[base + cpus[at]]
  let length = 1
  while (length < most && samePod(cpus[at + length], base, owners, owner)) length++
  return length
}

function drawStrips(
  context: CanvasRenderingContext2D,
  h: number,
  x: number,
  y: number,
  block: HostBlock,
  scale: number,
  columns: MapColumns,
  words: MapWords,
  theme: MapTheme,
): void {
  const px = Math.min(11, scale * 0.55)
  context.font = `${px}px ${theme.font}`
  context.fillStyle = theme.text
  context.fillText(
    fitText(context, words.ipsText(h), block.width * scale),
    x + 3,
    y + (block.ipY + 0.5) * scale + px * 0.36,
  )
  const vfCount = columns.vfStart[h + 1] - columns.vfStart[h]
  const each = (block.width * scale) / Math.max(1, vfCount)
  if (vfCount === 0 || each < 9) return
  context.fillStyle = 'rgb(0 0 0 / 0.72)'
  const vfPx = Math.min(10, each * 0.55)
  context.font = `${vfPx}px ${theme.font}`
  for (let vf = 0; vf < vfCount; vf++) {
    const text = fitText(context, words.vfName(h, vf).split(':')[1] ?? '', each - 2)
    context.fillText(text, x + vf * each + 1, y + (block.vfY + STRIP_CELLS / 2) * scale + vfPx * 0.36)
  }
}

/** The text, or its beginning with an ellipsis, or '' when not even three letters fit. */
export function fitText(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (room < 14) return ''
  if (context.measureText(text).width <= room) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle
    else high = middle - 1
  }
  return low < 2 ? '' : `${text.slice(0, low)}…`
}
