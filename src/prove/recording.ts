import type { Engine } from '../engine/engine.ts'
import { createDecisionWriter } from '../model/decision-text.ts'
import type { Event } from '../model/event.ts'
import type { Decision } from '../model/holding.ts'
import { type EngineFactory, type Instant, isClash } from './drive.ts'
import { settle } from './ending.ts'
import type { ProofCase } from './proof-case.ts'

/** An instant with what was decided in it; of one that broke the engine, the events up to that one and no decision. */
export interface RecordedInstant extends Instant {
  readonly decisions: readonly Decision[]
  /** Their lines in decisions.ndjson. */
  readonly lines: readonly string[]
}

/** What an engine does in a case and in its ending. */
export interface Recording {
  readonly instants: readonly RecordedInstant[]
  /** As it is after the ending; null when it broke off. */
  readonly engine: Engine | null
  /** Why the engine broke off, or null when it did not. */
  readonly stopped: string | null
  /** The engine broke off on something found that clashes with what it believes: such a story is none. */
  readonly clashed: boolean
}

/** Puts a case and then its ending to an engine, and keeps all of it. */
export function recordCase({ fleet, instants }: ProofCase, create: EngineFactory): Recording {
  const write = createDecisionWriter(fleet)
  const recorded: RecordedInstant[] = []
  const say = (engine: Engine, instant: Instant): void => {
    const events: Event[] = []
    const head = instant.forks === undefined ? {} : { forks: instant.forks }
    recorded.push({ atUs: instant.atUs, events, ...head, decisions: [], lines: [] })
    for (const event of instant.events) {
      events.push(event)
      engine.observe(event)
    }
    const decisions = engine.decide(instant.atUs)
    const lines = decisions.map(write)
    recorded[recorded.length - 1] = { atUs: instant.atUs, events, ...head, decisions, lines }
  }
  try {
    const engine = create(fleet)
    for (const instant of instants) say(engine, instant)
    settle({ fleet, instants }, engine, (instant) => say(engine, instant))
    return { instants: recorded, engine, stopped: null, clashed: false }
  } catch (error) {
    const last = recorded.at(-1)?.events.at(-1)?.kind
    const clashed = (last === 'adopt' || last === 'foreign') && isClash(error)
    return { instants: recorded, engine: null, stopped: textOf(error), clashed }
  }
}

/** The message of what was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
