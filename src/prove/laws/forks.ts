import type { Engine } from '../../engine/engine.ts'
import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { EngineFactory, Fork } from '../drive.ts'
import type { Breach } from '../proof-case.ts'
import { type RecordedInstant, type Recording, textOf } from '../recording.ts'
import { lineDifference, sameColumns } from './trace.ts'

/**
 * L6: a fork then its revert is the identity. Lives through the recording again with the forks of the case: each tries
 * what comes next, some of it in a fork of its own, decides there as the recording does, and leaves neither a trace in
 * the columns nor in what is decided afterwards.
 */
export function forkBreach(fleet: Fleet, recording: Recording, create: EngineFactory): Breach | null {
  const { instants } = recording
  if (!instants.some(({ forks }) => forks !== undefined)) return null
  const breach = (message: string): Breach => ({ law: 'L6', message, line: null, inLog: false })
  const write = createDecisionWriter(fleet)
  try {
    const engine = create(fleet)
    for (let i = 0; i < instants.length; i++) {
      const { events, atUs, forks = [] } = instants[i]
      for (let e = 0; e <= events.length; e++) {
        for (const fork of forks.filter(({ at }) => at === e)) {
          const trace = traceOf(engine, instants, i, fork, fleet)
          if (trace !== null) return breach(trace)
        }
        if (e < events.length) engine.observe(events[e])
      }
      const difference = lineDifference(engine.decide(atUs).map(write), instants[i])
      if (difference !== null) return breach(`after a fork ${difference}`)
    }
    return null
  } catch (error) {
    return breach(`the engine stops in or after a fork: ${textOf(error)}`)
  }
}

/** What a fork leaves behind or does otherwise, or null. */
function traceOf(
  engine: Engine,
  instants: readonly RecordedInstant[],
  from: number,
  { at, instants: length }: Fork,
  fleet: Fleet,
): string | null {
  const before = [engine.columns(), engine.pendingCount, engine.placedCount, engine.groupCount] as const
  const write = createDecisionWriter(fleet)
  const live = (what: Engine, index: number, firstEvent: number): string | null => {
    for (const event of instants[index].events.slice(firstEvent)) what.observe(event)
    return lineDifference(what.decide(instants[index].atUs).map(write), instants[index])
  }
  const end = Math.min(instants.length, from + length)
  const inFork = engine.withFork((what) => {
    const first = live(what, from, at)
    const rest = (inner: Engine): string | null => {
      for (let i = from + 1; i < end; i++) {
        const difference = live(inner, i, 0)
        if (difference !== null) return difference
      }
      return null
    }
    return first ?? what.withFork(rest) ?? rest(what)
  })
  if (inFork !== null) return `in a fork ${inFork}`
  const place = `the fork at ${instants[from].atUs} us, after ${at} events,`
  if (!sameColumns(before[0], engine.columns())) return `${place} leaves the columns changed`
  const counts = [engine.pendingCount, engine.placedCount, engine.groupCount]
  const isSame = counts.every((count, i) => count === before[i + 1])
  return isSame ? null : `${place} leaves pods pending, placed and groups ${counts}, before ${before.slice(1)}`
}
