import { drawCells, drawStrips } from './cell-labels.ts'
import type { GroupLabel } from './fleet-layout.ts'
import { HEADER_CELLS, type HostBlock } from './host-block.ts'
import { fitEnd, fitText, type LabelScene, noteWidth } from './label-scene.ts'

/** From this many pixels a cell on, each kind of text has room. */
const HOST_NAME_PX = 5
const CPU_NUMBER_PX = 13
/** Between a host's name and what its marks say. */
const NOTE_GAP_PX = 6

/** Writes names and numbers over a painted map. Only what is on screen and has room is written. */
export function drawLabels(scene: LabelScene): void {
  const { context, screen, view, layout, frame } = scene
  context.textBaseline = 'alphabetic'
  for (const label of layout.labels) drawGroup(scene, label)
  for (const line of layout.lines) {
    const y = (line.y - view.y) * view.scale
    if (y + line.height * view.scale < 0 || y > screen.height) continue
    for (let h = line.first; h < line.last; h++) {
      const block = layout.blocks[h]
      const x = (layout.hostX[h] - view.x) * view.scale
      if (x > screen.width || x + block.width * view.scale < 0) continue
      if (frame.hostDown[h] === 1) drawCross(scene, x, y, block)
      if (view.scale >= HOST_NAME_PX) drawHostName(scene, h, x, y, block)
      if (view.scale < CPU_NUMBER_PX) continue
      drawCells(scene, h, x, y, block)
      drawStrips(scene, h, x, y, block)
    }
  }
}

function drawGroup({ context, screen, view, theme }: LabelScene, label: GroupLabel): void {
  const y = (label.y - view.y) * view.scale
  if (y < -40 || y > screen.height) return
  const x = (label.x - view.x) * view.scale
  const isIdc = label.level === 'idc'
  const px = isIdc ? Math.min(15, Math.max(11, view.scale * 1.2)) : Math.min(12, Math.max(9.5, view.scale * 1.2))
  context.font = `${isIdc ? 600 : 400} ${px}px ${theme.font}`
  context.fillStyle = isIdc ? theme.text : theme.textMuted
  const text = fitText(context, label.text, isIdc ? screen.width : label.width * view.scale)
  // An IDC spans the map, so its name stays in sight as the map is moved aside.
  context.fillText(text, isIdc ? Math.max(2, x) : x, y + (isIdc ? px + 2 : px))
}

function drawHostName(
  { context, view, frame, words, theme, notes }: LabelScene,
  h: number,
  x: number,
  y: number,
  block: HostBlock,
) {
  const isDown = frame.hostDown[h] === 1
  const note = noteWidth(context, view.scale, theme.font, notes?.[h] ?? '')
  context.font = `500 ${Math.min(13, Math.max(9, view.scale * 1.4))}px ${theme.font}`
  context.fillStyle = isDown ? theme.danger : theme.textMuted
  const name = words.hostName(h)
  const sign = isDown ? '✕' : (words.hostSign?.(h) ?? '')
  const before = sign === '' ? '' : `${sign} `
  const room = block.width * view.scale - (note === 0 ? 0 : note + NOTE_GAP_PX)
  const whole = `${before}${name}${isDown ? ` ${words.downWord}` : ''}`
  const baseline = y + HEADER_CELLS * view.scale - Math.max(2, view.scale * 0.3)
  const isWhole = context.measureText(whole).width <= room
  const cut = isWhole ? '' : fitEnd(context, name, room - context.measureText(before).width)
  context.fillText(isWhole ? whole : cut === '' ? sign : `${before}${cut}`, x, baseline)
}

function drawCross({ context, view, theme }: LabelScene, x: number, y: number, block: HostBlock): void {
  const top = y + HEADER_CELLS * view.scale
  const bottom = y + block.vfY * view.scale
  const right = x + block.width * view.scale
  context.strokeStyle = theme.danger
  context.lineWidth = Math.max(1, Math.min(2, view.scale / 3))
  context.beginPath()
  context.moveTo(x, top)
  context.lineTo(right, bottom)
  context.moveTo(right, top)
  context.lineTo(x, bottom)
  context.stroke()
}
