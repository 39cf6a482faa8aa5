import { expect, it } from 'vitest'
import { planText } from '../../../src/cli/commands/plans/plan-text.ts'
import { makePlan } from '../../../src/live/plans/make-plan.ts'
import { firstStatus } from '../../../src/live/plans/plan-outcomes.ts'
import { pending, requestFor, running, snapshotOf } from '../live/plans/snapshot.ts'

it('says once what cannot be undone of all the steps of a drain', () => {
  const pods = [0, 1, 2].map((i) => running(`a/${i}`, { host: 'h1', first: i, cpus: 1, octet: 10 + i }))
  const snapshot = snapshotOf(2, [...pods, pending('b/0')], { kind: 'kubernetes' })
  const made = makePlan(requestFor([{ kind: 'bind' }, { kind: 'drain', host: 'h1' }]), snapshot, [])
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  const metadata = { name: 'tonight', author: 'ann', createdAtMs: 0 }
  const status = firstStatus(made.value, 'ann', 0)
  const steps = status.steps.map((step) => ({ ...step, reason: made.value.steps[step.number - 1].irreversible ?? '' }))
  const spec = made.value
  const plan = { apiVersion: 'berth.dev/v1alpha1', kind: 'Plan', metadata, spec, status: { ...status, steps } } as const
  const why = 'its processes stop there and start anew elsewhere, and again when undone.'
  const lines = planText(plan).split('\n')
  expect(lines.filter((line) => line.includes('undo'))).toEqual([
    `steps 1-3 cannot be undone exactly: each pod runs on h1: ${why}`,
    'step 4 cannot be undone exactly: Kubernetes cannot unbind a pod: undoing deletes b/0 and makes it again.',
  ])
  const settled = status.steps.map((step) => ({ ...step, state: 'undone' as const, call: 'verify' }))
  const back = planText({ ...plan, status: { ...status, steps: settled, state: 'rolled-back' } }).split('\n')
  expect(back.filter((line) => line.endsWith(' undone'))).toHaveLength(4)
})

it('says of a step that a halt stopped where it stopped, and of one under way what is called', () => {
  const made = makePlan(requestFor([{ kind: 'bind' }]), snapshotOf(2, [pending('b/0'), pending('b/1')]), [])
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  const metadata = { name: 'tonight', author: 'ann', createdAtMs: 0 }
  const first = firstStatus(made.value, 'ann', 0)
  const steps = first.steps.map((step, i) => (i === 0 ? { ...step, state: 'applying' as const, call: 'bind' } : step))
  const shown = (state: 'applying' | 'halted') => {
    const status = { ...first, state, steps }
    const text = planText({ apiVersion: 'berth.dev/v1alpha1', kind: 'Plan', metadata, spec: made.value, status })
    return text.split('\n').filter((line) => line.startsWith('1 ') || line.startsWith('2 '))
  }
  expect(shown('applying')).toEqual([expect.stringMatching(/ applying bind$/), expect.stringMatching(/ waiting$/)])
  expect(shown('halted')).toEqual([expect.stringMatching(/ stopped at bind$/), expect.stringMatching(/ waiting$/)])
})
