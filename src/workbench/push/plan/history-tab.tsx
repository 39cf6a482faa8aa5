import type { Plan, PlanChange } from '../../../model/plan.ts'
import AuditTable from '../audit/audit-table.tsx'
import StateChip from '../parts/state-chip.tsx'
import { formatClock } from '../parts/words.ts'

const DID: Readonly<Record<PlanChange['action'], string>> = {
  create: 'made it:',
  progress: 'brought it to:',
  propose: 'proposed it:',
  withdraw: 'withdrew it:',
  approve: 'approved it:',
  apply: 'began to apply it:',
  pause: 'paused it:',
  resume: 'resumed it:',
  halt: 'halted it:',
  rollback: 'began to roll it back:',
  close: 'closed it:',
}

/** Who did what to the plan, from its own history and from the audit log. */
export default function HistoryTab({ plan }: { readonly plan: Plan }) {
  return (
    <div className="history-tab">
      <section aria-label="Changes of state">
        <h3>Changes of state</h3>
        <ol className="changes">
          {[...plan.status.history].reverse().map((entry, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end
            <li key={plan.status.history.length - i}>
              <time className="figure" dateTime={new Date(entry.atMs).toISOString()}>
                {formatClock(entry.atMs)}
              </time>
              <span>
                <b>{entry.actor}</b> {DID[entry.action]} <StateChip state={entry.to} />
                {entry.reason !== '' && <span className="reason">{entry.reason}</span>}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section aria-label="Audit of this plan">
        <h3>Audit of this plan</h3>
        <AuditTable object={plan.metadata.name} />
      </section>
    </div>
  )
}
