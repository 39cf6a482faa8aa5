import { expect, test } from 'vitest'
import type { Plan, PlanStatus } from '../../../../src/model/plan.ts'
import { waveWords } from '../../../../src/workbench/push/parts/words.ts'
import { consequences } from '../../../../src/workbench/push/plan/consequences.ts'

/** As much of a plan as is said of it in words. */
function planOf(spec: object, status: Partial<PlanStatus>): Plan {
  const waves = [
    { name: 'canary', steps: [1] },
    { name: 'wave 1', steps: [2, 3] },
  ]
  const whole = { steps: [], cordon: [], waves, target: { name: 'sandbox' }, ...spec }
  return { metadata: { name: 'p' }, spec: whole, status: { steps: [], ...status } } as unknown as Plan
}

test.each([
  [0, 'canary', '2 steps left, from canary on.'],
  [1, 'wave 1', '2 steps left, from wave 1 on.'],
  [2, '', '2 steps left.'],
])('a wave in hand has the name that lists of steps have for it: wave %i', (wave, name, left) => {
  const steps = [{ state: 'applied' }, { state: 'waiting' }, { state: 'waiting' }] as unknown as PlanStatus['steps']
  const plan = planOf({}, { wave, steps })
  expect(waveWords(plan)).toBe(name)
  expect(consequences('resume', plan).lines.map(({ text }) => text)).toEqual([left])
})
