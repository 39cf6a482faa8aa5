import type { Exhaustion, FleetPlan } from '../../../model/fleet-plan.ts'
import { dayBand, dayOf } from '../../../model/goal-words.ts'
import { resourceWords } from '../../../model/resource-words.ts'
import { RESOURCE_TITLES } from './plan-words.ts'

/** When what runs out, on the fleet as it stands and on the planned one. */
export default function WhenTab({ plan }: { readonly plan: FleetPlan }) {
  const { exhaustion } = plan.status
  const boundPercent = exhaustion[0]?.boundPercent ?? 95
  return (
    <>
      <p className="faint">
        Run out: {boundPercent} % of what is up is held or used, in the middle seed (p10 to p90). Short: a refusal is
        about it, the disk of a pod is full, packets or players are lost.
      </p>
      <div className="goal-cases">
        <Fleet title="As it stands" rows={exhaustion.filter(({ fleet }) => fleet === 'present')} of={plan.spec.seeds} />
        <Fleet title="As planned" rows={exhaustion.filter(({ fleet }) => fleet === 'planned')} of={plan.spec.seeds} />
      </div>
    </>
  )
}

interface FleetProps {
  readonly title: string
  readonly rows: readonly Exhaustion[]
  readonly of: number
}

function Fleet({ title, rows, of }: FleetProps) {
  return (
    <table className="figures" aria-label={`What runs out when, ${title.toLowerCase()}`}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" className="words">
            runs out
          </th>
          <th scope="col">seeds</th>
          <th scope="col">most held or used</th>
          <th scope="col" className="words">
            first short
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ idc, resource, firstUs, seeds, peakPercent, refusedSeeds, refusedUs }) => (
          <tr key={`${idc} ${resource}`} title={RESOURCE_TITLES[resource]}>
            <th scope="row">
              {idc} {resourceWords(resource)}
            </th>
            <td className="words">{firstUs === null ? '–' : dayBand(firstUs)}</td>
            <td className={seeds > 0 ? 'danger-text' : 'faint'}>{seeds === 0 ? 'none' : `${seeds} of ${of}`}</td>
            <td>
              {Math.round(peakPercent.p50)} % ({Math.round(peakPercent.p10)} to {Math.round(peakPercent.p90)})
            </td>
            <td className="words">
              {refusedSeeds === 0 || refusedUs === null ? 'none' : `${dayOf(refusedUs)}, ${refusedSeeds} of ${of}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
