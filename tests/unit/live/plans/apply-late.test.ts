import { describe, expect, it } from 'vitest'
import type { HoldingWords } from '../../../../src/model/decision.ts'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { applied, type Bench, benchOf, created, did, intrude, reached, stepStates } from './bench-of-plans.ts'
import { pending, running, snapshotOf } from './snapshot.ts'
import { TruthTarget } from './truth-target.ts'

const SIX = snapshotOf(
  2,
  Array.from({ length: 6 }, (_, i) => pending(`a/${i}`)),
)
const BIND: readonly PlanIntent[] = [{ kind: 'bind' }]

/** Lines of the journal of these steps, `3 back unbind done`. */
function linesOf({ store }: Bench, ...steps: readonly number[]): readonly string[] {
  const lines = store.journal.linesOf('plan-a').filter((line) => steps.includes(line.step))
  return lines.map(({ step, direction, call, phase }) => `${step} ${direction} ${call} ${phase}`)
}

describe('somebody else who gets in the way of a step that was verified', () => {
  it('while later steps run: the step is taken back, noted before and after, and the wave halts', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    const plan = await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = async (call) => {
      if (call === '4 forward bind') intrude(bench, plan, 2)
      return null
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    const { host } = plan.spec.steps[1].after as HoldingWords
    expect(stepStates(halted)).toMatch(/^applied failed applied applied waiting/)
    expect(halted.status.clashes).toMatchObject([{ step: 2, host, compensated: true }])
    expect(halted.status.reason).toMatch(/^step 2 \(a\/1\): clash on h\d: x\/2 has Cpu/)
    expect(bench.target.truth.pods.get('a/1')?.holding).toBeNull()
    expect(linesOf(bench, 2).slice(4)).toEqual(['2 forward verify clash', '2 back unbind begun', '2 back unbind done'])
    bench.target.truth.setPod('x/2', null, 'somebody')
    await did(bench, 'resume')
    const end = await reached(bench, ['applied'])
    expect(bench.target.truth.pods.get('a/1')).toMatchObject({ holding: end.spec.steps[1].after, uid: 'uid-a/1-again' })
  })

  it('at the gate of the last wave, and in an earlier wave: that wave is gone through again', async () => {
    const bench = benchOf(SIX)
    const plan = await created(bench, BIND, { waves: { canary: 1, size: 5 } })
    bench.target.sick = (steps) => {
      if (steps.length > 1 && !bench.target.truth.pods.has('x/1')) intrude(bench, plan, 1)
      return null
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    expect(stepStates(halted)).toBe('failed applied applied applied applied applied')
    expect(halted.status).toMatchObject({ wave: 0, clashes: [{ step: 1, compensated: true }] })
    bench.target.sick = () => null
    bench.target.truth.setPod('x/1', null, 'somebody')
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })

  it('while nobody watched: the first look after a restart finds it, before a step is begun', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    const plan = await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = (call) => (call === '4 forward bind' ? { kind: 'refused', reason: 'no' } : null)
    await applied(bench)
    await reached(bench, ['halted'])
    intrude(bench, plan, 3)
    bench.target.fault = () => null
    bench.target.asked.length = 0
    await did(bench, 'resume')
    const halted = await reached(bench, ['halted'])
    expect(halted.status.clashes).toMatchObject([{ step: 3, compensated: true }])
    expect(bench.target.asked).toEqual(['3 forward verify', '3 back unbind'])
  })

  it('is not a pod that its owner took away again', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    const plan = await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = (call) => {
      if (call !== '4 forward bind') return null
      bench.target.truth.setPod('a/1', null, 'owner')
      intrude(bench, plan, 2)
      return null
    }
    await applied(bench)
    expect((await reached(bench, ['applied', 'halted'])).status.clashes).toEqual([])
  })
})

