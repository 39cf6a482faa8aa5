import { type HostBlock, type NumaBox, STRIP_CELLS } from './host-block.ts'
import { fitText, inkOn, type LabelScene } from './label-scene.ts'

/** From this many pixels a cell a pod's name has room under the Cpu number. */
const POD_NAME_PX = 26
/** From this many pixels a VF on, its number can be read. */
const VF_NUMBER_PX = 13
const FREE_INK = 'rgb(128 138 150 / 0.9)'
const INSET = 0.12
/** How wide a digit of the font is, in its size. */
const DIGIT_EM = 0.63

/** Writes Cpu numbers and pod names into a host's cells. x, y: the host's top left on screen. */
export function drawCells(scene: LabelScene, host: number, x: number, y: number, block: HostBlock): void {
  for (const box of block.boxes) {
    for (let row = 0; row < box.rows; row++) {
      const top = y + (box.y + row) * scene.view.scale
      if (top + scene.view.scale < 0 || top > scene.screen.height) continue
      drawRow(scene, host, box, row, x + box.x * scene.view.scale, top)
    }
  }
}

function drawRow(scene: LabelScene, host: number, box: NumaBox, row: number, left: number, y: number): void {
  const { context, screen, view, frame, columns, podColours, theme } = scene
  const base = columns.cpuStart[host]
  // Of one size all over the host, so small that its highest number stays within a cell.
  const digits = String(columns.cpuStart[host + 1] - base - 1).length
  const px = Math.min(12, view.scale * 0.5, (view.scale * (1 - 2 * INSET)) / (digits * DIGIT_EM))
  for (let column = 0; column < box.columns; column++) {
    const cpu = box.cpus[row * box.columns + column]
    const x = left + column * view.scale
    if (cpu < 0 || x + view.scale < 0 || x > screen.width) continue
    const owner = frame.cpuOwner[base + cpu]
    context.fillStyle = owner >= 0 ? inkOn(podColours[owner]) : FREE_INK
    context.font = `${px}px ${theme.font}`
    context.fillText(String(cpu), x + view.scale * INSET, y + px + view.scale * 0.06)
    if (view.scale >= POD_NAME_PX && owner >= 0) drawPodName(scene, base, box, row, column, x, y)
  }
}

/** A pod's name stands once in its shape: where no cell of it is to the left or above. */
function drawPodName(
  scene: LabelScene,
  base: number,
  box: NumaBox,
  row: number,
  column: number,
  x: number,
  y: number,
): void {
  const { context, view, frame, words, theme } = scene
  const ownerAt = (r: number, c: number): number => {
    const cpu = r < 0 || c < 0 || c >= box.columns ? -1 : box.cpus[r * box.columns + c]
    return cpu < 0 ? -1 : frame.cpuOwner[base + cpu]
  }
  const owner = ownerAt(row, column)
  if (ownerAt(row, column - 1) === owner || ownerAt(row - 1, column) === owner) return
  let run = 1
  while (ownerAt(row, column + run) === owner) run++
  context.font = `500 ${Math.min(12, view.scale * 0.34)}px ${theme.font}`
  const room = run * view.scale - 2 * INSET * view.scale
  const name = words.podName(owner)
  // Where the whole name has no room its end says more: the game is told by the colour.
  const text = context.measureText(name).width <= room ? name : name.slice(name.lastIndexOf('/') + 1)
  context.fillText(fitText(context, text, room), x + view.scale * INSET, y + view.scale * 0.82)
}

/** Writes VF numbers into the strip and the count of addresses beside the bar. */
export function drawStrips(scene: LabelScene, host: number, x: number, y: number, block: HostBlock): void {
  const { context, view, columns, frame, words, podColours, theme } = scene
  const { scale } = view
  const px = Math.min(11, scale * 0.55)
  context.font = `${px}px ${theme.font}`
  context.fillStyle = theme.text
  const ips = fitText(context, words.ipsText(host), block.width * scale - 6)
  context.fillText(ips, x + 4, y + (block.ipY + 0.5) * scale + px * 0.36)
  const start = columns.vfStart[host]
  const vfCount = columns.vfStart[host + 1] - start
  const each = (block.width * scale) / Math.max(1, vfCount)
  if (vfCount === 0 || each < VF_NUMBER_PX) return
  const vfPx = Math.min(10, each * 0.55)
  context.font = `${vfPx}px ${theme.font}`
  for (let vf = 0; vf < vfCount; vf++) {
    const owner = frame.vfOwner[start + vf]
    context.fillStyle = owner >= 0 ? inkOn(podColours[owner]) : FREE_INK
    const number = words.vfName(host, vf).split(':')[1] ?? ''
    if (context.measureText(number).width > each - 2) continue
    context.fillText(number, x + vf * each + 1, y + (block.vfY + STRIP_CELLS / 2) * scale + vfPx * 0.36)
  }
}
