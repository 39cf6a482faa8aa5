import type { Plan } from '../../../model/plan.ts'
import { RefreshIcon } from '../../plan/icons.tsx'
import FaultTable from '../../shell/fault-table.tsx'
import { addIntent } from '../make/draft-store.ts'
import { openScreen } from '../state/push-view-store.ts'
import { useSession } from '../use-push.ts'
import { type Change, namesOf } from './changed-since.ts'

interface StaleProps {
  readonly plan: Plan
  /** As the snapshot on the page has it; empty where only the server has seen it. */
  readonly changes: readonly Change[]
}

/** The fleet has moved on since the plan was decided: what is another now, and the way to a plan that fits it. */
export default function StaleNotice({ plan, changes }: StaleProps) {
  const mayMake = useSession((session) => session.me?.may.author === true)
  const { stale } = plan.status
  const names = changes.length > 0 ? namesOf(changes) : 'what it touches'
  return (
    <div className="callout warn stale">
      <details>
        <summary>
          <b>Stale:</b> {names} {changes.length === 1 ? 'has' : 'have'} changed since it was decided, so the server
          refuses it. {!mayMake && `An author, say ${plan.metadata.author}, can make it again.`}
        </summary>
        {changes.length > 0 ? (
          <ChangeTable changes={changes} />
        ) : (
          <FaultTable faults={stale} label="What changed" where="What" />
        )}
      </details>
      {mayMake && (
        <button type="button" className="button" onClick={() => makeAgain(plan)}>
          <RefreshIcon /> Make it again
        </button>
      )}
    </div>
  )
}

function ChangeTable({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <div className="fault-box">
      <table className="faults" aria-label="What changed">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">When it was decided</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ what, was, is }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{was}</td>
              <td>{is}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Puts what the plan was made from on the bench, beside what lies there. */
function makeAgain({ spec }: Plan): void {
  for (const intent of spec.intents) addIntent(intent)
  openScreen('make')
}
