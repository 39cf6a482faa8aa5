import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { startAudit } from '../../../simulator/checker/audit.ts'
import { AuditFeed, type LogFile } from '../../../simulator/checker/feed.ts'
import type { AuditReport } from '../../../simulator/checker/report.ts'
import { ok, type Result } from '../../base/result.ts'
import { baselineNamed } from '../../model/baseline.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { readRun } from './read-run.ts'
import { RUN_FILES } from './run-directory.ts'

/** Bytes read at once; signals are looked at after each. */
const CHUNK_BYTES = 1 << 18
/** A longer line is no log line; without a limit a file of one line would fill memory. */
const LINE_CHUNKS_MAX = 64

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
  const audit = startAudit(head.value.fleet, {
    placeCount: head.value.counts.place + head.value.counts.migrate,
    profiles: head.value.profiles,
    baseline: baselineNamed(head.value.profile, head.value.profiles)?.name ?? null,
  })
  const feed = new AuditFeed(audit)
  const logs = { events: openLog(directory, 'events'), decisions: openLog(directory, 'decisions') }
  const bytes = Math.max(1, logs.events.bytes + logs.decisions.bytes)
  let done = 0
  try {
    for (let file = feed.needs; file !== null; file = feed.needs) {
      const chunk = logs[file].next()
      if (chunk === null) feed.end(file)
      else feed.push(file, chunk)
      done += chunk?.length ?? 0
      progress.at(done / bytes, `${Math.floor(done / (1 << 20))} MiB`)
      await turn()
      if (interrupt.raised) return null
    }
  } finally {
    progress.end()
    logs.events.close()
    logs.decisions.close()
  }
  audit.manifest(head.value.manifest, { events: logs.events.digest(), decisions: logs.decisions.digest() })
  return ok(audit.finish())
}

interface Log {
  /** Size of the file. */
  readonly bytes: number
  /** The next piece, valid until the next call; null at the end, or within a line that is none of a log. */
  next(): Uint8Array | null
  /** sha256 of what was read, in hex; call once, at the end. */
  digest(): string
  close(): void
}

function openLog(directory: string, name: LogFile): Log {
  const hash = createHash('sha256')
  const file = openSync(join(directory, RUN_FILES[name]), 'r')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let lineChunks = 0
  return {
    bytes: fstatSync(file).size,
    next() {
      const chunk = buffer.subarray(0, readSync(file, buffer, 0, CHUNK_BYTES, null))
      lineChunks = chunk.includes(10) ? 0 : lineChunks + 1
      if (chunk.length === 0 || lineChunks > LINE_CHUNKS_MAX) return null
      hash.update(chunk)
      return chunk
    },
    digest: () => hash.digest('hex'),
    close: () => closeSync(file),
  }
}
