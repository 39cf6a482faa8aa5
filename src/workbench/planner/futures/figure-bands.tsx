import { promiseWords, untriedWords } from '../../../model/goal-words.ts'
import type { Goal } from '../../../model/scenario.ts'
import { formatCount } from '../../format.ts'
import FigureBandTable from '../figure-band-table.tsx'
import { usePlannerView } from '../state/planner-view-store.ts'
import { useFutures } from './futures-store.ts'

/** The figures of the runs over their seeds, as `berth sweep` prints them, and whether the goal is kept. */
export default function FigureBands() {
  const figures = useFutures((store) => store.figures)
  const seeds = useFutures((store) => store.spec?.seeds ?? 0)
  const goal = useFutures((store) => store.outline?.goal ?? null)
  const ran = useFutures((store) => store.whatIf)
  const asked = usePlannerView((view) => view.whatIf)
  const untried = goal === null ? null : untriedWords(goal)
  const isOfThis = figures !== null && ran.hosts === asked.hosts && ran.launch === asked.launch
  return (
    <section className="panel figure-bands" aria-labelledby="figure-bands-title">
      <header className="panel-header">
        <h2 id="figure-bands-title">Figures</h2>
        <span className="spacer" />
        {isOfThis && <Kept kept={figures.kept} seeds={seeds} goal={goal} />}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <section className="figure-box" aria-label="Figures over seeds" tabIndex={0}>
        {isOfThis ? (
          <>
            {goal !== null && (
              <p className="faint figure-none" data-testid="promise">
                Goal: {promiseWords(goal, formatCount)}.{untried !== null && ` The same ${untried}.`}
              </p>
            )}
            <FigureBandTable label="Figures over seeds" figures={figures.bands} />
          </>
        ) : (
          <p className="faint figure-none">They come when every seed has ended.</p>
        )}
      </section>
    </section>
  )
}

interface KeptProps {
  readonly kept: number | null
  readonly seeds: number
  readonly goal: Goal | null
}

function Kept({ kept, seeds, goal }: KeptProps) {
  if (kept === null || goal === null) return <span className="faint hint">no goal is set</span>
  const needed = Math.ceil((seeds * goal.seedsPercent) / 100)
  const isKept = kept >= needed
  return (
    <span className={isKept ? 'good' : 'danger-text'} data-testid="goal">
      <span aria-hidden="true">{isKept ? '✓' : '✕'}</span> goal {isKept ? 'kept' : 'missed'}
      {goal.lossesToSurvive === undefined ? '' : ' with nothing lost'}: {`${kept} of ${seeds}, needs ${needed}`}
    </span>
  )
}
