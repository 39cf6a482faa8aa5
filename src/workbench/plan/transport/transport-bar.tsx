import { useEffect, useRef } from 'react'
import { formatSimTime, formatTimeExact } from '../../format.ts'
import { runCommand } from '../../shell/commands.ts'
import { RATES } from '../../state/clock.ts'
import { control } from '../../state/run-control.ts'
import { useClock, useRun } from '../../use-store.ts'
import Choice from '../choice.tsx'
import IconButton from '../icon-button.tsx'
import { NextIcon, PauseIcon, PlayIcon, PreviousIcon } from '../icons.tsx'
import Scrubber from './scrubber.tsx'

const RATE_ITEMS = RATES.map(({ label }, index) => ({ value: String(index), label, note: 'simulated a second' }))

/** Where in simulated time the view stands, and how it moves. */
export default function TransportBar() {
  const follow = useClock((clock) => clock.follow)
  const rateIndex = useClock((clock) => clock.rateIndex)
  const isRunAhead = useRun((run) => run.status === 'running' || run.status === 'paused')
  return (
    <section className="transport" aria-label="Simulated time">
      <div className="transport-controls">
        <IconButton label="Previous decision" keys="[" onClick={() => runCommand('time.previous-decision')}>
          <PreviousIcon />
        </IconButton>
        <IconButton
          label={follow === 'still' ? 'Play the recording' : 'Stop'}
          keys="space"
          pressed={follow === 'play'}
          onClick={() => runCommand('time.play')}
        >
          {follow === 'still' ? <PlayIcon /> : <PauseIcon />}
        </IconButton>
        <IconButton label="Next decision" keys="]" onClick={() => runCommand('time.next-decision')}>
          <NextIcon />
        </IconButton>
        <Choice
          label="Speed of the playback"
          value={String(rateIndex)}
          items={RATE_ITEMS}
          onChange={(index) => control.clock.setRate(Number(index))}
        />
        <button
          type="button"
          className={follow === 'live' && isRunAhead ? 'live-badge on' : 'live-badge'}
          aria-pressed={follow === 'live'}
          disabled={!isRunAhead}
          title={isRunAhead ? 'Follow the head of the run (l)' : 'The run has ended; there is no head to follow'}
          onClick={() => runCommand('time.live')}
        >
          <span aria-hidden="true">{follow === 'live' && isRunAhead ? '●' : '○'}</span> live
        </button>
      </div>
      <SimClock />
      <Scrubber />
    </section>
  )
}

/** The readout of simulated time, written past React as it changes every frame. */
function SimClock() {
  const large = useRef<HTMLSpanElement>(null)
  const small = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const { clock } = control
    const write = (): void => {
      if (large.current !== null) large.current.textContent = formatSimTime(clock.timeUs)
      if (small.current === null) return
      // Milliseconds matter only where a decision is looked at; in motion they would only flicker.
      small.current.textContent = formatTimeExact(clock.timeUs).slice(5, clock.follow === 'still' ? undefined : 8)
    }
    write()
    const undo = [clock.moved.subscribe(write), clock.changed.subscribe(write)]
    return () => {
      for (const stop of undo) stop()
    }
  }, [])
  return (
    <div className="sim-clock" title="Simulated time: day of the run, hours, minutes, seconds">
      <span className="sim-clock-label">simulated</span>
      <span className="sim-clock-time" data-testid="sim-time">
        <span ref={large} />
        <small ref={small} />
      </span>
    </div>
  )
}
