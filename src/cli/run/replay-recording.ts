import { createHash } from 'node:crypto'
import { createScheduler } from '../../../simulator/lag/scheduler.ts'
import { type Fault, failed, ok, type Result } from '../../base/result.ts'
import type { Engine } from '../../engine/engine.ts'
import { baselineNamed } from '../../model/baseline.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Event } from '../../model/event.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { Interrupt } from '../interrupt.ts'
import { engineOfRun } from '../policy/policy-of-run.ts'
import type { Progress } from '../progress.ts'
import { eachEvent, faultsAt } from './each-event.ts'
import { type RunHead, readRun } from './read-run.ts'

export interface Replayed {
  /** Digest that the manifest names. */
  readonly recorded: string
  /** Digest of the decisions taken now. */
  readonly again: string
  readonly decisions: number
  /** Version of the engine that recorded. */
  readonly recordedBy: string
}

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
  const create = await engineOfRun(directory, head.value)
  if (!create.ok) return create
  const rounds = startRounds(head.value, create.value)
  const read = await eachEvent(directory, head.value, progress, interrupt, { take: rounds.feed })
  if (read === null || !read.ok) return read
  const replayed = rounds.finish()
  if (!replayed.ok) return replayed
  const { decisionDigest, engineVersion } = head.value
  return ok({ recorded: decisionDigest, recordedBy: engineVersion, ...replayed.value })
}

interface Rounds {
  /** Takes an event; its faults when it cannot come next. line: its number, from 1. */
  feed(event: Event, line: number): readonly Fault[]
  finish(): Result<{ readonly again: string; readonly decisions: number }>
}

/** A scheduler that decides after the last event of each instant. */
function startRounds({ fleet, check, profile, profiles }: RunHead, create: (fleet: Fleet) => Engine): Rounds {
  // Events of a run that waits for its turns are told to the engine turn by turn: they replay without waiting.
  const parts = {
    fleet,
    check: check === 'off' ? check : 'assume',
    baseline: baselineNamed(profile, profiles),
    create,
  } as const
  const scheduler = createScheduler(parts, () => {})
  const decisionText = createDecisionWriter(fleet)
  const hash = createHash('sha256')
  let pending = ''
  let nowUs = -1
  let lineNow = 0
  let decisions = 0
  const decide = (): readonly Fault[] => {
    if (nowUs < 0) return []
    return faultsAt(lineNow, () => {
      for (const decision of scheduler.decide(nowUs)) {
        decisions++
        pending += `${decisionText(decision)}\n`
        if (pending.length < HASH_CHARS) continue
        hash.update(pending, 'latin1')
        pending = ''
      }
    })
  }
  return {
    feed(event, line) {
      const faults = event.atUs > nowUs ? decide() : []
      if (faults.length > 0) return faults
      nowUs = event.atUs
      lineNow = line
      return faultsAt(line, () => scheduler.observe(event))
    },
    finish() {
      const faults = decide()
      if (faults.length > 0) return failed(faults)
      return ok({ again: hash.update(pending, 'latin1').digest('hex'), decisions })
    },
  }
}
