import type { FleetPlan } from '../../../model/fleet-plan.ts'
import { figureWords, resourceWords } from '../../../model/resource-words.ts'
import { formatCount } from '../../format.ts'
import FigureBandTable from '../figure-band-table.tsx'

/** What the plan takes for granted, what no fleet can undercut, its figures, and the command that makes it again. */
export default function AssumptionsTab({ plan }: { readonly plan: FleetPlan }) {
  const { assumptions, bounds, figures } = plan.status
  return (
    <>
      <h3>Taken for granted</h3>
      <ul className="assumptions">
        {assumptions.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h3>Most that is asked for, of what there is</h3>
      <table className="figures" aria-label="Bounds">
        <thead>
          <tr>
            <th scope="col">Where, what</th>
            <th scope="col">asked for at the peak</th>
            <th scope="col">there then</th>
          </tr>
        </thead>
        <tbody>
          {bounds.map(({ idcs, resource, demand, capacity }) => (
            <tr key={`${idcs.join()} ${resource}`}>
              <th scope="row">
                {idcs.join(', ')} {resourceWords(resource)}
              </th>
              <td>{figureWords(resource, demand, formatCount)}</td>
              <td>{figureWords(resource, capacity, formatCount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Figures of the planned fleet over the seeds</h3>
      <FigureBandTable label="Figures of the planned fleet" figures={figures} />
      <h3>Again</h3>
      <pre className="log-line">{plan.spec.command}</pre>
    </>
  )
}
