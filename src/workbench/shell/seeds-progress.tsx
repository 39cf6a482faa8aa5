interface SeedsProgressProps {
  readonly status: string
  /** Of all that is run, 0 to 1. */
  readonly share: number
  readonly done: number
  readonly seeds: number
}

/** How far the runs of many seeds have come; nothing before the first. */
export default function SeedsProgress({ status, share, done, seeds }: SeedsProgressProps) {
  if (status === 'idle') return null
  return (
    <span className="compare-progress" role="status">
      {status === 'running' && <progress className="status-progress" value={share} aria-label="Seeds run" />}
      <span className={`status status-${status}`}>{status}</span>
      <span className="figure faint">
        {done} of {seedCount(seeds)}
      </span>
    </span>
  )
}

/** `1 seed`, `8 seeds`. */
export function seedCount(seeds: number): string {
  return seeds === 1 ? '1 seed' : `${seeds} seeds`
}