describe('a host that goes away after its steps were verified', () => {
  it('has all of them taken back, newest first, and no other', async () => {
    const big = Array.from({ length: 6 }, (_, i) => pending(`a/${i}`, { cpus: 4 }))
    const bench = benchOf(snapshotOf(2, big), { concurrency: 1 })
    const plan = await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = (call) => {
      if (call === '6 forward bind') bench.target.truth.loseHost('h1')
      return null
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    const onHost = (host: string) => plan.spec.steps.filter(({ after }) => after?.host === host)
    const lost = onHost('h1').map(({ number }) => number)
    const later = lost.filter((number) => number < 6).reverse()
    expect(later.length).toBeGreaterThan(1)
    const told = halted.status.clashes.map(({ step }) => step).filter((step) => step < 6)
    expect(told).toEqual(later)
    expect(halted.status.clashes.every(({ compensated, detail }) => compensated && detail === 'h1 is gone')).toBe(true)
    for (const { pod } of onHost('h2').filter(({ number }) => number < 6)) {
      expect(bench.target.truth.pods.get(pod)?.holding).not.toBeNull()
    }
    bench.target.asked.length = 0
    const refused = await bench.service.act('plan-a', 'resume', 'ada')
    expect(refused).toMatchObject({ kind: 'stale', faults: [{ path: 'hosts.h1', found: 'no such host' }] })
    expect(refused.kind === 'stale' && refused.faults[0].expected).toContain(`for steps ${lost.join(', ')}`)
    expect(bench.target.asked).toEqual([])
  })
})

describe('a step whose way back needs what a later one took', () => {
  it('is taken back after that one', async () => {
    const pods = [
      running('a/0', { host: 'h1', first: 0, cpus: 4, octet: 10 }),
      running('f/0', { host: 'h1', numa: 1, first: 0, cpus: 4, octet: 11 }),
      pending('a/9', { cpus: 4 }),
    ]
    const bench = benchOf(snapshotOf(2, pods), { concurrency: 1 })
    const before = bench.target.truth.state()
    const plan = await created(bench, [{ kind: 'migrate', pod: 'a/0' }, { kind: 'bind' }], {
      waves: { canary: 0, size: 2 },
    })
    expect(plan.spec.steps.map(({ after }) => after?.host)).toEqual(['h2', 'h1'])
    bench.target.sick = () => {
      if (!bench.target.truth.pods.has('x/1')) intrude(bench, plan, 1)
      return null
    }
    await applied(bench)
    const halted = await reached(bench, ['halted'])
    expect(halted.status.clashes).toMatchObject([
      { step: 2, detail: 'it may hold what step 1 needs to be taken back', compensated: true },
      { step: 1, host: 'h2', compensated: true },
    ])
    bench.target.truth.setPod('x/1', null, 'somebody')
    expect(bench.target.truth.state()).toEqual(before)
    bench.target.sick = () => null
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })
})

describe('a compensation that a crash cut short', () => {
  it('is finished before anything else, and told once', async () => {
    const first = benchOf(SIX, { concurrency: 1 })
    const plan = await created(first, BIND, { waves: { canary: 0, size: 6 } })
    const cut = new Promise<void>((resolve) => {
      first.target.fault = (call) => {
        if (call === '4 forward bind') intrude(first, plan, 2)
        if (call !== '2 back unbind') return null
        resolve()
        return new Promise(() => undefined)
      }
    })
    await applied(first)
    await cut
    await first.service.close()
    const target = new TruthTarget(first.target.truth)
    const second = benchOf(SIX, { store: first.store, target, concurrency: 1 })
    const halted = await reached(second, ['halted'])
    expect(halted.status.clashes).toMatchObject([{ step: 2, compensated: true }])
    expect(target.asked).toEqual(['2 back unbind'])
    expect(target.truth.pods.get('a/1')?.holding).toBeNull()
  })
})

describe('a compensation that was refused', () => {
  it('is tried again by resume, which halts once more and tells the clash once; the next one goes on', async () => {
    const bench = benchOf(SIX, { concurrency: 1 })
    const plan = await created(bench, BIND, { waves: { canary: 0, size: 6 } })
    bench.target.fault = (call) => {
      if (call === '4 forward bind') intrude(bench, plan, 2)
      return call === '2 back unbind' ? { kind: 'refused', reason: 'no' } : null
    }
    await applied(bench)
    const first = await reached(bench, ['halted'])
    expect(first.status.clashes).toMatchObject([{ step: 2, compensated: false }])
    expect(first.status.reason).toMatch(/; taking it back: no$/)
    bench.target.fault = () => null
    bench.target.asked.length = 0
    await did(bench, 'resume')
    const second = await reached(bench, ['halted'])
    expect(second.status.clashes).toMatchObject([{ step: 2, compensated: true }])
    expect(bench.target.asked).toEqual(['2 back unbind'])
    bench.target.truth.setPod('x/2', null, 'somebody')
    await did(bench, 'resume')
    await reached(bench, ['applied'])
  })
})
