import { runCommand } from '../../shell/commands.ts'
import { stepOut } from '../../state/url-sync.ts'
import { useView } from '../../use-store.ts'
import IconButton from '../icon-button.tsx'
import { CloseIcon, TargetIcon } from '../icons.tsx'
import GamePane from './game-pane.tsx'
import HostPane from './host-pane.tsx'
import PodPane from './pod-pane.tsx'

/** What is selected, beside the map; without a selection the game in focus. */
export default function DetailPane() {
  const selection = useView((view) => view.selection)
  const focus = useView((view) => view.focus)
  if (selection === null && focus === null) return null
  const { kind, name } = selection ?? { kind: 'game', name: focus ?? '' }
  return (
    <aside className="panel detail" aria-labelledby="detail-title" data-testid="detail">
      <header className="panel-header">
        <span className="kind">{kind}</span>
        <h2 id="detail-title" title={name}>
          {name}
        </h2>
        <span className="spacer" />
        {kind !== 'game' && (
          <IconButton label="Zoom to the selection" keys="e" onClick={() => runCommand('map.find-selected')}>
            <TargetIcon />
          </IconButton>
        )}
        <IconButton label={kind === 'game' ? 'Back to all games' : 'Close'} keys="Esc" onClick={stepOut}>
          <CloseIcon />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable with keys */}
      <section className="detail-body" tabIndex={0} aria-label={`Details of ${name}`}>
        {kind === 'pod' && <PodPane key={name} name={name} />}
        {kind === 'host' && <HostPane key={name} name={name} />}
        {kind === 'game' && <GamePane key={name} name={name} />}
      </section>
    </aside>
  )
}
