import { describe, expect, it } from 'vitest'
import { rollbackObstacle, samePodFaults } from '../../../../src/live/plans/same-pod.ts'
import type { Plan, PlanIntent, PlanStatus, StepState } from '../../../../src/model/plan.ts'
import { applied, type Bench, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { running, snapshotOf } from './snapshot.ts'

const FLEET = snapshotOf(3, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  running('p/0', { host: 'h2', first: 0, cpus: 4, octet: 11 }),
])
const RELEASE: PlanIntent = { kind: 'release', pod: 'p/0' }
const MIGRATE: PlanIntent = { kind: 'migrate', pod: 'p/0' }
const RESIZE: PlanIntent = { kind: 'resize', pod: 'p/0', cpus: 2, memoryMib: 1024 }

/** Plan A is at the gate of its first wave, its step for p/0 still to come. Resolves to what lets the gate pass. */
async function atGate(bench: Bench, intent: PlanIntent): Promise<() => void> {
  const gate = { timeoutMs: 1_000_000_000, settleMs: 0 }
  const waves = { canary: 1, size: 1 }
  await created(bench, [{ kind: 'release', pod: 'a/0' }, intent], { waves, gate })
  const looked = new Promise<void>((resolve) => {
    bench.target.sick = () => {
      resolve()
      return 'not yet'
    }
  })
  await applied(bench)
  await looked
  return () => {
    bench.target.sick = () => null
  }
}

async function proposed(bench: Bench, intent: PlanIntent): Promise<void> {
  await created(bench, [intent], { name: 'plan-b' })
  await did(bench, 'propose', 'ada', 'plan-b')
}

describe('two plans for one pod', () => {
  it.each([
    ['released', MIGRATE, RELEASE],
    ['migrated', MIGRATE, MIGRATE],
    ['migrated, when the first is to release it', RELEASE, MIGRATE],
  ])('the second is refused at approve while the first waits at a gate: it is not %s', async (_, first, second) => {
    const bench = benchOf(FLEET)
    const pass = await atGate(bench, first)
    await proposed(bench, second)
    expect(stepStates(bench.service.get('plan-a') as Plan)).toBe('applied waiting')
    expect(await bench.service.act('plan-b', 'approve', 'bob')).toMatchObject({
      kind: 'stale',
      faults: [
        {
          path: 'pods.p/0',
          found: `plan-a is to ${first.kind} it, step 2, waiting`,
          expected: 'no other open plan that has yet to touch it',
        },
      ],
    })
    pass()
    await reached(bench, ['applied'])
    expect(bench.service.get('plan-b')?.status.state).toBe('proposed')
  })

  it('the second may go on when the first is withdrawn', async () => {
    const bench = benchOf(FLEET)
    await created(bench, [MIGRATE])
    await did(bench, 'propose')
    await did(bench, 'approve')
    await proposed(bench, RELEASE)
    expect((await bench.service.act('plan-b', 'approve', 'bob')).kind).toBe('stale')
    await did(bench, 'withdraw')
    await did(bench, 'approve', 'bob', 'plan-b')
    await did(bench, 'propose')
    expect((await bench.service.act('plan-a', 'approve', 'bob')).kind).toBe('stale')
  })

  it('both are refused at apply when both are approved, and one may go on when the other is withdrawn', async () => {
    const { store, target, service } = benchOf(FLEET)
    const first = { store, target, service } as Bench
    await created(first, [MIGRATE])
    await proposed(first, RELEASE)
    for (const { metadata, status } of service.list()) {
      store.plans.saveStatus(metadata.name, { ...status, state: 'approved', approver: 'bob' }, 0)
    }
    const bench = benchOf(FLEET, { store, target })
    for (const [name, other] of [
      ['plan-a', 'plan-b'],
      ['plan-b', 'plan-a'],
    ]) {
      const outcome = await bench.service.act(name, 'apply', 'ada')
      expect(outcome).toMatchObject({ kind: 'stale', faults: [{ found: expect.stringContaining(`${other} is to`) }] })
    }
    await did(bench, 'withdraw')
    await did(bench, 'apply', 'ada', 'plan-b')
    await reached(bench, ['applied'], 'plan-b')
    expect(bench.target.truth.pods.has('p/0')).toBe(false)
  })
})

