import { expect, test } from 'vitest'
import type { Plan, PlanStatus } from '../../../../src/model/plan.ts'
import { intentWords } from '../../../../src/workbench/push/make/draft-store.ts'
import { counted, waveWords } from '../../../../src/workbench/push/parts/words.ts'
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

test('thousands stand apart', () => {
  expect([counted(4294, 'pod'), counted(1, 'pod')]).toEqual(['4,294 pods', '1 pod'])
  const resize = { kind: 'resize', pod: 'a/b', cpus: 4, memoryMib: 6144 } as const
  expect(intentWords(resize)).toBe('Resize a/b to 4 Cpus, 6,144 MiB')
})

test('rolling back says of a pod that was moved where it ran, not that it runs there', () => {
  const why =
    'a/b runs on h1: its processes stop there and start anew elsewhere, and again when undone. rs may make more.'
  const step = { kind: 'migrate', pod: 'a/b', before: null, after: null, irreversible: why }
  const steps = [1, 2].map((number) => ({ ...step, number }))
  const status = [{ state: 'applied' }, { state: 'applying' }] as unknown as PlanStatus['steps']
  const words = consequences('rollback', planOf({ steps }, { steps: status })).lines.map(({ text }) => text)
  expect(words.filter((text) => text.startsWith('Step'))).toEqual([
    'Step 1, migrate, cannot be undone exactly: a/b ran on h1 and was started anew elsewhere; ' +
      'undoing stops it there and starts it anew. rs may make more.',
    `Step 2, migrate, cannot be undone exactly: ${why}`,
  ])
})
