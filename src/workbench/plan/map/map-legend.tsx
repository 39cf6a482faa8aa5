import { categoryColour, cssOf } from '../../../chart/colour.ts'
import { formatSpan } from '../../format.ts'
import { focusGame } from '../../state/url-sync.ts'
import { useRun, useView } from '../../use-store.ts'
import { AGE_MAX_US, AGE_MIN_US, gradientOf } from './map-colours.ts'

/** What the colours of the map mean, with units; games can be picked out of the crowd. */
export default function MapLegend() {
  const colour = useView((view) => view.colour)
  return (
    <footer className="legend">
      {colour === 'game' && <GameLegend />}
      {colour === 'load' && (
        <Gradient mode="load" from="0 %" to="100 % or more" title="Cpu load as a share of the pod’s Cpus" />
      )}
      {colour === 'age' && (
        <Gradient
          mode="age"
          from={formatSpan(AGE_MIN_US)}
          to={formatSpan(AGE_MAX_US)}
          title="Time since placed, log scale"
        />
      )}
    </footer>
  )
}

function GameLegend() {
  const games = useRun((run) => run.opened?.games)
  const focus = useView((view) => view.focus)
  return (
    <ul className="legend-games" aria-label="Games">
      {games?.map((game, g) => (
        <li key={game.name}>
          <button
            type="button"
            className="legend-game"
            aria-pressed={focus === game.name}
            title={focus === game.name ? 'Back to all games' : `Focus ${game.name}: its pods on the map, its curves`}
            onClick={() => focusGame(focus === game.name ? null : game.name)}
          >
            <span className="swatch" style={{ background: cssOf(categoryColour(g)) }} />
            {game.name}
          </button>
        </li>
      ))}
    </ul>
  )
}

interface GradientProps {
  readonly mode: 'load' | 'age'
  readonly from: string
  readonly to: string
  readonly title: string
}

function Gradient({ mode, from, to, title }: GradientProps) {
  return (
    <span className="legend-gradient">
      <span className="faint">{title}</span>
      <span className="figure">{from}</span>
      <span className="gradient" style={{ background: gradientOf(mode) }} />
      <span className="figure">{to}</span>
    </span>
  )
}

/** What is no pod, the same for every scale. A host is away while it is lost and while planned work is done on it. */
export function StateLegend() {
  return (
    <span className="legend-fixed">
      <span className="swatch swatch-free" /> free
      <span className="swatch swatch-reserved" /> reserved
      <span className="swatch swatch-down" aria-hidden="true">
        ✕
      </span>{' '}
      away
      <span className="swatch swatch-ip" /> IPs
    </span>
  )
}
