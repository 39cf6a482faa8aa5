import type { JournalLine } from '../store/journal.ts'
import type { Direction, Memo } from '../targets/target.ts'

/** How far a step is, as its journal says: the direction it last went in and the calls made on that way. */
export interface StepRecord {
  readonly direction: Direction
  readonly done: ReadonlySet<string>
  /** A call that was begun and whose end nobody saw: its effect may be there. */
  readonly open: string | null
  readonly memo: Memo
  /** Reason of the clash that the step ended in on its way forward; '' for none. */
  readonly clash: string
}

const NONE: StepRecord = { direction: 'forward', done: new Set(), open: null, memo: {}, clash: '' }

/** Records by step number; steps without lines have none. */
export function recordsOf(lines: Iterable<JournalLine>): Map<number, StepRecord> {
  const records = new Map<number, StepRecord>()
  for (const line of lines) records.set(line.step, afterLine(records.get(line.step), line))
  return records
}

/**
 * A record after one more line. A step that turns round begins anew: what was done on the way there says nothing of
 * the way back, and a step that was taken back is as if it had never been begun. The memo leads back.
 */
export function afterLine(record: StepRecord | undefined, line: JournalLine): StepRecord {
  const { direction, call, phase } = line
  let now = record ?? { ...NONE, direction }
  if (now.direction !== direction) {
    now = {
      ...NONE,
      direction,
      memo: direction === 'back' ? now.memo : {},
      clash: direction === 'back' ? now.clash : '',
    }
  }
  if (phase === 'begun') return { ...now, open: call }
  if (phase === 'clash') return { ...now, clash: line.detail }
  if (phase !== 'done') return now
  return { ...now, open: null, done: new Set(now.done).add(call), memo: { ...now.memo, ...line.memo } }
}

/** Whether every call of a way is made. */
export function isWholly(record: StepRecord | undefined, direction: Direction, calls: readonly string[]): boolean {
  return record !== undefined && record.direction === direction && calls.every((call) => record.done.has(call))
}
