import { categoryColour, cssOf } from '../../../chart/colour.ts'
import MapButtons from '../../plan/map/map-buttons.tsx'
import MapCanvas from '../../plan/map/map-canvas.tsx'
import { useNow } from '../parts/use-now.ts'
import { counted, formatAge } from '../parts/words.ts'
import { gamesOf } from '../picture/live-fleet.ts'
import { MAP_SHOWS } from '../picture/map-show.ts'
import { adjust } from '../state/push-view-store.ts'
import { usePush, usePushView } from '../use-push.ts'
import { attachPushMap } from './attach-push-map.ts'

const SHOW_TITLES = {
  change: 'What the plan changes, all else dimmed',
  before: 'The fleet as it was decided on',
  after: 'The fleet as it will be',
  now: 'The fleet as observed now',
} as const

/** The live fleet: every Cpu, VF and address, and over it what a plan changes. */
export default function PushMapPanel() {
  const isPlan = usePushView((view) => view.screen === 'plan')
  const hasPicked = usePushView((view) => view.selection !== null || view.step !== null)
  return (
    <section className="panel map-panel" aria-labelledby="push-map-title">
      <header className="panel-header">
        <h2 id="push-map-title">{isPlan ? 'On the fleet' : 'Fleet now'}</h2>
        <HostCounts />
        <span className="spacer" />
        {isPlan && <ShowToggle />}
        <MapButtons hasPicked={hasPicked} />
      </header>
      <MapCanvas label="Live fleet" attach={attachPushMap} />
      <footer className="legend push-legend">
        <Games />
        {isPlan ? <Signs /> : <States />}
      </footer>
    </section>
  )
}

function HostCounts() {
  const live = usePush((push) => push.live)
  const nowMs = useNow()
  if (live === null) return null
  return (
    <span className="figure faint">
      {counted(live.snapshot.hosts.length, 'host')} · as of {formatAge(nowMs - live.snapshot.observedAtMs)} ago
    </span>
  )
}

function ShowToggle() {
  const show = usePushView((view) => view.show)
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">Show on the map</legend>
      {MAP_SHOWS.map((name) => (
        <label key={name} title={SHOW_TITLES[name]}>
          <input type="radio" name="show" checked={name === show} onChange={() => adjust({ show: name })} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Games() {
  const live = usePush((push) => push.live)
  const steps = usePush((push) => push.plan?.spec.steps)
  const isPlan = usePushView((view) => view.screen === 'plan')
  if (live === null) return <span className="spacer" />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it where games are many
    <ul className="legend-games" aria-label="Games" tabIndex={0}>
      {gamesOf(live, isPlan ? (steps ?? []) : []).map((game, g) => (
        <li key={game} className="legend-word">
          <span className="swatch" style={{ background: cssOf(categoryColour(g)) }} /> {game}
        </li>
      ))}
    </ul>
  )
}

function Signs() {
  return (
    <span className="legend-fixed legend-signs">
      <b>+</b> gained <b>−</b> freed <b>↓</b> moved here <b>↑</b> moved away
      <span className="swatch swatch-foreign" /> others
      <span className="swatch swatch-cordoned" /> cordoned
    </span>
  )
}

function States() {
  return (
    <span className="legend-fixed">
      <span className="swatch swatch-free" /> free
      <span className="swatch swatch-reserved" /> reserved
      <span className="swatch swatch-foreign" /> others
      <span className="swatch swatch-cordoned" /> ⊘ cordoned
      <span className="swatch swatch-down" aria-hidden="true">
        ✕
      </span>{' '}
      not ready
    </span>
  )
}
