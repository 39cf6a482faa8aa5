import type { Fleet } from '../../src/model/fleet.ts'
import type { ProfileSpec } from '../../src/model/profile.ts'
import { Judge, type Watchers } from './decisions.ts'
import { Observer } from './events.ts'
import { viewFleet } from './fleet-view.ts'
import { Best, bestEvery } from './laws/best.ts'
import { checkConservation } from './laws/conservation.ts'
import { checkFleet } from './laws/fleet.ts'
import { Groups } from './laws/groups.ts'
import { checkManifest, type LogDigests } from './laws/manifest.ts'
import { Progress } from './laws/progress.ts'
import { Round } from './laws/round.ts'
import { Truth } from './laws/truth.ts'
import { readDecision, readEvent } from './lines.ts'
import { profilesByName } from './profiles.ts'
import { type AuditReport, Findings } from './report.ts'
import { State } from './state.ts'

/** How much an audit keeps and how much it scores. */
export interface AuditOptions {
  /** Violations kept with their text; all are counted. */
  readonly violationsMax?: number
  /** Places and migrates as the log's manifest counts them; with `scoresMax` this sets how many of them L9 checks. */
  readonly placeCount?: number
  /** Profiles of the run beside the stock ones, as its manifest has them. */
  readonly profiles?: readonly ProfileSpec[]
  /** Name of the baseline that decided, as the manifest's profile has it; null or left out: the engine. */
  readonly baseline?: string | null
  /** Most hosts that L9 scores, hosts × checked places. */
  readonly scoresMax?: number
}

export interface Audit {
  /** The next line of events.ndjson, without its newline. Events of an instant come before its decisions. */
  event(line: string): void
  /** The next line of decisions.ndjson, without its newline. */
  decision(line: string): void
  /** Compares the manifest with the files. Call after the last line; manifest: the parsed JSON, not trusted. */
  manifest(manifest: unknown, digests: LogDigests): void
  /** A breach of format that only the reader of a file can see, such as an unended last line. */
  fault(file: 'events' | 'decisions', message: string): void
  /** Ends the last instant and gives the report. Call once. */
  finish(): AuditReport
}

const VIOLATIONS_MAX = 1000
/** About half a minute of scoring; more checks more places of a long run. */
const SCORES_MAX = 100_000_000

/**
 * Starts an audit: recomputes every law that a log can show (README.md) from the files of a run alone. It shares no
 * code with what wrote them, only the types of the format. State follows the fleet and the live pods, never the length
 * of the log. The fleet itself is checked at once.
 *
 * fleet  as parsed from fleet.json
 */
export function startAudit(fleet: Fleet, options: AuditOptions = {}): Audit {
  return new Auditor(fleet, options)
}

class Auditor implements Audit {
  readonly #findings: Findings
  readonly #state: State
  readonly #watchers: Watchers
  readonly #observer: Observer
  readonly #judge: Judge
  readonly #lines = { events: 0, decisions: 0 }
  readonly #kinds = { place: 0, resize: 0, migrate: 0, release: 0, refuse: 0 }
  #atUs = -1
  #seq = 0
  /** Whether a decision of the present instant was read, and whether an event of it was. */
  #decided = false
  #observed = false

  constructor(fleet: Fleet, options: AuditOptions) {
    const {
      violationsMax = VIOLATIONS_MAX,
      placeCount = 0,
      scoresMax = SCORES_MAX,
      profiles = [],
      baseline = null,
    } = options
    const findings = new Findings(violationsMax, baseline)
    checkFleet(fleet, findings)
    const state = new State(viewFleet(fleet))
    const groups = new Groups(state, findings)
    const every = bestEvery(fleet.hosts.length, placeCount, scoresMax)
    this.#findings = findings
    this.#state = state
    this.#watchers = {
      round: new Round(findings),
      progress: new Progress(state, findings, groups),
      groups,
      truth: new Truth(state, findings),
      best: new Best(state, findings, every),
    }
    this.#observer = new Observer(state, findings, this.#watchers, profilesByName(profiles))
    this.#judge = new Judge(state, findings, this.#watchers)
  }

  event(line: string): void {
    const event = this.#read('events', line, readEvent)
    if (event === null) return
    this.#advance(event.atUs, 'events')
    if (this.#decided) this.#findings.violate('format', 'an event after decisions of the same instant')
    this.#observed = true
    this.#observer.observe(event)
  }

  decision(line: string): void {
    const decision = this.#read('decisions', line, readDecision)
    if (decision === null) return
    this.#kinds[decision.kind]++
    this.#advance(decision.atUs, 'decisions')
    if (decision.seq !== this.#seq + 1)
      this.#findings.violate('format', `seq is ${decision.seq}, expected ${this.#seq + 1}`)
    this.#seq = decision.seq
    if (!this.#observed) this.#findings.violate('L7', 'a decision at an instant without events')
    this.#decided = true
    this.#judge.judge(decision)
  }

  manifest(manifest: unknown, digests: LogDigests): void {
    this.#locate('manifest', 0)
    checkManifest(this.#findings, manifest, digests, { ...this.#lines, ...this.#kinds })
  }

  fault(file: 'events' | 'decisions', message: string): void {
    this.#locate(file, this.#lines[file])
    this.#findings.violate('format', message)
  }

  finish(): AuditReport {
    this.#endInstant()
    checkConservation(this.#state, this.#findings)
    const { best, progress, truth } = this.#watchers
    const sampled = {
      ...(best.every === 1 ? {} : { L9: `1 place in ${best.every}` }),
      ...(best.hasUnjudged ? { L9: 'not where a policy of code chose' } : {}),
      ...(truth.hasUnjudged ? { L8: 'not under filters that are code', L12: 'not under filters that are code' } : {}),
    }
    return {
      ok: this.#findings.count === 0,
      lines: { ...this.#lines },
      laws: this.#findings.rows(sampled),
      violations: this.#findings.violations,
      violationCount: this.#findings.count,
      holdingsAtEnd: this.#state.heldCount,
      pendingAtEnd: progress.podCount,
    }
  }

  #read<T extends object>(file: 'events' | 'decisions', line: string, read: (line: string) => T | string): T | null {
    this.#lines[file]++
    this.#locate(file, this.#lines[file])
    this.#findings.checks.format++
    const value = read(line)
    if (typeof value !== 'string') return value
    this.#findings.violate('format', value)
    return null
  }

  /** Moves to the line's instant; a later one ends the present one first. */
  #advance(atUs: number, file: 'events' | 'decisions'): void {
    if (atUs < this.#atUs) this.#findings.violate('format', `atUs falls from ${this.#atUs} to ${atUs}`)
    if (atUs <= this.#atUs) return
    this.#endInstant()
    this.#atUs = atUs
    this.#locate(file, this.#lines[file])
  }

  /** What is missing at the end of an instant is reported at the last decision read. */
  #endInstant(): void {
    this.#locate('decisions', this.#lines.decisions)
    this.#judge.endInstant()
    this.#watchers.round.end()
    this.#watchers.progress.endInstant()
    this.#decided = false
    this.#observed = false
  }

  #locate(file: 'events' | 'decisions' | 'manifest', line: number): void {
    this.#findings.file = file
    this.#findings.line = line
  }
}
