import { token } from '../../state/theme.ts'
import { tickLabel, tickStepUs, ticksWithin } from '../time-axis.ts'

export interface ScrubberScene {
  readonly durationUs: number
  readonly headUs: number
  readonly timeUs: number
  readonly hoverUs: number | null
  readonly range: { readonly fromUs: number; readonly toUs: number } | null
  /** Players behind everything, in a colour of their own when they are one game's. */
  readonly silhouette: { readonly atUs: Float64Array; readonly players: Float64Array; readonly colour: string }
  readonly atUs: Float64Array
  readonly refusals: Float64Array
  readonly hostsUp: Float64Array
}

export const PAD_PX = 10
const AXIS_PX = 14
/** The widest label, `Day 100`; one that would be cut by the edge is left out. */
const LABEL_PX = 36

/** Draws the whole run in one strip: players as a silhouette, refusals and lost hosts as marks. */
export function drawScrubber(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  scene: ScrubberScene,
): void {
  const inner = width - 2 * PAD_PX
  const floor = height - AXIS_PX
  const x = (timeUs: number): number => PAD_PX + (timeUs / Math.max(1, scene.durationUs)) * inner
  context.clearRect(0, 0, width, height)
  context.fillStyle = token('--raised')
  context.fillRect(PAD_PX, 2, inner, floor - 2)
  drawSilhouette(context, x, floor, scene.silhouette)
  drawMarks(context, x, floor, scene)
  if (scene.headUs < scene.durationUs) {
    context.fillStyle = token('--accent')
    context.fillRect(x(scene.headUs), 2, 1, floor - 2)
  }
  drawAxis(context, x, inner, floor, height, scene)
  if (scene.range !== null) drawOutside(context, x, inner, floor, scene.range)
  if (scene.hoverUs !== null) {
    context.fillStyle = token('--text-muted')
    context.fillRect(Math.round(x(scene.hoverUs)), 2, 1, floor - 2)
  }
  drawPlayhead(context, x(scene.timeUs), floor)
}

function drawSilhouette(
  context: CanvasRenderingContext2D,
  x: (timeUs: number) => number,
  floor: number,
  { atUs, players, colour }: ScrubberScene['silhouette'],
): void {
  let top = 1
  for (const value of players) top = Math.max(top, value)
  if (atUs.length === 0) return
  context.beginPath()
  context.moveTo(x(atUs[0]), floor)
  const step = Math.max(1, Math.floor(atUs.length / 4000))
  for (let i = 0; i < atUs.length; i += step) context.lineTo(x(atUs[i]), floor - (players[i] / top) * (floor - 6))
  context.lineTo(x(atUs[atUs.length - 1]), floor)
  context.closePath()
  context.fillStyle = colour
  context.fill()
}

/** A red tick where requests were refused since the sample before, a triangle where hosts were lost. */
function drawMarks(
  context: CanvasRenderingContext2D,
  x: (timeUs: number) => number,
  floor: number,
  { atUs, refusals, hostsUp }: ScrubberScene,
): void {
  context.fillStyle = token('--danger')
  for (let i = 1; i < atUs.length; i++) {
    if (refusals[i] > refusals[i - 1]) context.fillRect(Math.round(x(atUs[i])) - 1, floor - 4, 2, 4)
    if (hostsUp[i] < hostsUp[i - 1]) {
      const at = x(atUs[i])
      context.beginPath()
      context.moveTo(at - 4, 2)
      context.lineTo(at + 4, 2)
      context.lineTo(at, 8)
      context.fill()
    }
  }
}

function drawAxis(
  context: CanvasRenderingContext2D,
  x: (timeUs: number) => number,
  inner: number,
  floor: number,
  height: number,
  { durationUs }: ScrubberScene,
): void {
  context.font = `10px ${token('--font')}`
  context.fillStyle = token('--text-muted')
  context.textBaseline = 'alphabetic'
  context.textAlign = 'left'
  const stepUs = tickStepUs(0, durationUs, inner, 62)
  for (const tick of ticksWithin(0, durationUs, stepUs)) {
    const at = x(tick)
    context.fillRect(Math.round(at), floor, 1, 3)
    if (at < inner - LABEL_PX) context.fillText(tickLabel(tick, stepUs), at, height - 2)
  }
}

function drawOutside(
  context: CanvasRenderingContext2D,
  x: (timeUs: number) => number,
  inner: number,
  floor: number,
  range: { readonly fromUs: number; readonly toUs: number },
): void {
  context.fillStyle = token('--shade')
  context.fillRect(PAD_PX, 2, x(range.fromUs) - PAD_PX, floor - 2)
  context.fillRect(x(range.toUs), 2, PAD_PX + inner - x(range.toUs), floor - 2)
}

function drawPlayhead(context: CanvasRenderingContext2D, at: number, floor: number): void {
  context.fillStyle = token('--playhead')
  context.fillRect(Math.round(at) - 1, 0, 2, floor)
  context.beginPath()
  context.roundRect(at - 5, 0, 10, 9, 2)
  context.fill()
}