describe('a step of another plan is in the way', () => {
  const forward: readonly [StepState, boolean][] = [
    ['waiting', true],
    ['applying', true],
    ['failed', true],
    ['applied', false],
  ]
  const back: readonly [StepState, boolean][] = [
    ['waiting', false],
    ['applying', true],
    ['failed', true],
    ['applied', true],
    ['undoing', true],
    ['not-undone', true],
    ['undone', false],
  ]

  /** Whether a plan that releases p/0 is refused beside one that migrates it and stands so. */
  async function isInTheWay(state: StepState, patch: Partial<PlanStatus>): Promise<boolean> {
    const bench = benchOf(FLEET)
    const other = await created(bench, [MIGRATE])
    const plan = await created(bench, [RELEASE], { name: 'plan-b' })
    const steps = [{ ...other.status.steps[0], state }]
    const status = { ...other.status, state: 'halted' as const, steps, ...patch }
    return samePodFaults(plan, [plan, { ...other, status }]).length > 0
  }

  it.each(forward)('on its way forward when it is %s: %s', async (state, expected) => {
    expect(await isInTheWay(state, {})).toBe(expected)
  })

  it.each(back)('on its way back when it is %s: %s', async (state, expected) => {
    expect(await isInTheWay(state, { direction: 'back' })).toBe(expected)
  })

  it('not when its plan is closed, or not approved', async () => {
    expect(await isInTheWay('waiting', { closed: true })).toBe(false)
    expect(await isInTheWay('waiting', { state: 'proposed' })).toBe(false)
  })

  it('not when what the plan itself does with the pod is done', async () => {
    const bench = benchOf(FLEET)
    const other = await created(bench, [MIGRATE])
    const plan = await created(bench, [RESIZE], { name: 'plan-b' })
    const steps = [{ ...plan.status.steps[0], state: 'applied' as const }]
    const halted = { ...other, status: { ...other.status, state: 'halted' as const } }
    expect(samePodFaults(plan, [halted])).toHaveLength(1)
    expect(samePodFaults({ ...plan, status: { ...plan.status, steps } }, [halted])).toEqual([])
  })
})

describe('a plan is not taken back', () => {
  /** Plan A has moved p/0 off h2; `host`: where it has gone on to since, by a decision of another plan. */
  async function movedOnTo(host: string): Promise<Bench> {
    const bench = benchOf(FLEET)
    await created(bench, [MIGRATE])
    await applied(bench)
    await reached(bench, ['applied'])
    const { truth } = bench.target
    const pod = truth.pods.get('p/0')
    if (pod?.holding == null) throw new Error('p/0 is nowhere')
    truth.setPod('p/0', { ...pod, holding: { ...pod.holding, host }, decision: 'plan-b/1' }, 'other')
    return bench
  }

  const placeOf = (bench: Bench): string | undefined => bench.target.truth.pods.get('p/0')?.holding?.host

  it('while its pod is where another has moved it on to: it would be on two hosts', async () => {
    const first = benchOf(FLEET)
    await created(first, [MIGRATE])
    const given = first.service.get('plan-a')?.spec.steps[0].after?.host ?? ''
    const third = ['h1', 'h3'].find((host) => host !== given) ?? ''
    const bench = await movedOnTo(third)
    expect(await bench.service.act('plan-a', 'rollback', 'ada')).toMatchObject({
      kind: 'conflict',
      reason: `p/0 is on ${third} by now, and step 1 is of h2 and ${given}: take back first what moved it`,
    })
    expect(placeOf(bench)).toBe(third)
    const pod = bench.target.truth.pods.get('p/0')
    if (pod?.holding != null) {
      const holding = { ...pod.holding, host: given }
      bench.target.truth.setPod('p/0', { ...pod, holding, decision: 'plan-a/1/forward' }, 'other')
    }
    await did(bench, 'rollback')
    await reached(bench, ['rolled-back'])
    expect(placeOf(bench)).toBe('h2')
  })

  it('while a plan under way has yet to touch its pod, and then only', async () => {
    const bench = benchOf(FLEET)
    const plan = await created(bench, [MIGRATE])
    const steps = [{ ...plan.status.steps[0], state: 'applied' as const }]
    const done: Plan = { ...plan, status: { ...plan.status, state: 'applied', steps } }
    const other = await created(bench, [RELEASE], { name: 'plan-b' })
    const at = (state: PlanStatus['state']): Plan => ({ ...other, status: { ...other.status, state } })
    expect(rollbackObstacle(done, [done, at('applying')], null)).toBe('p/0: plan-b is to release it, step 1, waiting')
    expect(rollbackObstacle(done, [done, at('approved')], null)).toBeNull()
    const { spec } = done
    const onKubernetes: Plan = { ...done, spec: { ...spec, target: { ...spec.target, kind: 'kubernetes' } } }
    expect(rollbackObstacle(onKubernetes, [at('applying')], null)).toBeNull()
  })
})
