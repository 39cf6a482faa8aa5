import { Link } from 'wouter'
import type { FleetPlan, FleetPlanSpec, FleetWitness } from '../../../model/fleet-plan.ts'
import { lossWords, lostAt } from '../../../model/goal-words.ts'
import { runAddressOf } from '../run-address.ts'
import { planFile, witnessRun } from './witness-run.ts'

/** Of each group a run with one host fewer that misses the goal, to be played on the fleet map. */
export default function WitnessTab({ plan: { spec, status } }: { readonly plan: FleetPlan }) {
  const { witnesses } = status
  const file = planFile(spec)
  if (witnesses.length === 0) return <p className="faint">No host of the plan could be tried away.</p>
  return (
    <>
      {file !== null && (
        <p className="faint">These are runs of {file}, played as that file was last opened in this browser.</p>
      )}
      <ul className="witnesses">
        {witnesses.map((witness) => (
          <Witness key={witness.group} spec={spec} witness={witness} />
        ))}
      </ul>
    </>
  )
}

function Witness({ spec, witness }: { readonly spec: FleetPlanSpec; readonly witness: FleetWitness }) {
  const lost = lossWords(witness.loss, lostAt(witness))
  const { group, seed, kept, ran, needed, missed, command } = witness
  return (
    <li className="witness" data-witness={group}>
      <p>
        <b>One host of {group} fewer</b> misses the goal with {lost}: {kept} of {ran} seeds keep it, {needed} must.
        Under seed {seed}: {missed.join('; ')}.
      </p>
      <p className="witness-do">
        <Link className="button" href={runAddressOf(witnessRun(spec, witness))}>
          Play it on the fleet map
        </Link>
        <code>{command}</code>
      </p>
    </li>
  )
}
