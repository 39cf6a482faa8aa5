import { describe, expect, it } from 'vitest'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { PLAIN } from '../../engine/small-fleet.ts'
import { applied, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { pending, running, snapshotOf } from './snapshot.ts'

const SIX = snapshotOf(
  2,
  Array.from({ length: 6 }, (_, i) => pending(`a/${i}`)),
)
const BIND: readonly PlanIntent[] = [{ kind: 'bind' }]
const EVERY = snapshotOf(3, [
  running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
  running('a/1', { host: 'h1', numa: 1, first: 0, cpus: 2, octet: 11 }),
  running('a/2', { host: 'h2', first: 0, cpus: 2, octet: 12 }),
  pending('a/3', { cpus: 4 }),
])
const EVERY_KIND: readonly PlanIntent[] = [
  { kind: 'release', pod: 'a/0' },
  { kind: 'resize', pod: 'a/1', cpus: 4, memoryMib: 2048 },
  { kind: 'migrate', pod: 'a/2' },
  { kind: 'bind' },
  { kind: 'create', game: 'duel', zone: 'z1', component: 'logic', request: PLAIN, pods: ['a/4'] },
]

describe('applying', () => {
  it('goes wave by wave, the canary first, and journals each call before and after', async () => {
    const bench = benchOf(SIX)
    await created(bench, BIND, { waves: { canary: 1, size: 3 } })
    const asked: string[] = []
    bench.target.sick = (steps) => {
      asked.push(steps.map((step) => step.number).join())
      return null
    }
    await applied(bench)
    const plan = await reached(bench, ['applied'])
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

describe('what the target may answer', () => {
  it('wait: is asked again until it is done, and says meanwhile what it waits for', async () => {
    const bench = benchOf(EVERY)
    await created(bench, [{ kind: 'resize', pod: 'a/1', cpus: 4, memoryMib: 2048 }])
    bench.target.fault = (_, times) => (times < 3 ? { kind: 'wait', reason: 'Deferred', afterMs: 1000 } : null)
    await applied(bench)
    await reached(bench, ['applied'])
    expect(bench.clock.sleptMs).toEqual([1000, 1000, 1000])
    const phases = bench.store.journal.linesOf('plan-a').map((line) => `${line.phase} ${line.detail}`)
    expect(phases).toEqual(['begun ', 'wait Deferred', 'done '])
  })

  it('wait for ever: halts when the gate is over, and resumes', async () => {
    const bench = benchOf(EVERY)
    await created(bench, [{ kind: 'resize', pod: 'a/1', cpus: 4, memoryMib: 2048 }], {
      gate: { timeoutMs: 5000, settleMs: 0 },
    })
    bench.target.fault = () => ({ kind: 'wait', reason: 'Deferred', afterMs: 1000 })
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    expect(halted.status.reason).toBe('step 1 (a/1): not done within 5000 ms: Deferred')
    expect(stepStates(halted)).toBe('failed')
    bench.target.fault = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })

  it('refused: halts, infeasible says so, and nothing further is begun', async () => {
    const bench = benchOf(SIX)
    await created(bench, BIND, { waves: { canary: 2, size: 10 } })
    bench.target.fault = (call) =>
      call === '2 forward bind' ? { kind: 'refused', reason: 'no', infeasible: true } : null
    await applied(bench)
    const plan = await reached(bench, ['halted'])
    expect(plan.status.reason).toBe('step 2 (a/1): infeasible: no')
    expect(stepStates(plan)).toBe('applied failed waiting waiting waiting waiting')
    expect(plan.status.clashes).toEqual([])
  })

  it('unreachable: tries again, waiting longer each time and as long as the target asks', async () => {
    const bench = benchOf(EVERY)
    await created(bench, [{ kind: 'release', pod: 'a/1' }])
    bench.target.fault = (_, times) => {
      if (times === 2) return { kind: 'unreachable', reason: '429', afterMs: 7000 }
      return times < 6 ? { kind: 'unreachable', reason: 'reset' } : null
    }
    await applied(bench)
    await reached(bench, ['applied'])
    expect(bench.clock.sleptMs).toEqual([200, 400, 7000, 1600, 3200, 6400])
  })

  it('unreachable for good: halts after ten tries, the call still open, and resumes with it', async () => {
    const bench = benchOf(EVERY)
    await created(bench, [{ kind: 'migrate', pod: 'a/1' }])
    bench.target.fault = (call) => (call.endsWith('create') ? { kind: 'unreachable', reason: 'reset' } : null)
    await applied(bench)
    const plan = await reached(bench, ['halted'])
    expect(plan.status.reason).toBe('step 1 (a/1): no answer after 10 tries: reset')
    expect(bench.target.asked.filter((call) => call === '1 forward create')).toHaveLength(10)
    bench.target.fault = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
    expect(bench.target.asked.filter((call) => call === '1 forward evict')).toHaveLength(1)
  })

  it('lost answers: what was done is found done, never done twice', async () => {
    const bench = benchOf(EVERY)
    await created(bench, EVERY_KIND)
    bench.target.fault = (_, times) => (times === 0 ? 'lost' : null)
    await applied(bench)
    await reached(bench, ['applied'])
    const { effects } = bench.target.truth
    expect(new Set(effects).size).toBe(effects.length)
  })

  it('clash: takes the step back, records it, halts; other steps stand', async () => {
    const bench = benchOf(SIX)
    await created(bench, BIND, { waves: { canary: 1, size: 10 } })
    bench.target.fault = (call) => {
      return call === '3 forward verify' ? { kind: 'clash', host: 'h1', reason: 'x has Cpu 4' } : null
    }
    await applied(bench)
    const plan = await reached(bench, ['halted'])
    expect(plan.status.clashes).toEqual([{ step: 3, host: 'h1', detail: 'x has Cpu 4', compensated: true }])
    expect(plan.status.reason).toMatch(/^step 3 \(a\/2\): clash on h1: x has Cpu 4/)
    expect(bench.target.truth.pods.get('a/2')?.holding).toBeNull()
    expect(bench.target.truth.pods.get('a/0')?.holding).not.toBeNull()
    expect(plan.status.steps[2].state).toBe('failed')
    bench.target.fault = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
    expect(bench.target.truth.pods.get('a/2')?.holding).toEqual(plan.spec.steps[2].after)
  })

  it('clash on a pod that somebody else bound: theirs stays', async () => {
    const bench = benchOf(SIX)
    const plan = await created(bench, BIND)
    bench.target.fault = (call, times) => {
      if (call === '1 forward bind' && times === 0) {
        const pod = bench.target.truth.pods.get('a/0')
        const holding = {
          ...(plan.spec.steps[0].after as NonNullable<(typeof plan.spec.steps)[0]['after']>),
          host: 'h2',
        }
        if (pod !== undefined) bench.target.truth.setPod('a/0', { ...pod, holding, decision: 'other' }, 'other')
      }
      return null
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    expect(halted.status.clashes).toHaveLength(1)
    expect(bench.target.truth.pods.get('a/0')).toMatchObject({ decision: 'other', holding: { host: 'h2' } })
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

describe('stopping', () => {
  it('pause: finishes the step in hand, begins no other, resumes', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = async (call) => {
      if (call === '2 forward bind') await did(bench, 'pause')
      return null
    }
    await applied(bench)
    const paused = await reached(bench, ['paused'])
    expect(paused.status.steps[1].state).toBe('applying')
    const done = new Promise<void>((resolve) => {
      const end = bench.service.subscribe((plan) => {
        if (plan.status.steps[1].state !== 'applied') return
        end()
        resolve()
      })
    })
    await done
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stepStates(bench.service.get('plan-a') as typeof paused)).toBe(
      'applied applied waiting waiting waiting waiting',
    )
    expect(bench.target.asked.at(-1)).toBe('2 forward verify')
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })

  it('halt: stops at the call, which stays begun; resume asks it again', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    let answer = (): void => {}
    bench.target.fault = (call, times) => {
      if (call !== '2 forward bind' || times > 0) return null
      return new Promise((resolve) => {
        answer = () => resolve(null)
        void did(bench, 'halt')
      })
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    expect(halted.status.steps[1]).toMatchObject({ state: 'applying', call: 'bind' })
    const resumed = did(bench, 'resume')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(bench.target.asked.at(-1)).toBe('2 forward bind')
    answer()
    await resumed
    await reached(bench, ['applied'])
    expect(bench.target.asked.filter((call) => call === '2 forward bind')).toHaveLength(2)
    expect(bench.target.truth.effects.filter((effect) => effect === 'plan-a/2/forward bind')).toHaveLength(1)
  })

  it('rollback of a halted plan takes back what was begun, and only that', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    const before = bench.target.truth.state()
    await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = (call) => (call === '3 forward bind' ? 'lost' : null)
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    expect(stepStates(halted)).toBe('applied applied failed waiting waiting waiting')
    expect(bench.target.truth.pods.get('a/2')?.holding).not.toBeNull()
    await did(bench, 'rollback')
    const back = await reached(bench, ['rolled-back'])
    expect(stepStates(back)).toBe('undone undone undone waiting waiting waiting')
    expect(bench.target.truth.state()).toEqual(before)
  })

  it('fails when a step cannot be taken back, keeps those that stand in its way, and tries again', async () => {
    const pods = [
      running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
      pending('a/9', { cpus: 4, numa: 'single' }),
    ]
    const bench = benchOf(snapshotOf(1, pods))
    const before = bench.target.truth.state()
    await created(bench, [{ kind: 'release', pod: 'a/0' }, { kind: 'bind' }])
    await applied(bench)
    await reached(bench, ['applied'])
    bench.target.fault = (call) => (call === '2 back unbind' ? { kind: 'refused', reason: 'no' } : null)
    await did(bench, 'rollback')
    const failed = await reached(bench, ['failed'])
    expect(failed.status.steps.map((step) => `${step.state}: ${step.reason}`)).toEqual([
      'not-undone: step 2 holds what it needs',
      'not-undone: no',
    ])
    expect(failed.status.closed).toBe(false)
    bench.target.fault = () => null
    await did(bench, 'rollback')
    await reached(bench, ['rolled-back'])
    expect(bench.target.truth.state()).toEqual(before)
  })
})
