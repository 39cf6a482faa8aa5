import { runCommand } from '../../shell/commands.ts'
import SteadyButton from '../../shell/steady-button.tsx'
import { useRun } from '../../use-store.ts'
import { PauseIcon, PlayIcon, StopIcon } from '../icons.tsx'

/** Run, and while something runs: pause or resume, and cancel. */
export default function RunButtons({ isChanged }: { readonly isChanged: boolean }) {
  const status = useRun((run) => run.status)
  const isActive = status === 'running' || status === 'paused' || status === 'loading'
  return (
    <div className="run-buttons">
      <button
        type="button"
        className={isChanged || status === 'cancelled' ? 'button primary' : 'button'}
        onClick={() => runCommand('run.start')}
        title={isChanged ? 'Run what is chosen' : 'Run again from the start'}
      >
        <PlayIcon /> <span className="button-word">{isChanged ? 'Run' : 'Rerun'}</span>
      </button>
      <SteadyButton isOff={status !== 'running' && status !== 'paused'} onClick={() => runCommand('run.pause')}>
        {status === 'paused' ? <PlayIcon /> : <PauseIcon />}{' '}
        <span className="button-word">{status === 'paused' ? 'Resume' : 'Pause'}</span>
      </SteadyButton>
      <SteadyButton isOff={!isActive} onClick={() => runCommand('run.cancel')}>
        <StopIcon /> <span className="button-word">Cancel</span>
      </SteadyButton>
    </div>
  )
}
