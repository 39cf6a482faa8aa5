import { byCodeUnit } from '../../../base/order.ts'
import { Sha256 } from '../../../base/sha256.ts'

/** A line of the audit log as the server exports it. */
export interface AuditLine {
  readonly number: number
  readonly atMs: number
  readonly actor: string
  readonly action: string
  readonly object: string
  readonly outcome: 'done' | 'refused'
  readonly detail: string
  /** Hash of the line before; 64 zeros for the first. */
  readonly previous: string
  readonly hash: string
}

/** Whether the chain holds, as recomputed on this page; number: the first line that does not. */
export type ChainVerdict =
  | { readonly ok: true; readonly count: number }
  | { readonly ok: false; readonly number: number; readonly reason: string }

export const CHAIN_START = '0'.repeat(64)
const UTF8 = new TextEncoder()

/** Lines of NDJSON; a line that is none ends the list, and the chain with it. */
export function readAuditLines(text: string): readonly AuditLine[] {
  const lines: AuditLine[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      lines.push(JSON.parse(line) as AuditLine)
    } catch {
      break
    }
  }
  return lines
}

/**
 * Recomputes every link: sha256 of the hash before, a line feed and the line's fields as JSON with keys by code unit.
 * lines: all of them, from the first.
 */
export function verifyChain(lines: readonly AuditLine[]): ChainVerdict {
  let before = CHAIN_START
  for (const [i, { previous, hash, ...entry }] of lines.entries()) {
    const number = i + 1
    if (entry.number !== number) return { ok: false, number, reason: `line ${number} is missing` }
    if (previous !== before) return { ok: false, number, reason: `line ${number} does not follow the line before` }
    if (hash !== new Sha256().update(UTF8.encode(`${before}\n${flatText(entry)}`)).hex()) {
      return { ok: false, number, reason: `line ${number} is not what was written` }
    }
    before = hash
  }
  return { ok: true, count: lines.length }
}

function flatText(entry: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(entry).sort(([a], [b]) => byCodeUnit(a, b))
  return JSON.stringify(Object.fromEntries(fields))
}
