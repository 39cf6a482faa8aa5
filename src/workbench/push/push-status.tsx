import { formatCount } from '../format.ts'
import { hostStanding } from './parts/host-standing.ts'
import { counted } from './parts/words.ts'
import { targetStand } from './state/target-stand.ts'
import { usePush, usePushView } from './use-push.ts'

const FOLLOWING = {
  stream: { mark: '●', word: 'live' },
  polling: { mark: '◌', word: 'asked every 2 s' },
  cut: { mark: '○', word: 'waiting for news' },
} as const

/** Counts of what is observed, and how news of the open plan arrives. */
export default function PushStatus() {
  const live = usePush((push) => push.live)
  const isPlan = usePushView((view) => view.screen === 'plan')
  const agents = usePush((push) => push.agents)
  // What has not answered since may be another by now.
  const isLastSeen = usePush((push) => ['silent', 'away'].includes(targetStand(push.target, push.isOnline)))
  const following = usePush((push) => push.following)
  if (live === null) return <footer className="status-bar">No snapshot yet.</footer>
  const { hosts, pods, clashes, faults } = live.snapshot
  const ready = hosts.filter((host) => hostStanding(host, agents).isReady).length
  const cordoned = hosts.filter((host) => host.cordoned).length
  const waiting = pods.filter((pod) => pod.holding === null && pod.state === 'pending').length
  return (
    <footer className="status-bar">
      {isLastSeen && <span className="warn-text">When last seen:</span>}
      <span className="figure">
        <b>
          {formatCount(ready)} of {formatCount(hosts.length)}
        </b>{' '}
        hosts ready
      </span>
      <span className="figure">{formatCount(cordoned)} cordoned</span>
      <span className="figure">
        {counted(pods.length, 'pod')}, {formatCount(waiting)} waiting
      </span>
      <span className={clashes.length > 0 ? 'figure danger-text' : 'figure'}>
        {counted(clashes.length, 'clash', 'clashes')}
      </span>
      <span className={faults.length > 0 ? 'figure warn-text' : 'figure'}>{counted(faults.length, 'fault')}</span>
      <span className="spacer" />
      {isPlan && (
        <span className="figure faint" data-following={following}>
          <span aria-hidden="true">{FOLLOWING[following].mark}</span> plan {FOLLOWING[following].word}
        </span>
      )}
    </footer>
  )
}
