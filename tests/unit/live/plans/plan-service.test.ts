import { describe, expect, it } from 'vitest'
import { AuditLog } from '../../../../src/live/audit/audit-log.ts'
import type { PlanAction, PlanIntent } from '../../../../src/model/plan.ts'
import { applied, audited, benchOf, created, did, reached } from './bench-of-plans.ts'
import { pending, requestFor, running, snapshotOf } from './snapshot.ts'

const FLEET = snapshotOf(2, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  pending('a/1', { cpus: 4 }),
  pending('a/2', { cpus: 4 }),
])
const BIND: readonly PlanIntent[] = [{ kind: 'bind', pods: ['a/1'] }]

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

  it('a halt while a resume looks at the fleet: the halt stands, and a resume that has seen it goes on', async () => {
    const bench = benchOf(FLEET, { concurrency: 1 })
    await created(bench, [{ kind: 'bind' }])
    bench.target.fault = async (call) => {
      if (call === '1 forward bind') await did(bench, 'pause')
      return null
    }
    await applied(bench)
    const { revision } = (await reached(bench, ['paused'])).status
    bench.target.looking = () => did(bench, 'halt', 'bob')
    const late = await bench.service.act('plan-a', 'resume', 'ann', { ifRevision: revision })
    expect(late).toMatchObject({ kind: 'conflict', reason: expect.stringMatching(/halted by bob/) })
    bench.target.looking = () => undefined
    expect(bench.service.get('plan-a')?.status.history.at(-1)).toMatchObject({ actor: 'bob', to: 'halted' })
    expect(audited(bench).slice(-2)).toEqual(['bob halt plan-a done', 'ann resume plan-a refused'])
    await did(bench, 'resume', 'ann')
    expect((await reached(bench, ['applied'])).status.reason).toBe('')
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
  it('keeps by what a request is known with the plan it made, or neither', async () => {
    const { service, store } = benchOf(FLEET)
    const repeat = { key: 'k', digest: 'd' }
    await service.create(requestFor([{ kind: 'release', pod: 'x' }]), 'ada', repeat)
    expect(store.requests.get('ada', 'k')).toBeNull()
    await service.create(requestFor(BIND), 'ada', repeat)
    expect(store.requests.get('ada', 'k')).toMatchObject({ digest: 'd', plan: 'plan-a' })
  })

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
    const signals = new Set<AbortSignal>()
    const call = bench.target.call.bind(bench.target)
    bench.target.call = (asked) => {
      signals.add(asked.signal)
      return call(asked)
    }
    const server = await bench.service.act('plan-a', 'apply', 'eve', { dryRun: 'server' })
    // A plan may have more steps than Node lets listen before it speaks of a leak.
    const warnings: string[] = []
    const onWarning = ({ name }: Error): number => warnings.push(name)
    process.on('warning', onWarning)
    for (const signal of signals) for (let i = 0; i < 12; i++) signal.addEventListener('abort', () => undefined)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', onWarning)
    expect([signals.size, warnings]).toEqual([1, []])
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
