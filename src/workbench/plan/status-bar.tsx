import { Popover } from '@base-ui/react/popover'
import { formatCount, formatShare, formatShort, formatWall } from '../format.ts'
import { runCommand } from '../shell/commands.ts'
import type { RunStatus } from '../state/stores.ts'
import { useRun } from '../use-store.ts'
import { CopyIcon } from './icons.tsx'
import NetworkUse from './network-use.tsx'
import PluginTimes from './plugin-times.tsx'
import { popups } from './popups.ts'

/** Shape and word as well as colour, so that none of them is needed alone. */
const STATUS: Readonly<Record<RunStatus, { readonly mark: string; readonly word: string }>> = {
  idle: { mark: '○', word: 'idle' },
  loading: { mark: '◔', word: 'opening' },
  running: { mark: '▶', word: 'running' },
  paused: { mark: '❚❚', word: 'paused' },
  done: { mark: '✓', word: 'done' },
  cancelled: { mark: '■', word: 'cancelled' },
  faults: { mark: '✕', word: 'bad input' },
  failed: { mark: '✕', word: 'failed' },
}

/** How the run stands: state, share of simulated time, counts, speed, digest and the credits of its curves. */
export default function StatusBar() {
  return (
    <footer className="status-bar">
      <Progress />
      <Counts />
      <span className="spacer" />
      <NetworkUse />
      <PluginTimes />
      <Digest />
      <Credits />
    </footer>
  )
}

function Progress() {
  const status = useRun((run) => run.status)
  const headUs = useRun((run) => run.headUs)
  const durationUs = useRun((run) => run.opened?.durationUs ?? 0)
  const elapsedMs = useRun((run) => run.elapsedMs)
  const share = durationUs === 0 ? 0 : Math.min(1, headUs / durationUs)
  return (
    <>
      <span className={`status status-${status}`} role="status">
        <span aria-hidden="true">{STATUS[status].mark}</span> {STATUS[status].word}
      </span>
      <progress className="status-progress" max={1} value={share} aria-label="Share of simulated time" />
      <span className="figure">{formatShare(share)}</span>
      <span className="figure" title="Wall time spent simulating">
        {formatWall(elapsedMs)}
      </span>
    </>
  )
}

function Counts() {
  const counts = useRun((run) => run.counts)
  const speed = useRun((run) => run.decisionsPerSecond)
  return (
    <>
      <span className="figure">
        <b>{formatCount(counts.decisions)}</b> decisions
      </span>
      <span className="figure">{formatShort(Math.round(speed))}/s</span>
      <span className="figure faint" title="Places, resizes, releases and refusals">
        {formatCount(counts.place)} places · {formatCount(counts.resize)} resizes · {formatCount(counts.release)}{' '}
        releases · {formatCount(counts.refuse)} refusals
      </span>
    </>
  )
}

function Digest() {
  const digest = useRun((run) => run.digest)
  if (digest === null) return null
  return (
    <button
      type="button"
      className="status-button"
      title={`sha256 of the decision log: ${digest}. Click to copy.`}
      onClick={() => runCommand('run.copy-digest')}
      data-digest={digest}
    >
      sha256 <code>{digest.slice(0, 12)}</code> <CopyIcon />
    </button>
  )
}

/** Where the players' curves come from; a licence asks for it and a reader wants it. */
function Credits() {
  const games = useRun((run) => run.opened?.games)
  const version = useRun((run) => run.opened?.engineVersion)
  if (games === undefined) return null
  const curves = new Map(games.map((game) => [game.curve, game.source]))
  return (
    <Popover.Root>
      <Popover.Trigger className="status-button">
        {curves.size} player {curves.size === 1 ? 'curve' : 'curves'}: sources
      </Popover.Trigger>
      <Popover.Portal container={popups()}>
        <Popover.Positioner side="top" align="end" sideOffset={6} className="choice-positioner">
          <Popover.Popup className="credits">
            <Popover.Title>Player curves and their sources</Popover.Title>
            <dl>
              {[...curves].map(([curve, source]) => (
                <div key={curve}>
                  <dt>{curve}</dt>
                  <dd>{source}</dd>
                </div>
              ))}
            </dl>
            <p className="faint">Engine {version}</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
