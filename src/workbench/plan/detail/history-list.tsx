import { useState } from 'react'
import { Link } from 'wouter'
import { nearestWords } from '../../../model/resource-words.ts'
import type { HistoryEntry, RecordKind } from '../../../worker/protocol.ts'
import { formatCount, formatMib } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import { runStore } from '../../state/stores.ts'
import { TimeLink } from './links.tsx'

const PAGE = 40

/** Shape and word for each kind: decisions are filled, events are open. */
const KINDS: Readonly<Record<RecordKind, { readonly mark: string; readonly word: string }>> = {
  asked: { mark: '○', word: 'asked for' },
  'resize-asked': { mark: '◇', word: 'resize asked for' },
  'release-asked': { mark: '□', word: 'release asked for' },
  'move-asked': { mark: '▷', word: 'move asked for' },
  ready: { mark: '✓', word: 'ready' },
  'host-lost': { mark: '✕', word: 'host lost' },
  'host-recovered': { mark: '↑', word: 'host back' },
  cordon: { mark: '⊖', word: 'takes no pods' },
  uncordon: { mark: '⊕', word: 'takes pods again' },
  place: { mark: '●', word: 'placed' },
  resize: { mark: '◆', word: 'resized' },
  migrate: { mark: '➜', word: 'moved' },
  release: { mark: '■', word: 'released' },
  refuse: { mark: '▲', word: 'refused' },
}

interface HistoryListProps {
  readonly history: readonly HistoryEntry[]
  readonly timeUs: number
  /** Whose history it is, where it is a pod's: its decisions lead to their explanations. */
  readonly pod?: string
}

/** Events and decisions, newest first; what lies after the instant shown is muted. Times seek. */
export default function HistoryList({ history, timeUs, pod }: HistoryListProps) {
  const [count, setCount] = useState(PAGE)
  const newestFirst = history.toReversed()
  return (
    <>
      <ol className="history">
        {newestFirst.slice(0, count).map((entry) => (
          <li
            key={`${entry.atUs} ${entry.kind} ${entry.seq}`}
            className={entry.atUs > timeUs ? 'later' : ''}
            data-kind={entry.kind}
          >
            <TimeLink timeUs={entry.atUs} />
            <span className={`history-kind kind-${entry.kind}`}>
              <span aria-hidden="true">{KINDS[entry.kind].mark}</span> {KINDS[entry.kind].word}
            </span>
            <span className="history-words">{words(entry)}</span>
            {pod !== undefined && entry.seq > 0 && entry.kind !== 'release' && (
              <Link className="why" href={explainAddress(pod, entry.seq)} aria-label={`Why decision ${entry.seq}`}>
                why
              </Link>
            )}
          </li>
        ))}
      </ol>
      {newestFirst.length > count && (
        <button type="button" className="link-button" onClick={() => setCount(count + 5 * PAGE)}>
          {newestFirst.length - count} earlier
        </button>
      )}
      {history.length === 0 && <p className="faint">Nothing happened here.</p>}
    </>
  )
}

/** Where a decision of the run on the page is explained. */
function explainAddress(pod: string, seq: number): string {
  const { scenario, size, seed, profile, settings = [] } = runStore.getState().spec
  const params = new URLSearchParams({ scenario, size, seed: String(seed), pod, seq: String(seq) })
  if (profile !== null) params.set('profile', profile)
  for (const { path, value } of settings) params.append('set', `${path}=${value}`)
  return `/prove/explain?${params.toString().replaceAll('%2F', '/')}`
}

function words(entry: HistoryEntry): string {
  const parts: string[] = []
  if (entry.cpus !== null) parts.push(`${entry.cpus} Cpus`)
  if (entry.memoryMib !== null) parts.push(formatMib(entry.memoryMib))
  if ((entry.kind === 'place' || entry.kind === 'migrate') && entry.host !== null) {
    parts.push(`on ${control.recording.run?.fleet.hosts[entry.host]?.name ?? entry.host}`)
  }
  if (entry.cause !== '') parts.push(entry.cause)
  if (entry.profile !== '' && entry.kind !== 'release') parts.push(entry.profile)
  for (const reason of entry.reasons) parts.push(`${reason.filter} ${reason.hosts}`)
  if (entry.nearest !== null) {
    parts.push(`fits with ${nearestWords(entry.nearest, formatCount)}`)
  }
  return parts.join(' · ')
}
