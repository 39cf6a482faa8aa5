import type { HistoryEntry } from '../../../worker/protocol.ts'
import { control } from '../../state/run-control.ts'

const WIDTH = 320
const HEIGHT = 44

interface Step {
  readonly atUs: number
  readonly cpus: number
}

/** The pod's Cpus over the whole run as steps; the line is where the view stands. */
export default function SizeChart({
  history,
  timeUs,
}: {
  readonly history: readonly HistoryEntry[]
  readonly timeUs: number
}) {
  const steps = stepsOf(history)
  const { durationUs, headUs } = control.clock
  const top = Math.max(1, ...steps.map((step) => step.cpus))
  const x = (atUs: number): number => (atUs / Math.max(1, durationUs)) * WIDTH
  const y = (cpus: number): number => HEIGHT - 2 - (cpus / top) * (HEIGHT - 6)
  let path = `M0 ${y(0)}`
  for (const step of steps) path += `H${x(step.atUs).toFixed(1)}V${y(step.cpus).toFixed(1)}`
  path += `H${x(headUs).toFixed(1)}`
  const sizes = steps.filter((step) => step.cpus > 0).map((step) => step.cpus)
  const summary =
    sizes.length === 0 ? 'never placed' : `${Math.min(...sizes)} to ${top} Cpus, ${sizes.length - 1} changes`
  return (
    <figure className="size-chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Cpus held over the run: ${summary}`}
      >
        <path d={`${path}V${y(0)}H0Z`} className="size-fill" />
        <path d={path} className="size-line" vectorEffect="non-scaling-stroke" />
        <line x1={x(timeUs)} x2={x(timeUs)} y1="0" y2={HEIGHT} className="size-now" vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption>{summary}</figcaption>
    </figure>
  )
}

function stepsOf(history: readonly HistoryEntry[]): Step[] {
  const steps: Step[] = []
  for (const entry of history) {
    if (entry.kind === 'place' || entry.kind === 'resize') steps.push({ atUs: entry.atUs, cpus: entry.cpus ?? 0 })
    if (entry.kind === 'release') steps.push({ atUs: entry.atUs, cpus: 0 })
  }
  return steps
}
