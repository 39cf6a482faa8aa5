import { Link } from 'wouter'
import { formatCount } from '../../format.ts'
import { CopyIcon } from '../../plan/icons.tsx'
import { runAddressOf } from '../run-address.ts'
import { AS_IT_IS, HOSTS_PERCENT, LAUNCH_PERCENT } from '../state/planner-address.ts'
import { adjust, turnTo, usePlannerView } from '../state/planner-view-store.ts'
import { isAsItIs, useFutures } from './futures-store.ts'
import { allHostsAt, settingsOf, sweepCommand } from './what-if.ts'

interface StripProps {
  /** What is shown is guessed from the runs of the scenario as it is. */
  readonly isEstimate: boolean
  /** Futures that are shown. */
  readonly count: number
}

/** Sliders for hosts and launches; what they change is guessed at once, and run when they stand still. */
export default function WhatIfStrip({ isEstimate, count }: StripProps) {
  const whatIf = usePlannerView((view) => view.whatIf)
  const spec = usePlannerView((view) => view.futures)
  const outline = useFutures((store) => store.outline)
  const guessed = useFutures((store) => (store.status === 'running' ? 'The runs follow' : 'The runs tell more'))
  if (outline === null) return null
  const settings = settingsOf(outline, whatIf)
  const command = sweepCommand(spec, settings)
  const { scenario, size, profile } = spec
  const run = runAddressOf({ scenario, size, profile, seed: 1, settings })
  const now = allHostsAt(outline, 100)
  const then = allHostsAt(outline, whatIf.hosts)
  return (
    <section className="panel what-if" aria-label="What if">
      <Slider
        label="Hosts"
        value={whatIf.hosts}
        range={HOSTS_PERCENT}
        words={then === now ? formatCount(now) : `${formatCount(then)} (${signedCount(then - now)})`}
        onChange={(hosts) => adjust({ whatIf: { ...whatIf, hosts } })}
      />
      <Slider
        label="Launch size"
        value={whatIf.launch}
        range={LAUNCH_PERCENT}
        words={outline.launches.length === 0 ? 'no game opens in this run' : `${whatIf.launch} % of plan`}
        isDisabled={outline.launches.length === 0}
        onChange={(launch) => adjust({ whatIf: { ...whatIf, launch } })}
      />
      <span className="what-if-state" role="status" data-state={isEstimate ? 'estimate' : 'run'}>
        {count > 0 && (
          <span className={isEstimate ? 'chip estimate' : 'chip'} title={isEstimate ? guessed : undefined}>
            {isEstimate ? 'estimate' : count === 1 ? 'one run' : `${count} runs`}
          </span>
        )}
        {!isAsItIs(whatIf) && (
          <button type="button" className="link-button" onClick={() => turnTo({ whatIf: AS_IT_IS })}>
            as it is
          </button>
        )}
      </span>
      <span className="spacer" />
      <Link className="link-button" href={run}>
        Play seed 1 on the map
      </Link>
      <button
        type="button"
        className="status-button"
        title={`Copy the command that runs the same: ${command}`}
        data-command={command}
        onClick={() => void navigator.clipboard?.writeText(command)}
      >
        berth sweep <CopyIcon />
      </button>
    </section>
  )
}

function signedCount(by: number): string {
  return `${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))}`
}

interface SliderProps {
  readonly label: string
  /** Percent. */
  readonly value: number
  readonly range: { readonly min: number; readonly max: number }
  readonly words: string
  readonly isDisabled?: boolean
  readonly onChange: (value: number) => void
}

function Slider({ label, value, range, words, isDisabled, onChange }: SliderProps) {
  return (
    <label className="what-if-slider">
      <span>{label}</span>
      <input
        type="range"
        min={range.min}
        max={range.max}
        step={5}
        value={value}
        aria-valuetext={words}
        disabled={isDisabled ?? false}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output>{words}</output>
    </label>
  )
}
