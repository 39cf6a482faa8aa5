import { Popover } from '@base-ui/react/popover'
import IconButton from '../plan/icon-button.tsx'
import { ChevronIcon, LinkIcon, ThemeIcon } from '../plan/icons.tsx'
import { popups } from '../plan/popups.ts'
import { runCommand } from '../shell/commands.ts'
import Journeys from '../shell/journeys.tsx'
import FindLive from './find-live.tsx'
import { RefreshIcon } from './parts/push-icons.tsx'
import { useNow } from './parts/use-now.ts'
import { formatAge } from './parts/words.ts'
import { signOut } from './state/session.ts'
import { usePush, useSession } from './use-push.ts'

/** Where the plans go, how old the picture is, and who is looking at it. */
export default function PushBar() {
  const isSignedIn = useSession((session) => session.phase === 'signed-in')
  return (
    <header className="run-bar">
      <h1 className="visually-hidden">Berth, Push to a live fleet</h1>
      <a className="brand" href="/" aria-label="Berth, open the first view">
        <img src="/berth.svg" width="18" height="18" alt="" /> Berth
      </a>
      <Journeys />
      {isSignedIn && <TargetChip />}
      <span className="spacer" />
      {isSignedIn && <FindLive />}
      {isSignedIn && <Who />}
      <IconButton label="Copy a link to this view" keys="c" onClick={() => runCommand('view.copy-link')}>
        <LinkIcon />
      </IconButton>
      <IconButton label="Switch between dark and light" keys="t" onClick={() => runCommand('view.theme')}>
        <ThemeIcon />
      </IconButton>
      <IconButton label="Keyboard shortcuts" keys="?" onClick={() => runCommand('view.keys')}>
        <span aria-hidden="true">?</span>
      </IconButton>
      {/* Lists and tips are put here rather than at the end of the page, so that they lie within a landmark. */}
      <div id="popups" />
    </header>
  )
}

/** The target by kind and name, whether it answers, and how old the snapshot on the page is. */
function TargetChip() {
  const target = usePush((push) => push.target)
  const observedAtMs = usePush((push) => push.live?.snapshot.observedAtMs ?? null)
  const isOnline = usePush((push) => push.isOnline)
  const isRefreshing = usePush((push) => push.isRefreshing)
  const nowMs = useNow()
  const answers = isOnline && target?.answers === true
  const word = !isOnline ? 'server away' : target === null ? 'asking' : answers ? 'answers' : 'unreachable'
  return (
    <div className="target">
      <span className="target-name" title={target?.reason === '' ? undefined : target?.reason}>
        <b>{target?.target.name ?? '…'}</b> <span className="faint">{target?.target.kind}</span>
      </span>
      <span className={answers ? 'target-word good' : 'target-word bad'} role="status">
        <span aria-hidden="true">{answers ? '●' : '✕'}</span> {word}
      </span>
      <span className="figure target-age" data-testid="snapshot-age">
        {observedAtMs === null ? 'no snapshot yet' : `seen ${formatAge(nowMs - observedAtMs)} ago`}
      </span>
      <button
        type="button"
        className="button"
        disabled={isRefreshing}
        onClick={() => runCommand('push.refresh')}
        title="Take a snapshot now (s)"
      >
        <RefreshIcon /> {isRefreshing ? 'Looking…' : 'Refresh'}
      </button>
    </div>
  )
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
