import { formatInstant } from '../../format.ts'
import IconButton from '../../plan/icon-button.tsx'
import { NextIcon, PauseIcon, PlayIcon, PreviousIcon, TargetIcon } from '../../plan/icons.tsx'
import { runCommand } from '../../shell/commands.ts'
import { useCase, useProveView } from '../use-prove.ts'
import { goToStep, stepNow } from './case-store.ts'
import type { CaseStory } from './case-story.ts'

/** Where in the case the page stands, and how to move in it. */
export default function StepBar({ story }: { readonly story: CaseStory }) {
  useProveView((view) => view.step)
  const isPlaying = useCase((store) => store.isPlaying)
  const step = stepNow()
  const count = story.opened.steps.length
  const atUs = step === 0 ? 0 : story.opened.steps[step - 1].atUs
  return (
    <div className="transport case-transport">
      <div className="transport-controls">
        <IconButton label="Previous step" keys="[" disabled={step === 0} onClick={() => runCommand('prove.previous')}>
          <PreviousIcon />
        </IconButton>
        <IconButton label={isPlaying ? 'Stop' : 'Play'} keys="Space" onClick={() => runCommand('prove.play')}>
          {isPlaying ? <PauseIcon /> : <PlayIcon />}
        </IconButton>
        <IconButton label="Next step" keys="]" disabled={step === count} onClick={() => runCommand('prove.next')}>
          <NextIcon />
        </IconButton>
        {story.breaks.size > 0 && (
          <IconButton label="Where the law breaks" keys="b" onClick={() => runCommand('prove.break')}>
            <TargetIcon />
          </IconButton>
        )}
      </div>
      <div className="sim-clock">
        <span className="sim-clock-label">
          step <span data-testid="step">{step}</span> of {count}
        </span>
        <span className="sim-clock-time">{formatInstant(atUs, story.opened.steps[count - 1]?.atUs ?? 0)}</span>
      </div>
      <Slider step={step} count={count} places={[...story.breaks.keys()]} />
    </div>
  )
}

interface SliderProps {
  readonly step: number
  readonly count: number
  /** Steps at which a law breaks. */
  readonly places: readonly number[]
}

function Slider({ step, count, places }: SliderProps) {
  return (
    <div className="step-slider">
      <input
        type="range"
        min={0}
        max={count}
        value={step}
        aria-label="Step"
        aria-valuetext={`step ${step} of ${count}`}
        onChange={(event) => goToStep(Number(event.target.value))}
      />
      {places.map((place) => (
        <span
          key={place}
          className="step-break"
          style={{ left: `calc(8px + (100% - 16px) * ${place / Math.max(1, count)})` }}
          aria-hidden="true"
        />
      ))}
    </div>
  )
}
