import { describe, expect, it } from 'vitest'
import type { PlanIntent } from '../../../../src/model/plan.ts'
import { applied, benchOf, created, did, reached, stepStates } from './bench-of-plans.ts'
import { pending, running, snapshotOf } from './snapshot.ts'

const SIX = snapshotOf(
  2,
  Array.from({ length: 6 }, (_, i) => pending(`a/${i}`)),
)
const BIND: readonly PlanIntent[] = [{ kind: 'bind' }]

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
