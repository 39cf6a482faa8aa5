import { useState } from 'react'
import { useStore } from 'zustand'
import { RefreshIcon } from '../../plan/icons.tsx'
import SteadyButton from '../../shell/steady-button.tsx'
import { auditStore, readAudit } from '../audit/audit-store.ts'
import AuditTable from '../audit/audit-table.tsx'
import ProblemNotice from '../parts/problem-notice.tsx'
import TextField from '../parts/text-field.tsx'

/** Everything that was done or tried, by whom. */
export default function AuditScreen() {
  const [search, setSearch] = useState('')
  const isReading = useStore(auditStore, (audit) => audit.isReading)
  return (
    <section className="panel audit-screen" aria-labelledby="audit-title">
      <header className="panel-header">
        <h2 id="audit-title">Audit trail</h2>
        <span className="spacer" />
        <TextField label="With" value={search} placeholder="any words" onChange={setSearch} />
        <SteadyButton isOff={isReading} onClick={() => void readAudit()}>
          <RefreshIcon /> {isReading ? 'Reading…' : 'Read on'}
        </SteadyButton>
      </header>
      <ProblemNotice />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by the keyboard */}
      <section className="audit-body" tabIndex={0} aria-label="Lines">
        <AuditTable search={search} />
      </section>
    </section>
  )
}
