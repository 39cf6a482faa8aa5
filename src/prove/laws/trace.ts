import { createDecisionWriter } from '../../model/decision-text.ts'
import type { Fleet } from '../../model/fleet.ts'
import type { EngineFactory, Instant } from '../drive.ts'
import type { RecordedInstant } from '../recording.ts'
import { textOf } from '../recording.ts'

/** Whether two copies of an engine's columns are equal bit by bit. */
export function sameColumns(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((column, i) => isSame(column, b[i]))
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The first way in which an engine that lives through the same events again decides otherwise, or null. */
export function differenceIn(
  fleet: Fleet,
  again: readonly Instant[],
  recorded: readonly RecordedInstant[],
  create: EngineFactory,
): string | null {
  const write = createDecisionWriter(fleet)
  try {
    const engine = create(fleet)
    for (let i = 0; i < again.length; i++) {
      for (const event of again[i].events) engine.observe(event)
      const difference = lineDifference(engine.decide(again[i].atUs).map(write), recorded[i])
      if (difference !== null) return difference
    }
    return null
  } catch (error) {
    return `the engine stops: ${textOf(error)}`
  }
}

/** The first line that differs from what was recorded of an instant, or null. */
export function lineDifference(lines: readonly string[], { lines: before, atUs }: RecordedInstant): string | null {
  const at = Array.from({ length: Math.max(lines.length, before.length) }, (_, i) => i).find(
    (i) => lines[i] !== before[i],
  )
  if (at === undefined) return null
  return `at ${atUs} us it decides ${lines[at] ?? 'nothing'}, before ${before[at] ?? 'nothing'}`
}
