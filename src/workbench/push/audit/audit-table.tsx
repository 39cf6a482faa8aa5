import { useEffect } from 'react'
import { useStore } from 'zustand'
import SortedTable, { type Column } from '../../shell/sorted-table.tsx'
import { counted, formatClock } from '../parts/words.ts'
import { openPlan } from '../state/push-view-store.ts'
import { usePush } from '../use-push.ts'
import { auditStore, readAudit } from './audit-store.ts'
import type { AuditLine, ChainVerdict } from './verify-chain.ts'

/** Newest lines shown at once; the search narrows them down. */
const SHOWN = 400

interface AuditTableProps {
  /** Only lines about this plan; left out: all. */
  readonly object?: string
  /** Only lines with this text. */
  readonly search?: string
}

/** Lines of the audit log, newest first, under the mark of their verification. */
export default function AuditTable({ object, search = '' }: AuditTableProps) {
  const lines = useStore(auditStore, (audit) => audit.lines)
  const verdict = useStore(auditStore, (audit) => audit.verdict)
  const revision = usePush((push) => push.plan?.status.revision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new revision has left a line in the log
  useEffect(() => void readAudit(), [revision])
  if (lines === null) return <p className="faint">Reading the log…</p>
  const wanted = lines.filter((line) => (object === undefined || line.object === object) && has(line, search))
  const shown = wanted.slice(-SHOWN).reverse()
  return (
    <>
      {verdict !== null && <Verdict verdict={verdict} />}
      {wanted.length > SHOWN && (
        <p className="faint">
          The newest {SHOWN} of {counted(wanted.length, 'line')}.
        </p>
      )}
      <SortedTable
        label="Audit log"
        className="audit"
        rows={shown}
        columns={object === undefined ? COLUMNS : COLUMNS_OF_ONE}
        keyOf={({ number }) => String(number)}
        attributes={({ outcome }) => ({ 'data-outcome': outcome })}
      />
    </>
  )
}

function has(line: AuditLine, search: string): boolean {
  const text = `${line.actor} ${line.action} ${line.object} ${line.outcome} ${line.detail}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Whether every line is bound to all lines before it, as recomputed here from the lines alone. */
function Verdict({ verdict }: { readonly verdict: ChainVerdict }) {
  if (verdict.ok) {
    return (
      <p className="verdict good" data-verdict="good">
        <span aria-hidden="true">✓</span> Verified here: {counted(verdict.count, 'line')}, each bound to all before it.
      </p>
    )
  }
  return (
    <p className="verdict bad" role="alert" data-verdict="bad">
      <span aria-hidden="true">✕</span> The log was changed: {verdict.reason}. Nothing from line {verdict.number} on can
      be relied on.
    </p>
  )
}

const word = (): string => 'word'
const figure = (): string => 'figure'

const COLUMNS: readonly Column<AuditLine>[] = [
  {
    head: 'Line',
    cell: ({ number }) => number,
    by: ({ number }) => number,
    hint: ({ hash }) => `sha256 ${hash}`,
    look: figure,
  },
  { head: 'When', cell: ({ atMs }) => formatClock(atMs), by: ({ atMs }) => atMs, look: figure },
  { head: 'Who', cell: ({ actor }) => actor, by: ({ actor }) => actor, look: word },
  { head: 'Did', cell: ({ action }) => action, by: ({ action }) => action, look: word },
  { head: 'To', cell: ({ object }) => <Thing name={object} />, by: ({ object }) => object, look: word },
  {
    head: 'Outcome',
    cell: ({ outcome }) => (
      <span className={outcome === 'refused' ? 'danger-text' : 'faint'}>
        <span aria-hidden="true">{outcome === 'refused' ? '✕' : '✓'}</span> {outcome}
      </span>
    ),
    by: ({ outcome }) => outcome,
    look: word,
  },
  {
    head: 'Detail',
    cell: ({ detail }) => detail,
    by: ({ detail }) => (detail === '' ? null : detail),
    look: () => 'detail-cell',
  },
]

/** Of lines that are all about one thing. */
const COLUMNS_OF_ONE = COLUMNS.filter(({ head }) => head !== 'To')

/** What a line is about; a plan that is known opens. */
function Thing({ name }: { readonly name: string }) {
  const isKnown = usePush((push) => push.plans?.some((plan) => plan.name === name) === true)
  if (!isKnown) return name
  return (
    <button type="button" className="link-button" onClick={() => openPlan(name)}>
      {name}
    </button>
  )
}
