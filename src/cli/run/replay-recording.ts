import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import { createEngine } from '../../engine/engine.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Event } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import { parseEvent } from '../../model/parse/event.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import type { Progress } from '../progress.ts'
import { LineReader } from './line-reader.ts'
import { readRun } from './read-run.ts'
import { RUN_FILES } from './run-directory.ts'

export interface Replayed {
  /** Digest that the manifest names. */
  readonly recorded: string
  /** Digest of the decisions taken now. */
  readonly again: string
  readonly decisions: number
  /** Version of the engine that recorded. */
  readonly recordedBy: string
}

/** Events between two looks at signals. */
const EVENTS_PER_TURN = 5000
/** Characters gathered before they are hashed. */
const HASH_CHARS = 1 << 18

/** Feeds the events of a recording to the engine, round by round, and hashes its decisions. Null when interrupted. */
export async function replayRecording(
  directory: string,
  progress: Progress,
  interrupt: Interrupt,
): Promise<Result<Replayed> | null> {
  const head = readRun(directory, ['events'])
  if (!head.ok) return head
  const rounds = startRounds(head.value.fleet)
  const hash = createHash('sha256')
  const reader = new LineReader(join(directory, RUN_FILES.events), (bytes) => hash.update(bytes))
  try {
    for (let line = reader.next(); line !== null; line = reader.next()) {
      const faults = rounds.feed(line, reader.line)
      if (faults.length > 0) return failed(faults)
      if (reader.line % EVENTS_PER_TURN > 0) continue
      progress.at(reader.line / Math.max(1, head.value.counts.events), `${reader.line} events`)
      await turn()
      if (interrupt.raised) return null
    }
    if (reader.truncated) {
      return failed([
        { path: linePath(reader.line + 1, ''), found: 'a line that breaks off', expected: 'a whole line' },
      ])
    }
  } finally {
    progress.end()
    reader.close()
  }
  const eventDigest = hash.digest('hex')
  if (eventDigest !== head.value.eventDigest) {
    const expected = `${head.value.eventDigest}, as manifest.json says`
    return failed([{ path: `${RUN_FILES.events}: sha256`, found: eventDigest, expected }])
  }
  const replayed = rounds.finish()
  if (!replayed.ok) return replayed
  const { decisionDigest, engineVersion } = head.value
  return ok({ recorded: decisionDigest, recordedBy: engineVersion, ...replayed.value })
}

interface Rounds {
  /** Takes one line; its faults when it is no event that can come next. line: its number, from 1. */
  feed(text: string, line: number): readonly Fault[]
  finish(): Result<{ readonly again: string; readonly decisions: number }>
}

/** An engine that decides after the last event of each instant. */
function startRounds(fleet: Fleet): Rounds {
  const engine = createEngine(fleet)
  const decisionText = createDecisionWriter(fleet)
  const hash = createHash('sha256')
  let pending = ''
  let nowUs = -1
  let lineNow = 0
  let decisions = 0
  const decide = (): readonly Fault[] => {
    if (nowUs < 0) return []
    return faultsAt(lineNow, () => {
      for (const decision of engine.decide(nowUs)) {
        decisions++
        pending += `${decisionText(decision)}\n`
        if (pending.length < HASH_CHARS) continue
        hash.update(pending, 'latin1')
        pending = ''
      }
    })
  }
  return {
    feed(text, line) {
      const parsed = parseEvent(text)
      if (!parsed.ok) return parsed.faults.map((fault) => ({ ...fault, path: linePath(line, fault.path) }))
      const event: Event = parsed.value
      if (event.atUs < nowUs) {
        const expected = `${nowUs} or later, as on the line before`
        return [{ path: linePath(line, 'atUs'), found: String(event.atUs), expected }]
      }
      const faults = event.atUs > nowUs ? decide() : []
      if (faults.length > 0) return faults
      nowUs = event.atUs
      lineNow = line
      return faultsAt(line, () => engine.observe(event))
    },
    finish() {
      const faults = decide()
      if (faults.length > 0) return failed(faults)
      return ok({ again: hash.update(pending, 'latin1').digest('hex'), decisions })
    },
  }
}

/** Runs a step of the engine, which asserts what the world may say; a recording from elsewhere can say anything. */
function faultsAt(line: number, step: () => void): readonly Fault[] {
  try {
    step()
    return []
  } catch (error) {
    const found = `an event out of place (${error instanceof Error ? error.message : String(error)})`
    return [{ path: linePath(line, ''), found, expected: 'an event that can follow those before it' }]
  }
}

function linePath(line: number, path: string): string {
  return `${RUN_FILES.events}:${line}${path === '' ? '' : `: ${path}`}`
}
