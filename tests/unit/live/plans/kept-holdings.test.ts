import { describe, expect, it } from 'vitest'
import { makePlan } from '../../../../src/live/plans/make-plan.ts'
import type { Reservation } from '../../../../src/live/plans/reservations.ts'
import { NO_WRITES, staleFaults } from '../../../../src/live/plans/stale.ts'
import type { PlanIntent, PlanSpec } from '../../../../src/model/plan.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import type { ObservedPod } from '../../../../src/model/snapshot.ts'
import { applied, type Bench, benchOf, created, did, reached } from './bench-of-plans.ts'
import { pending, requestFor, running, snapshotOf } from './snapshot.ts'

const MOVER = running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 })
const MOVE: readonly PlanIntent[] = [{ kind: 'migrate', pod: 'a/0' }]

/** A pod that takes a host of 16 Cpus whole, and one that fits beside a/0. */
const WHOLE = pending('c/0', { cpus: 16, numa: 'preferred' })
const SMALL = pending('d/0', { cpus: 2 })

/** What comes of asking for a plan of that name that binds these. */
async function kindOf({ service }: Bench, name: string, pods: readonly string[]): Promise<string> {
  const request = { ...requestFor([{ kind: 'bind', pods }]), metadata: { name } }
  return (await service.create(request, 'ada')).kind
}

function specOf(pods: readonly ObservedPod[], intents: readonly PlanIntent[], kept: readonly Reservation[]): PlanSpec {
  const made = makePlan(requestFor(intents), snapshotOf(2, pods), kept)
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  return made.value
}

describe('what open plans keep of a pod that has one address on both of its hosts', () => {
  const fleet = snapshotOf(2, [MOVER, WHOLE])

  it('is not free for others after the move until the plan is closed', async () => {
    const bench = benchOf(fleet)
    const { spec } = await created(bench, MOVE)
    expect(spec.steps[0].after).toMatchObject({ host: 'h2', ip: '10.0.0.10' })
    await applied(bench)
    await reached(bench, ['applied'])
    expect(await kindOf(bench, 'plan-b', ['c/0'])).toBe('infeasible')
    await did(bench, 'close')
    expect(await kindOf(bench, 'plan-c', ['c/0'])).toBe('created')
  })

  it('is not free for others before the move from approval to withdrawal', async () => {
    const bench = benchOf(fleet)
    await created(bench, MOVE)
    await did(bench, 'propose')
    await did(bench, 'approve')
    expect(await kindOf(bench, 'plan-b', ['c/0'])).toBe('infeasible')
    await did(bench, 'withdraw')
    expect(await kindOf(bench, 'plan-b', ['c/0'])).toBe('created')
  })

  it('leaves the rest of both hosts to others, and its plan can go back beside them', async () => {
    const waiting = ['c/0', 'c/1'].map((name) => pending(name, { cpus: 12, numa: 'preferred' }))
    const bench = benchOf(snapshotOf(2, [MOVER, ...waiting]))
    await created(bench, MOVE)
    await applied(bench)
    await reached(bench, ['applied'])
    const { spec } = await created(bench, [{ kind: 'bind' }], { name: 'plan-b' })
    expect(spec.steps.map(({ after }) => after?.host).sort()).toEqual(['h1', 'h2'])
    await applied(bench, 'plan-b')
    await reached(bench, ['applied'], 'plan-b')
    await did(bench, 'rollback')
    expect((await reached(bench, ['rolled-back', 'failed'])).status.state).toBe('rolled-back')
  })

  const [step] = specOf([MOVER], MOVE, []).steps
  const [before, after] = [step.before, step.after]
  if (before === null || after === null) throw new Error('a/0 moves')
  const moved = { ...MOVER, holding: after }
  const reserved = { name: 'reserved/other/a/0', step, holding: before }
  const claimed = { name: 'claimed/other/a/0', step, holding: after }

  it.each([
    ['what was freed', moved, reserved, [WHOLE]],
    ['what was freed, taken by a plan that touches the host it is on', moved, reserved, [WHOLE, SMALL]],
    ['what will be taken', MOVER, claimed, [WHOLE]],
    ['what will be taken, by a plan that touches the host it is on', MOVER, claimed, [WHOLE, SMALL]],
  ])('makes a plan stale that takes %s', (_, mover, kept, others) => {
    const pods = [mover, ...others]
    const spec = specOf(pods, [{ kind: 'bind' }], [])
    expect(new Set(spec.steps.map((each) => each.after?.host)).size).toBe(others.length)
    expect(staleFaults(spec, snapshotOf(2, pods), [], NO_WRITES)).toEqual([])
    expect(staleFaults(spec, snapshotOf(2, pods), [kept], NO_WRITES)).toEqual([
      expect.objectContaining({ path: 'pods.c/0', found: expect.stringMatching(/Cpu 0 of h\d is not/) }),
    ])
  })

  it.each(['h1', 'h3'])('does not hold the pod itself up when the next plan moves it on to %s', (to) => {
    const others = ['h1', 'h3'].filter((host) => host !== to)
    const closed = Object.fromEntries(others.map((host) => [host, { cordoned: true }]))
    const snapshot = snapshotOf(3, [moved], { hosts: closed })
    const made = makePlan(requestFor(MOVE), snapshot, [reserved])
    if (!made.ok) throw new Error(JSON.stringify(made.faults))
    expect(made.value.steps.map((each) => [each.after?.host, each.after?.ip])).toEqual([[to, '10.0.0.10']])
    expect(staleFaults(made.value, snapshot, [reserved], NO_WRITES)).toEqual([])
  })

  it('has its VF with it', () => {
    const holding = { ...before, network: 'sriov', vf: 'eth0:0' } as const
    const pods = [moved, pending('c/0', { cpus: 1, network: 'sriov', numa: 'preferred' })]
    const snapshot = snapshotOf(2, pods, { hosts: { h2: { cordoned: true } } })
    const vfOf = (kept: readonly Reservation[]) => {
      const made = makePlan(requestFor([{ kind: 'bind' }]), snapshot, kept)
      return made.ok ? made.value.steps[0].after?.vf : made.faults
    }
    expect(vfOf([])).toBe('eth0:0')
    expect(vfOf([{ ...reserved, holding }])).toBe('eth0:1')
  })
})

