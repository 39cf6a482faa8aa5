import SteadyButton from '../../shell/steady-button.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import { refresh } from '../state/push-control.ts'
import { targetStand } from '../state/target-stand.ts'
import { usePush } from '../use-push.ts'

/** Before the first snapshot: what is waited for, or why there is none. */
export default function LookingPane() {
  const target = usePush((push) => push.target)
  const isRefreshing = usePush((push) => push.isRefreshing)
  const stand = usePush((push) => targetStand(push.target, push.isOnline))
  const isCut = stand === 'silent'
  if (stand === 'empty') {
    return (
      <section className="notice">
        <h2>No host has joined {target?.target.name} yet</h2>
        <p>
          <code>npx berth agents invite HOST</code> prints what a host joins with; it shows here as soon as it has.
        </p>
      </section>
    )
  }
  return (
    <section className="notice" aria-busy={!isCut}>
      <h2>{isCut ? `The target ${target?.target.name} does not answer` : 'Looking at the fleet'}</h2>
      {isCut ? <p>{target?.reason}</p> : <progress aria-label="Taking the first snapshot" />}
      <ProblemNotice />
      <SteadyButton isOff={isRefreshing} onClick={() => void refresh()}>
        {isRefreshing ? 'Looking…' : 'Look now'}
      </SteadyButton>
    </section>
  )
}
