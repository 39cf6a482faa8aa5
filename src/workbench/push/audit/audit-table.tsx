import { useEffect } from 'react'
import { useStore } from 'zustand'
import { counted, formatClock } from '../parts/words.ts'
import { openPlan } from '../state/push-view-store.ts'
import { usePush } from '../use-push.ts'
import { auditStore, readAudit } from './audit-store.ts'
import type { AuditLine, ChainVerdict } from './verify-chain.ts'

/** Newest lines shown at once; the search narrows them down. */
const SHOWN = 400

const HEADS = ['Line', 'When', 'Who', 'Did', 'To', 'Outcome', 'Detail'] as const

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
      <table className="audit" aria-label="Audit log">
        <thead>
          <tr>
            {HEADS.filter((head) => head !== 'To' || object === undefined).map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <Row key={line.number} line={line} isPlan={object === undefined} />
          ))}
        </tbody>
      </table>
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

function Row({ line, isPlan }: { readonly line: AuditLine; readonly isPlan: boolean }) {
  const isKnown = usePush((push) => push.plans?.some((plan) => plan.name === line.object) === true)
  return (
    <tr data-outcome={line.outcome}>
      <td className="figure" title={`sha256 ${line.hash}`}>
        {line.number}
      </td>
      <td className="figure">{formatClock(line.atMs)}</td>
      <td className="word">{line.actor}</td>
      <td className="word">{line.action}</td>
      {isPlan && (
        <td className="word">
          {isKnown ? (
            <button type="button" className="link-button" onClick={() => openPlan(line.object)}>
              {line.object}
            </button>
          ) : (
            line.object
          )}
        </td>
      )}
      <td className="word">
        <span className={line.outcome === 'refused' ? 'danger-text' : 'faint'}>
          <span aria-hidden="true">{line.outcome === 'refused' ? '✕' : '✓'}</span> {line.outcome}
        </span>
      </td>
      <td className="detail-cell">{line.detail}</td>
    </tr>
  )
}
