import { Link } from 'wouter'
import type { FleetPlanSpec, GoalMiss } from '../../../model/fleet-plan.ts'
import { lossWords, lostAt, missWords, seedsWords, whenWords, whyWords } from '../../../model/goal-words.ts'
import { formatCount } from '../../format.ts'
import { runAddressOf } from '../run-address.ts'
import { playFromUs, witnessRun } from './witness-run.ts'

interface MissesProps {
  readonly title: string
  readonly spec: FleetPlanSpec
  readonly misses: readonly GoalMiss[]
}

/** Bounds of the goal that are missed: by how much, in how many seeds, when, and what is short then. */
export default function MissesTable({ title, spec, misses }: MissesProps) {
  if (misses.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <table className="figures misses" aria-label={title}>
        <thead>
          <tr>
            {['Bound', 'Seeds', 'When', 'What is short', 'The run'].map((head) => (
              <th key={head} scope="col" className="words">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {misses.map((miss) => (
            <tr key={`${miss.bound} ${JSON.stringify(miss.loss)}`} data-miss={miss.bound}>
              <th scope="row">
                <span className="danger-text">{missWords(miss, formatCount)}</span>{' '}
                <span className="faint">with {lossWords(miss.loss, lostAt(miss))}</span>
              </th>
              <td className="words">{seedsWords(miss)}</td>
              <td className="words">{whenWords(miss, formatCount)}</td>
              <td className="words">{whyWords(miss, formatCount)}</td>
              <td className="words">
                <Link
                  className="link-button"
                  href={runAddressOf(witnessRun(spec, miss), playFromUs(miss))}
                  title={miss.command}
                >
                  Play seed {miss.seed}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
