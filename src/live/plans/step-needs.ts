import type { HoldingWords } from '../../model/decision.ts'
import type { PlanStep } from '../../model/plan.ts'
import { sizeOfWords } from '../../model/size.ts'

/**
 * For each of some steps the earlier ones among them that it has to wait for: those that free something on a host on
 * which it takes something, or free its address. Coarser than need be (a host, not its Cpus), so never wrong. Steps are
 * ascending; so is each list.
 */
export function needsOf(steps: readonly PlanStep[]): ReadonlyMap<number, readonly number[]> {
  const freed = new Map<string, number[]>()
  const needs = new Map<number, readonly number[]>()
  for (const step of steps) {
    const before = takenBy(step).flatMap((thing) => freed.get(thing) ?? [])
    needs.set(
      step.number,
      [...new Set(before)].sort((a, b) => a - b),
    )
    for (const thing of freedBy(step)) {
      const list = freed.get(thing)
      if (list === undefined) freed.set(thing, [step.number])
      else list.push(step.number)
    }
  }
  return needs
}

/** The same for the way back: what a step freed it takes again, so it waits for the later ones that took it. */
export function needsBack(steps: readonly PlanStep[]): ReadonlyMap<number, readonly number[]> {
  const back = new Map<number, number[]>(steps.map((step) => [step.number, []]))
  for (const [number, before] of needsOf(steps)) for (const earlier of before) back.get(earlier)?.push(number)
  return back
}

function takenBy({ before, after }: PlanStep): string[] {
  return after === null || !isMore(before, after) ? [] : [`host ${after.host}`, `ip ${after.ip}`]
}

function freedBy({ before, after }: PlanStep): string[] {
  return before === null || !isMore(after, before) ? [] : [`host ${before.host}`, `ip ${before.ip}`]
}

/** Whether the second holding has anything that the first has not. */
function isMore(one: HoldingWords | null, other: HoldingWords): boolean {
  if (one === null || one.host !== other.host) return true
  if (sizeOfWords(other).cpus > sizeOfWords(one).cpus) return true
  return Object.entries(other.memoryMib).some(([numa, mib]) => mib > (one.memoryMib[numa] ?? 0))
}
