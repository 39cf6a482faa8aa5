import { describe, expect, it } from 'vitest'
import { BIND, EVERY, EVERY_KIND, SIX } from './apply-fleets.ts'
import { applied, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { pending, running, snapshotOf } from './snapshot.ts'

describe('applying', () => {
  it('goes wave by wave, the canary first, and journals each call before and after', async () => {
    const bench = benchOf(SIX)
    await created(bench, BIND, { waves: { canary: 1, size: 3 } })
    const asked: string[] = []
    bench.target.sick = (steps) => {
      asked.push(steps.map((step) => step.number).join())
      return null
    }
    const unnoted: string[] = []
    bench.target.fault = (call) => {
      // What is about to be made is in the journal, and of what was made before all is.
      const lines = bench.store.journal.linesOf('plan-a').map((line) => `${line.step} ${line.direction} ${line.call}`)
      if (!lines.includes(call)) unnoted.push(call)
      return null
    }
    await applied(bench)
    const plan = await reached(bench, ['applied'])
    expect(unnoted).toEqual([])
    expect(bench.target.asked).toHaveLength(12)
    expect(asked).toEqual(['1', '2,3,4', '5,6'])
    expect(stepStates(plan)).toBe('applied applied applied applied applied applied')
    expect(plan.status).toMatchObject({ wave: 3, approver: 'bob', closed: false, reason: '' })
    const lines = bench.store.journal.linesOf('plan-a').filter((line) => line.step === 1)
    expect(lines.map((line) => `${line.call} ${line.phase}`)).toEqual([
      'bind begun',
      'bind done',
      'verify begun',
      'verify done',
    ])
    expect(plan.status.history.map((change) => `${change.actor} ${change.action} ${change.to}`)).toEqual([
      'ada create draft',
      'ada propose proposed',
      'bob approve approved',
      'ada apply applying',
      'berth progress applied',
    ])
  })

  it('carries out and rolls back every kind of step, to where it was', async () => {
    const bench = benchOf(EVERY)
    const before = bench.target.truth.state()
    const made = await created(bench, EVERY_KIND)
    expect(made.spec.steps.map((step) => step.kind)).toEqual(['release', 'resize', 'migrate', 'bind', 'create'])
    await applied(bench)
    await reached(bench, ['applied'])
    const after = bench.target.truth.pods
    for (const { pod, after: want } of made.spec.steps) expect(after.get(pod)?.holding ?? null).toEqual(want)
    await did(bench, 'rollback')
    const plan = await reached(bench, ['rolled-back', 'failed'])
    expect(plan.status).toMatchObject({ state: 'rolled-back', closed: true, direction: 'back' })
    expect(stepStates(plan)).toBe('undone undone undone undone undone')
    expect(bench.target.truth.state()).toEqual(before)
  })

  it('undoes last first what needs what another holds', async () => {
    const full = [0, 1].map((i) =>
      running(`a/${i}`, { host: 'h1', numa: i as 0 | 1, first: 0, cpus: 4, octet: 10 + i }),
    )
    const siblings = { cpus: '8-11', octet: 20 }
    const more = running('a/8', { host: 'h1', first: 0, cpus: 4, octet: siblings.octet })
    const holding = { ...(more.holding as NonNullable<typeof more.holding>), cpus: siblings.cpus }
    const bench = benchOf(snapshotOf(1, [...full, { ...more, holding }, pending('a/9', { cpus: 8 })]))
    await created(bench, [{ kind: 'release', pod: 'a/0' }, { kind: 'release', pod: 'a/8' }, { kind: 'bind' }], {
      waves: { canary: 0, size: 9 },
    })
    bench.target.fault = async (call) => {
      if (/delete|unbind/.test(call)) await new Promise((resolve) => setTimeout(resolve, 5))
      return null
    }
    await applied(bench)
    await reached(bench, ['applied'])
    await did(bench, 'rollback')
    await reached(bench, ['rolled-back'])
    const binds = bench.target.truth.effects.filter((effect) => /unbind|back bind/.test(effect))
    expect(binds[0]).toBe('plan-a/3/back unbind')
    const forward = bench.target.truth.effects.filter((effect) => effect.includes('forward'))
    expect(forward.at(-1)).toBe('plan-a/3/forward bind')
  })

  it('keeps at most so many calls in hand', async () => {
    const bench = benchOf(SIX, { concurrency: 2 })
    await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = () => new Promise((resolve) => setTimeout(() => resolve(null), 2))
    await applied(bench)
    await reached(bench, ['applied'])
    expect(bench.target.inHandMax).toBe(2)
  })

  it('drains: cordons first, gives the cordon back when the plan is closed', async () => {
    const bench = benchOf(EVERY)
    await created(bench, [{ kind: 'drain', host: 'h1' }])
    await applied(bench)
    await reached(bench, ['applied'])
    expect(bench.target.truth.effects[0]).toBe('plan-a cordon h1 true')
    expect([...bench.target.truth.pods.values()].filter((pod) => pod.holding?.host === 'h1')).toEqual([])
    const closed = await did(bench, 'close')
    expect(closed.status).toMatchObject({ state: 'applied', closed: true })
    expect(bench.target.truth.effects.at(-1)).toBe('plan-a cordon h1 false')
    expect((await bench.service.act('plan-a', 'rollback', 'ada')).kind).toBe('conflict')
  })

  it('gives the cordon back when a drain is rolled back', async () => {
    const bench = benchOf(EVERY)
    await created(bench, [{ kind: 'drain', host: 'h1' }])
    const before = bench.target.truth.state()
    await applied(bench)
    await reached(bench, ['applied'])
    await did(bench, 'rollback')
    await reached(bench, ['rolled-back'])
    expect(bench.target.truth.state()).toEqual(before)
  })
})

describe('the health gate', () => {
  it('halts the plan when a wave is not healthy in time, before the next wave', async () => {
    const bench = benchOf(SIX)
    await created(bench, BIND, { gate: { timeoutMs: 3000, settleMs: 0 }, waves: { canary: 1, size: 5 } })
    bench.target.sick = () => 'a/0 is not ready'
    await applied(bench)
    const plan = await reached(bench, ['halted'])
    expect(plan.status.reason).toBe('canary: not healthy within 3000 ms: a/0 is not ready')
    expect(plan.status.wave).toBe(0)
    expect(stepStates(plan)).toBe('applied waiting waiting waiting waiting waiting')
    bench.target.sick = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })

  it('lets a wave settle and looks once more', async () => {
    const bench = benchOf(SIX)
    await created(bench, BIND, { gate: { timeoutMs: 3000, settleMs: 777 }, waves: { canary: 1, size: 5 } })
    let looks = 0
    bench.target.sick = () => (++looks === 2 ? 'a/0 crashed' : null)
    await applied(bench)
    const plan = await reached(bench, ['halted'])
    expect(plan.status.reason).toBe('canary: not healthy any more after 777 ms: a/0 crashed')
    expect(bench.clock.sleptMs).toEqual([777])
  })
})
