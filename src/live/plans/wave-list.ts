import type { PlanStep, Wave, WaveRule } from '../../model/plan.ts'

/** Steps in waves, in their order: the canary first, then waves of one size. A canary of 0 is none. */
export function wavesOf(steps: readonly PlanStep[], rule: WaveRule): readonly Wave[] {
  const numbers = steps.map((step) => step.number)
  const waves: Wave[] = []
  const canary = numbers.slice(0, rule.canary)
  if (canary.length > 0) waves.push({ name: 'canary', steps: canary })
  for (let from = canary.length; from < numbers.length; from += rule.size) {
    waves.push({
      name: `wave ${waves.length + (canary.length > 0 ? 0 : 1)}`,
      steps: numbers.slice(from, from + rule.size),
    })
  }
  return waves
}
