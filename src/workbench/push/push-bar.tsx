import { Popover } from '@base-ui/react/popover'
import type { TargetAnswer } from '../../model/api.ts'
import { ChevronIcon, RefreshIcon } from '../plan/icons.tsx'
import { popups } from '../plan/popups.ts'
import Bar from '../shell/bar.tsx'
import { runCommand } from '../shell/commands.ts'
import SteadyButton from '../shell/steady-button.tsx'
import FindLive from './find-live.tsx'
import { useNow } from './parts/use-now.ts'
import { formatAge } from './parts/words.ts'
import { signOut } from './state/session.ts'
import { type TargetStand, targetStand } from './state/target-stand.ts'
import { usePush, useSession } from './use-push.ts'

/** Where the plans go, how old the picture is, and who is looking at it. */
export default function PushBar() {
  const isSignedIn = useSession((session) => session.phase === 'signed-in')
  return (
    <Bar title="Berth, Push to a live fleet">
      {isSignedIn && <TargetChip />}
      <span className="spacer" />
      {isSignedIn && <FindLive />}
      {isSignedIn && <Who />}
    </Bar>
  )
}

const STANDS: Readonly<Record<TargetStand, { readonly word: string; readonly mark: string; readonly look: string }>> = {
  away: { word: 'server away', mark: '✕', look: 'bad' },
  asking: { word: 'asking…', mark: '◌', look: 'faint' },
  empty: { word: 'no host yet', mark: '○', look: 'faint' },
  answers: { word: 'answers', mark: '●', look: 'good' },
  silent: { word: 'unreachable', mark: '✕', look: 'bad' },
}

/** The target by kind and name, whether it answers, and how old the snapshot on the page is. */
function TargetChip() {
  const target = usePush((push) => push.target)
  const observedAtMs = usePush((push) => push.live?.snapshot.observedAtMs ?? null)
  const isOnline = usePush((push) => push.isOnline)
  const isRefreshing = usePush((push) => push.isRefreshing)
  const nowMs = useNow()
  const stand = targetStand(target, isOnline)
  return (
    <div className="target">
      <span className="target-name" title={titleOf(target, stand)}>
        <b>{target?.target.name ?? '…'}</b> <span className="faint">{target?.target.kind}</span>
      </span>
      <span className={`target-word ${STANDS[stand].look}`} role="status">
        <span aria-hidden="true">{STANDS[stand].mark}</span> {STANDS[stand].word}
      </span>
      <span className="figure target-age" data-testid="snapshot-age">
        {observedAtMs === null ? 'no snapshot yet' : `seen ${formatAge(nowMs - observedAtMs)} ago`}
      </span>
      <SteadyButton isOff={isRefreshing} onClick={() => runCommand('push.refresh')} title="Take a snapshot now (s)">
        <RefreshIcon /> {isRefreshing ? 'Looking…' : 'Refresh'}
      </SteadyButton>
    </div>
  )
}

/** Its whole name, which may have no room, and why it does not answer. */
function titleOf(target: TargetAnswer | null, stand: TargetStand): string | undefined {
  if (target === null) return undefined
  const name = `${target.target.name}, ${target.target.kind}`
  return target.reason === '' || stand === 'asking' ? name : `${name}: ${target.reason}`
}

function Who() {
  const me = useSession((session) => session.me)
  if (me === null) return null
  const limits = [...me.games.map((game) => `game ${game}`), ...me.regions.map((region) => `region ${region}`)]
  return (
    <Popover.Root>
      <Popover.Trigger className="button who">
        <b>{me.name}</b> <span className="faint">{me.roles.join(', ')}</span> <ChevronIcon />
      </Popover.Trigger>
      <Popover.Portal container={popups()}>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} className="choice-positioner">
          <Popover.Popup className="credits who-popup">
            <Popover.Title>{me.name}</Popover.Title>
            <dl className="facts">
              <div>
                <dt>Roles</dt>
                <dd>{me.roles.join(', ')}</dd>
              </div>
              <div>
                <dt>May</dt>
                <dd>
                  {Object.entries(me.may)
                    .filter(([, may]) => may)
                    .map(([action]) => action)
                    .join(', ') || 'nothing'}
                </dd>
              </div>
              <div>
                <dt>Limited to</dt>
                <dd>{limits.length === 0 ? 'all games, all regions' : limits.join(', ')}</dd>
              </div>
            </dl>
            <button type="button" className="button" onClick={() => signOut()}>
              Sign out
            </button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
