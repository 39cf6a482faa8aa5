import { Link } from 'wouter'
import type { FleetPlan } from '../../../model/fleet-plan.ts'
import { lossWords, lostAt } from '../../../model/goal-words.ts'
import { runAddressOf } from '../run-address.ts'
import { witnessRun } from './witness-run.ts'

/** Of each group a run with one host fewer that misses the goal, to be played on the fleet map. */
export default function WitnessTab({ plan }: { readonly plan: FleetPlan }) {
  const { witnesses } = plan.status
  if (witnesses.length === 0) return <p className="faint">No host of the plan could be tried away.</p>
  return (
    <ul className="witnesses">
      {witnesses.map((witness) => {
        const lost = lossWords(witness.loss, lostAt(witness))
        const { group, seed, kept, ran, needed, missed, command } = witness
        return (
          <li key={group} className="witness" data-witness={group}>
            <p>
              <b>One host of {group} fewer</b> misses the goal with {lost}: {kept} of {ran} seeds keep it, {needed}{' '}
              must. Under seed {seed}: {missed.join('; ')}.
            </p>
            <p className="witness-do">
              <Link className="button" href={runAddressOf(witnessRun(plan.spec, witness))}>
                Play it on the fleet map
              </Link>
              <code>{command}</code>
            </p>
          </li>
        )
      })}
    </ul>
  )
}
