import { describe, expect, it } from 'vitest'
import { AuditLog } from '../../../../src/live/audit/audit-log.ts'
import type { PlanAction, PlanIntent } from '../../../../src/model/plan.ts'
import { freshFolder, freshStore } from '../store/folder.ts'
import { applied, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { pending, requestFor, running, snapshotOf } from './snapshot.ts'
import { Truth } from './truth.ts'

const FLEET = snapshotOf(2, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  pending('a/1', { cpus: 4 }),
  pending('a/2', { cpus: 4 }),
])
const BIND: readonly PlanIntent[] = [{ kind: 'bind', pods: ['a/1'] }]

/** Lines of the audit log as `actor action object outcome`. */
function audited(bench: ReturnType<typeof benchOf>): readonly string[] {
  const lines = new AuditLog(bench.store.audit).lines(0)
  return lines.map(({ actor, action, object, outcome }) => `${actor} ${action} ${object} ${outcome}`)
}

describe('who may', () => {
  it('never lets the author approve, and writes it down', async () => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    await did(bench, 'propose')
    const outcome = await bench.service.act('plan-a', 'approve', 'ada')
    expect(outcome).toMatchObject({ kind: 'denied', rule: 'approver-is-not-author' })
    expect(bench.service.get('plan-a')?.status).toMatchObject({ state: 'proposed', approver: null })
    expect(audited(bench)).toEqual(['ada create plan-a done', 'ada propose plan-a done', 'ada approve plan-a refused'])
    expect(new AuditLog(bench.store.audit).lines(2)[0].detail).toMatch(/approver-is-not-author/)
  })

  it('forgets an approval that was withdrawn', async () => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    await did(bench, 'propose')
    await did(bench, 'approve')
    const plan = await did(bench, 'withdraw')
    expect(plan.status).toMatchObject({ state: 'draft', approver: null })
  })
})

describe('conflicts', () => {
  it.each<[PlanAction, RegExp]>([
    ['approve', /is draft: approve is not possible, only propose, close/],
    ['halt', /is draft: halt/],
  ])('%s of a draft', async (action, reason) => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    expect(await bench.service.act('plan-a', action, 'bob')).toMatchObject({
      kind: 'conflict',
      reason: expect.stringMatching(reason),
    })
    expect(audited(bench).at(-1)).toBe(`bob ${action} plan-a refused`)
  })

  it('another revision than the one that was seen', async () => {
    const bench = benchOf(FLEET)
    const { revision } = (await created(bench, BIND)).status
    await did(bench, 'propose')
    const late = await bench.service.act('plan-a', 'approve', 'bob', { ifRevision: revision })
    expect(late).toMatchObject({ kind: 'conflict', reason: expect.stringMatching(/revision 2, not 1/) })
    expect((await bench.service.act('plan-a', 'approve', 'bob', { ifRevision: 2 })).kind).toBe('done')
  })

  it('two at once: one of them', async () => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    await did(bench, 'propose')
    const both = await Promise.all([1, 2].map(() => bench.service.act('plan-a', 'approve', 'bob')))
    expect(both.map((outcome) => outcome.kind).sort()).toEqual(['conflict', 'done'])
  })

  it('a name that is taken, a plan that is not there, a closed one', async () => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    expect(await bench.service.create(requestFor(BIND), 'eve')).toMatchObject({ kind: 'conflict' })
    expect(await bench.service.act('nope', 'propose', 'eve')).toMatchObject({ kind: 'not-found' })
    await did(bench, 'close')
    expect(await bench.service.act('plan-a', 'propose', 'ada')).toMatchObject({ kind: 'conflict' })
    expect(audited(bench).slice(1)).toEqual([
      'eve create plan-a refused',
      'eve propose nope refused',
      'ada close plan-a done',
      'ada propose plan-a refused',
    ])
  })
})

describe('creating', () => {
  it('answers faults, infeasible and unreachable, and keeps no plan of them', async () => {
    const bench = benchOf(FLEET)
    expect(await bench.service.create(requestFor([{ kind: 'release', pod: 'x' }]), 'ada')).toMatchObject({
      kind: 'bad-input',
      faults: [{ path: 'spec.intents[0].pod' }],
    })
    const huge = { kind: 'resize', pod: 'a/0', cpus: 64, memoryMib: 1024 } as const
    const infeasible = await bench.service.create(requestFor([huge]), 'ada')
    expect(infeasible).toMatchObject({ kind: 'infeasible', spec: { refusals: [{ action: 'resize', nearest: {} }] } })
    bench.target.silent = true
    expect(await bench.service.create(requestFor(BIND), 'ada')).toMatchObject({ kind: 'unreachable' })
    expect(bench.service.list()).toEqual([])
    expect(audited(bench)).toEqual(Array(3).fill('ada create plan-a refused'))
  })
})

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

