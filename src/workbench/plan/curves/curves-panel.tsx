import { useEffect, useMemo, useRef } from 'react'
import { categoryColour, cssOf } from '../../../chart/colour.ts'
import { openFutures } from '../../planner/planner-commands.ts'
import { control } from '../../state/run-control.ts'
import { viewStore } from '../../state/stores.ts'
import { focusGame } from '../../state/url-sync.ts'
import { useGameInFocus, useRun, useView } from '../../use-store.ts'
import { CloseIcon } from '../icons.tsx'
import { attachCurve } from './attach-curve.ts'
import { componentCurves } from './component-curves.ts'
import { CURVES, type CurveSpec, gameLines } from './curve-specs.ts'
import { deliveryCurves } from './delivery-curves.ts'
import { NETWORK_CURVES, SHORT } from './network-curves.ts'

/** What happened over the run, in charts that share one cursor: one column, or two when room is short. */
export default function CurvesPanel({ isCompact }: { readonly isCompact: boolean }) {
  const isZoomed = useView((view) => view.range !== null)
  const game = useGameInFocus()
  const run = useRun(({ opened }) => opened)
  const more = run === null ? [] : deliveryCurves(run)
  const network = useNetworkCurves(game)
  const curves = [...CURVES, ...more, ...network]
  const isInPairs = isCompact || network.length > 0
  return (
    <section className="panel curves-panel" aria-labelledby="curves-title">
      <header className="panel-header">
        <h2 id="curves-title">Over time</h2>
        {game !== null && <FocusBadge name={game.name} number={game.number} />}
        <span className="spacer" />
        <button
          type="button"
          className="link-button"
          title="Run many seeds: bands, what runs out when, what-if (u)"
          onClick={openFutures}
        >
          Futures
        </button>
        {isZoomed ? (
          <button type="button" className="link-button" onClick={() => viewStore.setState({ range: null })}>
            Show the whole run
          </button>
        ) : (
          <span className="faint hint">drag to zoom, click to seek</span>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there are more charts than room */}
      <section className={network.length > 0 ? 'curves of-network' : 'curves'} aria-label="Charts" tabIndex={0}>
        {curves.map((spec, i) => (
          <Curve
            key={`${spec.game ?? ''}/${spec.id}`}
            spec={spec}
            game={game?.name ?? null}
            hasAxis={i >= curves.length - (isInPairs ? 2 - (curves.length % 2) : 1)}
          />
        ))}
      </section>
    </section>
  )
}

/** Charts of packets: of a game in focus by component where that is recorded, else of all games; none without any. */
function useNetworkCurves(game: { readonly name: string; readonly number: number } | null): readonly CurveSpec[] {
  const run = useRun(({ opened }) => opened)
  const [name, number] = [game?.name ?? '', game?.number ?? -1]
  // The same specs from one drawing to the next: a chart is made anew for others.
  return useMemo(() => {
    if (run?.hasNetwork !== true) return []
    const counted = run.games[number]?.componentsCounted ?? []
    return counted.length === 0 ? NETWORK_CURVES : [...componentCurves(name, counted), SHORT]
  }, [run, name, number])
}

/** Whose figures the charts show, and the way back to all games. */
function FocusBadge({ name, number }: { readonly name: string; readonly number: number }) {
  return (
    <span className="focus-badge">
      <span className="swatch" style={{ background: cssOf(categoryColour(number)) }} />
      <b title={name} data-testid="focus">
        {name}
      </b>
      <button type="button" className="focus-leave" title="Back to all games (a)" onClick={() => focusGame(null)}>
        <CloseIcon /> all games
      </button>
    </span>
  )
}

interface CurveProps {
  readonly spec: CurveSpec
  /** The game in focus, null for all. */
  readonly game: string | null
  readonly hasAxis: boolean
}

function Curve({ spec, game, hasAxis }: CurveProps) {
  const box = useRef<HTMLDivElement>(null)
  const readouts = useRef<(HTMLElement | null)[]>([])
  const isOfGame = game !== null && gameLines(spec).length > 0
  const lines = isOfGame ? gameLines(spec) : spec.lines
  useEffect(() => {
    if (box.current === null) return
    const subject = {
      lines: isOfGame ? gameLines(spec) : spec.lines,
      source: isOfGame ? control.focus : control.recording,
      hasAxis,
      namesOpenings: spec.id === 'players',
    }
    const elements = readouts.current.slice(0, subject.lines.length).filter((element) => element !== null)
    return attachCurve(subject, box.current, elements)
  }, [spec, isOfGame, hasAxis])
  const isOfAll = game !== null && !isOfGame && spec.game === undefined
  const whose = game === null ? '' : isOfAll ? ' of all games' : ` of ${game}`
  return (
    <figure className={hasAxis ? 'curve with-axis' : 'curve'} aria-label={`${spec.title}${whose} over simulated time`}>
      <figcaption title={`${spec.title}${whose}: ${spec.unit}`}>
        <span className="curve-title">
          {spec.title}
          {isOfAll && <small> all games</small>}
        </span>
        {lines.map((line, i) => (
          <span key={line.series} className="curve-key" title={line.label}>
            <span
              className={line.dash === true ? 'stroke dashed' : 'stroke'}
              style={{ color: `var(${line.colour})` }}
            />
            <span className="curve-label">{line.label}</span>
            <b
              data-series={line.series}
              ref={(element) => {
                readouts.current[i] = element
              }}
            >
              –
            </b>
          </span>
        ))}
      </figcaption>
      <div ref={box} className="curve-box" />
    </figure>
  )
}
