import { formatCount, formatInstant } from '../../format.ts'
import { useCompare, useProveView, useSides } from '../use-prove.ts'
import { focusDifference } from './focus-difference.ts'
import { MAP_SEED } from './sides.ts'

/** The pods that first came to lie elsewhere; each leads both maps there. */
export default function DifferenceList() {
  const pair = useCompare((store) => store.pairs[MAP_SEED - 1])
  const endUs = useSides((sides) => sides?.[0].opened?.durationUs ?? 0)
  const picked = useProveView((view) => view.pod)
  return (
    <section className="panel" aria-labelledby="differences-title">
      <header className="panel-header">
        <h2 id="differences-title">First to lie elsewhere</h2>
        <span className="figure faint">
          {pair === undefined
            ? ''
            : `${formatCount(pair.diff.elsewhere)} of ${formatCount(pair.diff.both)} pods, seed ${MAP_SEED}`}
        </span>
      </header>
      {pair?.isSame === true && <p className="compare-waiting">Every decision is the same.</p>}
      <ol className="steps" aria-label="Differences">
        {pair?.diff.first.map((difference) => (
          <li key={difference.pod}>
            <button
              type="button"
              className="step-row difference"
              aria-current={difference.pod === picked ? 'true' : undefined}
              onClick={() => focusDifference(difference)}
            >
              <span className="figure faint">{formatInstant(difference.atUs, endUs)}</span>
              <span className="step-words">
                <b>{difference.pod}</b> {difference.a ?? 'nowhere'} → {difference.b ?? 'nowhere'}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
