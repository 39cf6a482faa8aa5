import { describe, expect, it } from 'vitest'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { applied, audited, benchOf, created, did, reached } from './bench-of-plans.ts'
import { pending, requestFor, running, snapshotOf } from './snapshot.ts'

const FLEET = snapshotOf(2, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  pending('a/1', { cpus: 4 }),
  pending('a/2', { cpus: 4 }),
])
const BIND: readonly PlanIntent[] = [{ kind: 'bind', pods: ['a/1'] }]

describe('a stale plan', () => {
  it('is refused with what changed, when approved and when applied, and may go on when it is as it was', async () => {
    const bench = benchOf(FLEET)
    await created(bench, [{ kind: 'migrate', pod: 'a/0' }])
    await did(bench, 'propose')
    const pod = bench.target.truth.pods.get('a/0')
    if (pod === undefined) throw new Error('a/0 is there')
    bench.target.truth.setPod('a/0', { ...pod, memoryMib: 2048 }, 'somebody')
    const stale = await bench.service.act('plan-a', 'approve', 'bob')
    expect(stale).toMatchObject({
      kind: 'stale',
      faults: [
        {
          path: 'pods.a/0',
          found: 'version 2, running on h1 with 4 Cpus and 2048 MiB',
          expected: 'version 1, as observed at 1970-01-01T00:00:01.000Z',
        },
      ],
    })
    expect(bench.service.get('plan-a')?.status).toMatchObject({ state: 'proposed', stale: [{ path: 'pods.a/0' }] })
    bench.target.truth.pods.set('a/0', pod)
    await did(bench, 'approve')
    expect(bench.service.get('plan-a')?.status.stale).toEqual([])
    bench.target.truth.setCordon('h2', ['somebody'], 'somebody')
    expect(await bench.service.act('plan-a', 'apply', 'ada')).toMatchObject({
      kind: 'stale',
      faults: [{ path: 'hosts.h2', found: 'version 1 somebody, cordoned' }],
    })
    expect(audited(bench).at(-1)).toBe('ada apply plan-a refused')
  })

  it('is one whose pod is gone, made again, or bound, or whose name is taken', async () => {
    const bench = benchOf(FLEET)
    const request = pending('x').request
    const create = { kind: 'create', game: 'duel', zone: 'z1', component: 'logic', request, pods: ['new'] } as const
    await created(bench, [{ kind: 'bind' }, { kind: 'release', pod: 'a/0' }, create])
    await did(bench, 'propose')
    const { pods } = bench.target.truth
    const first = pods.get('a/1')
    pods.delete('a/0')
    if (first === undefined) throw new Error('a/1 is there')
    pods.set('a/1', { ...first, uid: 'another' })
    pods.set('new', { ...first, name: 'new', holding: null })
    const stale = await bench.service.act('plan-a', 'approve', 'bob')
    expect(stale.kind === 'stale' && stale.faults.map(({ path, found }) => `${path}: ${found}`)).toEqual([
      'pods.a/0: no such pod',
      'pods.a/1: another pod of that name, uid another',
      'pods.new: a pod',
    ])
  })

  it('is one whose Cpus another plan has taken since', async () => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    await created(bench, [{ kind: 'bind', pods: ['a/2'] }], { name: 'plan-b' })
    await applied(bench, 'plan-b')
    await reached(bench, ['applied'], 'plan-b')
    await did(bench, 'propose')
    expect(await bench.service.act('plan-a', 'approve', 'bob')).toMatchObject({
      kind: 'stale',
      faults: [{ path: 'pods.a/1', found: expect.stringMatching(/Cpu \d+ of h\d is not/) }],
    })
  })

  it('is not one that differs by its own writes alone: a drain half done resumes', async () => {
    const bench = benchOf(FLEET, { concurrency: 1 })
    await created(bench, [{ kind: 'drain', host: 'h1' }, { kind: 'bind' }])
    bench.target.fault = (call) => (call === '2 forward bind' ? { kind: 'refused', reason: 'no' } : null)
    await applied(bench)
    await reached(bench, ['halted'])
    bench.target.fault = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })

  it('is not one whose step in hand still holds what a later step is to get', async () => {
    // One pod goes, another moves and gets its address, and a third gets the mover's.
    const fleet = snapshotOf(2, [
      running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
      running('b/0', { host: 'h2', first: 0, cpus: 4, octet: 11 }),
      pending('c/0', { cpus: 4 }),
    ])
    const bench = benchOf(fleet, { concurrency: 1 })
    const intents = [{ kind: 'release', pod: 'a/0' } as const, { kind: 'migrate', pod: 'b/0' } as const]
    const plan = await created(bench, [...intents, { kind: 'bind' }])
    expect(plan.spec.steps.map(({ kind, after }) => [kind, after?.ip])).toEqual([
      ['release', undefined],
      ['migrate', '10.0.0.10'],
      ['bind', '10.0.0.11'],
    ])
    bench.target.fault = (call) => (call === '2 forward evict' ? { kind: 'refused', reason: 'no' } : null)
    await applied(bench)
    await reached(bench, ['halted'])
    bench.target.fault = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })

  it('is refused when it resumes after somebody else took what is left of it', async () => {
    const bench = benchOf(FLEET, { concurrency: 1 })
    await created(bench, [{ kind: 'bind' }])
    bench.target.fault = (call) => (call === '1 forward bind' ? { kind: 'refused', reason: 'no' } : null)
    await applied(bench)
    await reached(bench, ['halted'])
    bench.target.truth.pods.delete('a/2')
    expect(await bench.service.act('plan-a', 'resume', 'ada')).toMatchObject({
      kind: 'stale',
      faults: [{ path: 'pods.a/2', found: 'no such pod' }],
    })
    expect(bench.service.get('plan-a')?.status.state).toBe('halted')
  })
})

describe('what open plans keep', () => {
  const full = snapshotOf(1, [
    running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }, { numa: 'preferred' }),
    pending('a/1', { cpus: 12, numa: 'preferred' }),
    pending('a/2', { cpus: 4, numa: 'preferred' }),
  ])

  it('what a plan freed is free for others only when it is closed', async () => {
    const bench = benchOf(full)
    await created(bench, [{ kind: 'release', pod: 'a/0' }])
    await applied(bench)
    await reached(bench, ['applied'])
    await created(bench, [{ kind: 'bind', pods: ['a/1'] }], { name: 'plan-b' })
    expect(await bench.service.create(requestFor([{ kind: 'bind', pods: ['a/2'] }]), 'eve')).toMatchObject({
      kind: 'conflict',
    })
    const third = { ...requestFor([{ kind: 'bind' }]), metadata: { name: 'plan-c' } }
    const before = await bench.service.create(third, 'ada')
    expect(before.kind === 'created' && before.plan.spec.refusals).toHaveLength(1)
    await did(bench, 'close')
    const fourth = { ...third, metadata: { name: 'plan-d' } }
    const after = await bench.service.create(fourth, 'ada')
    expect(after.kind === 'created' && after.plan.spec.refusals).toHaveLength(0)
  })

  it('what an approved plan will take is no longer free, and is again when it is withdrawn', async () => {
    const bench = benchOf(full)
    await created(bench, [{ kind: 'bind', pods: ['a/1'] }])
    await did(bench, 'propose')
    await did(bench, 'approve')
    const other = { ...requestFor([{ kind: 'bind', pods: ['a/2'] }]), metadata: { name: 'plan-b' } }
    expect((await bench.service.create(other, 'ada')).kind).toBe('infeasible')
    await did(bench, 'withdraw')
    expect((await bench.service.create(other, 'ada')).kind).toBe('created')
  })
})