describe('what open plans keep where others hold a part of it', () => {
  const asked: Partial<PodRequest> = { numa: 'preferred' }

  it('is what is left, when a pod of the plan itself took the part', async () => {
    const whole = running('a/0', { host: 'h1', first: 0, cpus: 12, octet: 10 }, asked)
    const waiting = [6, 5, 4].map((cpus, i) => pending(`${'bcd'[i]}/0`, { ...asked, cpus }))
    const bench = benchOf(snapshotOf(1, [whole, ...waiting]))
    await created(bench, [
      { kind: 'release', pod: 'a/0' },
      { kind: 'bind', pods: ['b/0'] },
    ])
    await applied(bench)
    await reached(bench, ['applied'])
    // 4 Cpus were free all along.
    expect(await kindOf(bench, 'plan-b', ['c/0'])).toBe('infeasible')
    expect(await kindOf(bench, 'plan-b', ['d/0'])).toBe('created')
  })

  it('is its Cpus at least, when another holds the memory', () => {
    const gone = running('a/0', { host: 'h1', first: 0, cpus: 4, memoryMib: 8192, octet: 10 })
    const [step] = specOf([gone], [{ kind: 'release', pod: 'a/0' }], []).steps
    if (step.before === null) throw new Error('a/0 held something')
    const kept = [{ name: 'reserved/other/a/0', step, holding: step.before }]
    const heir = running('b/0', { host: 'h1', first: 6, cpus: 2, memoryMib: 8192, octet: 11 })
    const stepsOf = (cpus: number, reservations: readonly Reservation[]) => {
      const snapshot = snapshotOf(1, [heir, pending('c/0', { ...asked, cpus })])
      const made = makePlan(requestFor([{ kind: 'bind' }]), snapshot, reservations)
      return made.ok ? made.value.steps.length : made.faults
    }
    expect([stepsOf(11, []), stepsOf(11, kept), stepsOf(10, kept)]).toEqual([1, 0, 1])
  })

  it('is all but its address, when another pod of the plan got that', async () => {
    const bench = benchOf(
      snapshotOf(3, [
        running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
        running('b/0', { host: 'h2', first: 0, cpus: 4, octet: 11 }),
        running('d/0', { host: 'h3', first: 0, cpus: 4, octet: 12 }),
        pending('c/0', { ...asked, cpus: 13 }),
        pending('e/0', { ...asked, cpus: 12 }),
      ]),
    )
    const { spec } = await created(bench, [
      { kind: 'release', pod: 'a/0' },
      { kind: 'drain', host: 'h2' },
    ])
    expect(spec.steps.map(({ after }) => [after?.host, after?.ip])).toEqual([
      [undefined, undefined],
      ['h3', '10.0.0.10'],
    ])
    await applied(bench)
    await reached(bench, ['applied'])
    // h3 has 8 Cpus left, and h2 is cordoned.
    expect(await kindOf(bench, 'plan-b', ['c/0'])).toBe('infeasible')
    expect(await kindOf(bench, 'plan-b', ['e/0'])).toBe('created')
  })
})
