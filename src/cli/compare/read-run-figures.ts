import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { PlacementLog } from '../../../simulator/planner/placement-diff.ts'
import { type RunFigures, RunMeasure } from '../../../simulator/record/run-measure.ts'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { DecisionLine } from '../../model/decision.ts'
import type { Event } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import { createHoldingReader, type HoldingReader } from '../../model/holding-words.ts'
import { parseDecision } from '../../model/parse/decision.ts'
import { eventReader } from '../../model/parse/event.ts'
import { type Interrupt, turn } from '../interrupt.ts'
import { LineReader } from '../run/line-reader.ts'
import type { RunHead } from '../run/read-run.ts'
import { RUN_FILES } from '../run/run-directory.ts'

/** A recorded run as a comparison sees it. */
export interface ReadFigures {
  readonly figures: RunFigures
  readonly placements: PlacementLog
  /** sha256 of its decisions; the profiles' names are not in it. */
  readonly digest: string
}

const LINES_PER_TURN = 5000

/** Bytes read from the end of a log: more than its longest line. */
const TAIL_BYTES = 1 << 20

/** Last instant of a run's logs, by their last lines; 0 for logs that have none. Says nothing of what is wrong. */
export function endOfRun(directory: string): number {
  return Math.max(0, ...(['events', 'decisions'] as const).map((log) => lastAtUs(join(directory, RUN_FILES[log]))))
}

function lastAtUs(path: string): number {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES))
    readSync(file, tail, 0, tail.length, size - tail.length)
    const line: unknown = JSON.parse(tail.toString('latin1').trimEnd().split('\n').at(-1) ?? '')
    const atUs = typeof line === 'object' && line !== null && 'atUs' in line ? line.atUs : 0
    return typeof atUs === 'number' && Number.isSafeInteger(atUs) && atUs > 0 ? atUs : 0
  } catch {
    return 0
  } finally {
    closeSync(file)
  }
}

/**
 * Makes the figures of a recorded run from its logs alone, looked at until endUs. Null when interrupted. Faults where a
 * line names what the fleet has not, or the logs are not those that the manifest names.
 */
export async function readRunFigures(
  directory: string,
  { fleet, profiles, eventDigest, decisionDigest }: RunHead,
  endUs: number,
  interrupt: Interrupt,
): Promise<Result<ReadFigures> | null> {
  const events = new Lines(directory, 'events', eventReader(profiles.map(({ name }) => name)))
  const decisions = new Lines(directory, 'decisions', parseDecision)
  const taker = new Taker(fleet, endUs)
  try {
    for (let count = 1; events.next !== null || decisions.next !== null; count++) {
      const faults = takeNext(events, decisions, taker)
      if (faults.length > 0) return failed(faults)
      if (count % LINES_PER_TURN > 0) continue
      await turn()
      if (interrupt.raised) return null
    }
  } finally {
    events.close()
    decisions.close()
  }
  const faults = [events.digestFault(eventDigest), decisions.digestFault(decisionDigest)].filter(
    (fault) => fault !== null,
  )
  return faults.length > 0 ? failed(faults) : ok(taker.finish())
}

/** Takes the line that comes next: events of an instant before its decisions. */
function takeNext(events: Lines<Event>, decisions: Lines<DecisionLine>, taker: Taker): readonly Fault[] {
  const { next: event } = events
  const { next: decision } = decisions
  if (event?.ok === false) return events.located(event.faults)
  if (decision?.ok === false) return decisions.located(decision.faults)
  if (event !== null && (decision === null || event.value.atUs <= decision.value.atUs)) {
    const faults = events.located(taker.event(event.value))
    events.advance()
    return faults
  }
  if (decision === null) return []
  const faults = decisions.located(taker.decision(decision.value))
  decisions.advance()
  return faults
}

/** Hands lines to the measure of a run, and says what of them the fleet has not. */
class Taker {
  readonly #reader: HoldingReader
  readonly #measure: RunMeasure
  readonly #placements = new PlacementLog()
  readonly #hash = createHash('sha256')
  readonly #hosts: ReadonlySet<string>

  constructor(fleet: Fleet, endUs: number) {
    this.#reader = createHoldingReader(fleet)
    this.#measure = new RunMeasure(fleet, endUs)
    this.#hosts = new Set(fleet.hosts.map(({ name }) => name))
  }

  event(event: Event): readonly Fault[] {
    if (event.kind === 'adopt' || event.kind === 'foreign') {
      const read = event.kind === 'adopt' ? this.#reader.holding(event) : this.#reader.foreign(event)
      if (!read.ok) return read.faults
    } else if ('host' in event && !this.#hosts.has(event.host)) {
      return [{ path: 'host', found: event.host, expected: 'a host of the fleet' }]
    }
    this.#measure.observe(event)
    return []
  }

  decision(line: DecisionLine): readonly Fault[] {
    const { atUs, kind, pod, cause } = line
    const { seq: _seq, ...words } = line
    this.#hash.update(`${JSON.stringify({ ...words, profile: '' })}\n`)
    if (kind === 'refuse' || kind === 'release') {
      const isOfGroup = kind === 'refuse' && line.group !== undefined
      const failure = kind === 'refuse' && line.failure !== undefined ? { failed: line.failure.reason } : {}
      this.#measure.decide({ atUs, kind, pod, cause, holding: null, ...failure, isOfGroup })
      return []
    }
    const read = this.#reader.holding(line)
    if (!read.ok) return read.faults
    this.#measure.decide({ atUs, kind, pod, cause, holding: read.value })
    if (kind !== 'resize') this.#placements.note(pod, atUs, line.host)
    return []
  }

  finish(): ReadFigures {
    return { figures: this.#measure.finish(), placements: this.#placements, digest: this.#hash.digest('hex') }
  }
}

/** The lines of one log, read and checked one by one. */
class Lines<T> {
  /** The line not yet taken; null at the end. */
  next: Result<T> | null = null
  readonly #name: string
  readonly #parse: (line: string) => Result<T>
  readonly #reader: LineReader
  readonly #hash = createHash('sha256')

  constructor(directory: string, log: 'events' | 'decisions', parse: (line: string) => Result<T>) {
    this.#name = RUN_FILES[log]
    this.#parse = parse
    this.#reader = new LineReader(join(directory, this.#name), (bytes) => this.#hash.update(bytes))
    this.advance()
  }

  advance(): void {
    const line = this.#reader.next()
    this.next = line === null ? null : this.#parse(line)
  }

  located(faults: readonly Fault[]): readonly Fault[] {
    const line = `${this.#name}:${this.#reader.line}`
    return faults.map((fault) => ({ ...fault, path: fault.path === '' ? line : `${line}: ${fault.path}` }))
  }

  /** What the whole log is that the manifest does not say. */
  digestFault(expected: string): Fault | null {
    const found = this.#hash.digest('hex')
    if (found === expected) return null
    return { path: `${this.#name}: sha256`, found, expected: `${expected}, as manifest.json says` }
  }

  close(): void {
    this.#reader.close()
  }
}
