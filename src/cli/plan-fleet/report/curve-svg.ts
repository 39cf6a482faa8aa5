import { US_PER_DAY } from '../../../base/units.ts'
import type { CapacityPoint } from '../../../model/fleet-plan-figures.ts'
import { dayOf } from '../../../model/goal-words.ts'
import { formatCount } from '../../output.ts'
import { type Html, html } from './html.ts'

const [WIDTH, HEIGHT] = [880, 300]
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 34, 14, 34]
/** Room that the name of a day takes. */
const DAY_WIDTH = 60

/** Cpus over time: the band of what is held, its middle, and what the present and the planned fleet have. */
export function curveSvg(points: readonly CapacityPoint[]): Html {
  if (points.length < 2) return html``
  const endUs = points[points.length - 1].atUs
  const most = niceAbove(Math.max(...points.map(({ p90, present, planned }) => Math.max(p90, present, planned))))
  const x = (atUs: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * atUs) / endUs
  const y = (cpus: number): number => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * cpus) / most
  const at = (value: (point: CapacityPoint) => number, list: readonly CapacityPoint[] = points): string =>
    list.map((point) => `${x(point.atUs).toFixed(1)},${y(value(point)).toFixed(1)}`).join(' ')
  const band = `${at(({ p90 }) => p90)} ${at(({ p10 }) => p10, [...points].reverse())}`
  const parts = [4, 5, 3, 2, 1].find((count) => most % count === 0) ?? 1
  const steps = Array.from({ length: parts + 1 }, (_, i) => (most * i) / parts)
  const dayTick = (atUs: number): Html =>
    html`<text class="tick" x="${x(atUs)}" y="${HEIGHT - 12}" text-anchor="start">${dayOf(atUs)}</text>`
  const days = dayTicks(endUs / US_PER_DAY)
    .map((day) => day * US_PER_DAY)
    .filter((atUs) => x(atUs) + DAY_WIDTH <= WIDTH)
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
aria-label="Cpus held over time, and what the fleets have">
${steps.map(
  (cpus) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(cpus)}" y2="${y(cpus)}"/>
<text class="tick" x="${LEFT - 8}" y="${y(cpus) + 4}" text-anchor="end">${formatCount(cpus)}</text>`,
)}
${days.map(dayTick)}
<polygon class="band" points="${band}"/>
<polyline class="middle" points="${at(({ p50 }) => p50)}"/>
<polyline class="present" points="${at(({ present }) => present)}"/>
<polyline class="planned" points="${at(({ planned }) => planned)}"/>
</svg>
<p class="legend"><span class="key k-band"></span>Cpus held, p10 to p90 over the seeds
<span class="key k-middle"></span>p50
<span class="key k-present"></span>the fleet as it stands <span class="key k-planned"></span>the planned fleet</p>`
}

/** A bar of a share of 100 %, in red from where it counts as run out. */
export function barSvg(percent: number, boundPercent: number): Html {
  const width = Math.max(0, Math.min(100, percent))
  const kind = percent >= boundPercent ? 'full' : 'fill'
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
<rect class="track" width="100" height="10" rx="2"/>
<rect class="${kind}" width="${width.toFixed(1)}" height="10" rx="2"/></svg>`
}

/** A whole number that the axis may end at. */
function niceAbove(value: number): number {
  let step = 1
  while (step * 10 <= value) step *= 10
  const nice = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].map((times) => Math.ceil(times * step))
  return nice.find((candidate) => candidate >= value) ?? Math.ceil(value)
}

function dayTicks(days: number): readonly number[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 90].find((candidate) => days / candidate <= 9) ?? 180
  return Array.from({ length: Math.ceil(days / step) }, (_, i) => i * step)
}
