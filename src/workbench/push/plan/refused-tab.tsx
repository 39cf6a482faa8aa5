import type { RefuseLine } from '../../../model/decision.ts'
import type { Plan } from '../../../model/plan.ts'
import { groupWords, reasonWords } from '../../../model/refusal-words.ts'
import { nearestWords } from '../../../model/resource-words.ts'
import { formatCount, formatMib } from '../../format.ts'
import { counted } from '../parts/words.ts'

/** What the plan was asked for that fits nowhere: why, and the nearest change that would make it fit. */
export default function RefusedTab({ plan }: { readonly plan: Plan }) {
  const lines = plan.spec.refusals.filter((line): line is RefuseLine => line.kind === 'refuse')
  if (lines.length === 0) return <p className="faint tab-none">Nothing was refused: all that was asked for fits.</p>
  return (
    <ul className="refused">
      {lines.map((line) => (
        <li key={line.seq}>
          <h3>
            <span aria-hidden="true">✕</span> {line.pod}{' '}
            <span className="faint">
              {line.action}, {counted(line.cpus, 'Cpu')}, {formatMib(line.memoryMib)}
            </span>
          </h3>
          {line.group !== undefined && <p>{groupWords(line.group, line.beside?.length ?? 0, formatCount)}</p>}
          <ul className="reasons">
            {reasonWords(line.reasons, formatCount).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <p className="nearest">
            {line.nearest === undefined
              ? 'No single change on any host would make it fit.'
              : `It would fit with ${nearestWords(line.nearest, formatCount)}.`}
          </p>
        </li>
      ))}
    </ul>
  )
}
