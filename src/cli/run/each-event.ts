import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { PolicyFault } from '../../engine/policy/guard.ts'
import type { Event } from '../../model/event.ts'
import { eventReader } from '../../model/parse/event.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { HashedLines } from './hashed-lines.ts'
import type { RunHead } from './read-run.ts'
import { RUN_FILES } from './run-directory.ts'

/** Events between two looks at signals. */
const EVENTS_PER_TURN = 5000

export interface EventSink {
  /** Takes the next event, whose time never falls. Faults end the reading, and so does `false`: enough was read. */
  take(event: Event, line: number): readonly Fault[] | false
}

/**
 * Reads the events of a recording one after another. Null when interrupted; the progress is ended either way. Faults:
 * what stands in a line, and a log that is not the one that the manifest names, also after the part that was wanted.
 */
export async function eachEvent(
  directory: string,
  head: RunHead,
  progress: Progress,
  interrupt: Interrupt,
  sink: EventSink,
): Promise<Result<null> | null> {
  const { counts, profiles } = head
  const reader = new HashedLines(directory, 'events', head)
  const parseEvent = eventReader(profiles.map(({ name }) => name))
  let nowUs = -1
  try {
    for (let text = reader.next(); text !== null; text = reader.next()) {
      const parsed = parseEvent(text)
      if (!parsed.ok)
        return failed(parsed.faults.map((fault) => ({ ...fault, path: linePath(reader.line, fault.path) })))
      const event = parsed.value
      if (event.atUs < nowUs) {
        const expected = `${nowUs} or later, as on the line before`
        return failed([{ path: linePath(reader.line, 'atUs'), found: String(event.atUs), expected }])
      }
      nowUs = event.atUs
      const faults = sink.take(event, reader.line)
      if (faults === false) return wholeOf(reader)
      if (faults.length > 0) return failed(faults)
      if (reader.line % EVENTS_PER_TURN > 0) continue
      progress.at(reader.line / Math.max(1, counts.events), `${reader.line} events`)
      await turn()
      if (interrupt.raised) return null
    }
    if (!reader.truncated) return wholeOf(reader)
    return failed([{ path: linePath(reader.line + 1, ''), found: 'a line that breaks off', expected: 'a whole line' }])
  } finally {
    progress.end()
    reader.close()
  }
}

/**
 * Runs a step of the engine, which asserts what the world may say; a recording from elsewhere can say anything. What a
 * plug-in of the run's policy does is no fault of the recording and thrown on.
 */
export function faultsAt(line: number, step: () => void): readonly Fault[] {
  try {
    step()
    return []
  } catch (error) {
    if (error instanceof PolicyFault) throw error
    const found = `an event out of place (${error instanceof Error ? error.message : String(error)})`
    return [{ path: linePath(line, ''), found, expected: 'an event that can follow those before it' }]
  }
}

function wholeOf(reader: HashedLines): Result<null> {
  const faults = reader.faults()
  return faults.length > 0 ? failed(faults) : ok(null)
}

function linePath(line: number, path: string): string {
  return `${RUN_FILES.events}:${line}${path === '' ? '' : `: ${path}`}`
}
