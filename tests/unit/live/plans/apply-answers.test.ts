import { describe, expect, it } from 'vitest'
import { BIND, EVERY, EVERY_KIND, SIX } from './apply-fleets.ts'
import { applied, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'

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
