import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { startAudit } from '../../../simulator/checker/audit.ts'
import type { AuditReport } from '../../../simulator/checker/report.ts'
import { ok, type Result } from '../../base/result.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { LineReader } from './line-reader.ts'
import { readRun } from './read-run.ts'
import { RUN_FILES } from './run-directory.ts'

/** Lines between two looks at signals. */
const LINES_PER_TURN = 2000

/**
 * Feeds both logs of a run to the auditor in the order of time, the events of an instant before its decisions. Null
 * when interrupted. Reads the logs piece by piece, however long they are.
 */
export async function auditRun(
  directory: string,
  progress: Progress,
  interrupt: Interrupt,
): Promise<Result<AuditReport> | null> {
  const head = readRun(directory, ['events', 'decisions'])
  if (!head.ok) return head
  const audit = startAudit(head.value.fleet, { placeCount: head.value.counts.place })
  const events = openLog(directory, 'events', (line) => audit.event(line))
  const decisions = openLog(directory, 'decisions', (line) => audit.decision(line))
  const lineCount = Math.max(1, head.value.counts.events + head.value.counts.decisions)
  try {
    for (let count = 1; ; count++) {
      const next = events.atUs <= decisions.atUs ? events : decisions
      if (next.atUs === Number.POSITIVE_INFINITY) break
      next.feed()
      if (count % LINES_PER_TURN > 0) continue
      progress.at(count / lineCount, `${count} lines`)
      await turn()
      if (interrupt.raised) return null
    }
  } finally {
    progress.end()
    events.close()
    decisions.close()
  }
  if (events.truncated) audit.fault('events', 'the last line breaks off')
  if (decisions.truncated) audit.fault('decisions', 'the last line breaks off')
  audit.manifest(head.value.manifest, { events: events.digest(), decisions: decisions.digest() })
  return ok(audit.finish())
}

interface Log {
  /** Time of the next line; the time of the line before when it names none; Infinity at the end. */
  readonly atUs: number
  /** Hands the next line over. */
  feed(): void
  /** True when the file ended within a line. */
  readonly truncated: boolean
  /** sha256 of the file in hex; call once, at the end. */
  digest(): string
  close(): void
}

function openLog(directory: string, name: 'events' | 'decisions', take: (line: string) => void): Log {
  const hash = createHash('sha256')
  const reader = new LineReader(join(directory, RUN_FILES[name]), (bytes) => hash.update(bytes))
  let line = reader.next()
  let atUs = timeOf(line, 0)
  return {
    get atUs() {
      return atUs
    },
    feed() {
      if (line !== null) take(line)
      line = reader.next()
      atUs = timeOf(line, atUs)
    },
    get truncated() {
      return reader.truncated
    },
    digest: () => hash.digest('hex'),
    close: () => reader.close(),
  }
}

/** When a line happened, read without parsing it: both logs write `atUs` among the first keys. */
function timeOf(line: string | null, before: number): number {
  if (line === null) return Number.POSITIVE_INFINITY
  const match = /"atUs":(\d{1,16})/.exec(line)
  return match === null ? before : Number(match[1])
}