describe('dry runs', () => {
  it('client lists the calls and asks nobody; server asks about each; neither changes anything', async () => {
    const bench = benchOf(FLEET)
    const made = await created(bench, [{ kind: 'drain', host: 'h1' }, ...BIND])
    const client = await bench.service.act('plan-a', 'apply', 'eve', { dryRun: 'client' })
    expect(client.kind === 'dry-run' && client.calls.map((call) => `${call.step} ${call.call}`)).toEqual([
      '0 cordon h1',
      '1 evict',
      '1 create',
      '1 bind',
      '2 bind',
      '2 verify',
    ])
    expect(bench.target.asked).toEqual([])
    bench.target.fault = (call) => (call === '2 forward bind' ? { kind: 'refused', reason: 'quota' } : null)
    const server = await bench.service.act('plan-a', 'apply', 'eve', { dryRun: 'server' })
    expect(server.kind === 'dry-run' && server.calls[4].outcome).toEqual({ kind: 'refused', reason: 'quota' })
    expect(bench.target.truth.effects).toEqual([])
    expect(bench.service.get('plan-a')).toEqual(made)
    expect(await bench.service.act('plan-a', 'propose', 'eve', { dryRun: 'client' })).toMatchObject({
      kind: 'conflict',
    })
  })

  it('server says so when the plan is stale', async () => {
    const bench = benchOf(FLEET)
    await created(bench, BIND)
    bench.target.truth.pods.delete('a/1')
    expect((await bench.service.act('plan-a', 'apply', 'eve', { dryRun: 'server' })).kind).toBe('stale')
  })
})

describe('another process', () => {
  it('finds every plan as it was, revisions higher than any told before, and goes on with what was applying', async () => {
    const folder = freshFolder()
    const truth = new Truth(FLEET)
    const store = freshStore(folder)
    const bench = benchOf(FLEET, { store, truth, concurrency: 1 })
    await created(bench, [{ kind: 'bind' }, { kind: 'release', pod: 'a/0' }])
    await created(bench, BIND, { name: 'plan-b' })
    bench.target.fault = (call) => (call === '2 forward verify' ? new Promise(() => {}) : null)
    await applied(bench)
    await new Promise<void>((resolve) => {
      const end = bench.service.subscribe((plan) => {
        if (plan.status.steps[1]?.call !== 'verify') return
        end()
        resolve()
      })
    })
    const told = bench.service.get('plan-a')
    // What a kill leaves: the file as it is, while the first service hangs in its call.
    const copy = freshFolder()
    const { copyFileSync } = await import('node:fs')
    for (const end of ['', '-wal']) copyFileSync(`${folder}/berth.db${end}`, `${copy}/berth.db${end}`)
    const next = benchOf(FLEET, { store: freshStore(copy), truth })
    expect(next.service.list().map((plan) => plan.metadata.name)).toEqual(['plan-b', 'plan-a'])
    const restored = next.service.get('plan-a')
    expect(stepStates(restored as NonNullable<typeof restored>)).toBe('applied applying waiting')
    expect(restored?.status.revision).toBeGreaterThan(told?.status.revision ?? 1e9)
    const done = await reached(next, ['applied'])
    expect(stepStates(done)).toBe('applied applied applied')
    expect(new Set(truth.effects).size).toBe(truth.effects.length)
    expect(next.service.get('plan-b')?.status.state).toBe('draft')
  })

  it('leaves what was paused or halted where it was', async () => {
    const folder = freshFolder()
    const truth = new Truth(FLEET)
    const store = freshStore(folder)
    const bench = benchOf(FLEET, { store, truth })
    await created(bench, [{ kind: 'bind' }])
    bench.target.fault = () => ({ kind: 'refused', reason: 'no' })
    await applied(bench)
    await reached(bench, ['halted'])
    await bench.service.close()
    store.close()
    const next = benchOf(FLEET, { store: freshStore(folder), truth })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(next.service.get('plan-a')?.status.state).toBe('halted')
    expect(next.target.asked).toEqual([])
  })
})

describe('subscribers', () => {
  it('hear of changes, of many in one turn once, until they end it', async () => {
    const bench = benchOf(FLEET)
    const states: string[] = []
    const end = bench.service.subscribe((plan) => states.push(plan.status.state))
    await created(bench, [{ kind: 'bind' }])
    await new Promise((resolve) => setImmediate(resolve))
    await did(bench, 'propose')
    await did(bench, 'withdraw')
    await new Promise((resolve) => setImmediate(resolve))
    expect(states).toEqual(['draft', 'draft'])
    await applied(bench)
    await reached(bench, ['applied'])
    await new Promise((resolve) => setTimeout(resolve, 10))
    end()
    expect(states.at(-1)).toBe('applied')
    await did(bench, 'close')
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(states.at(-1)).toBe('applied')
  })
})
