import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LivePlan } from '../../../../src/live/plans/live-plan.ts'
import { PlanListeners } from '../../../../src/live/plans/plan-listeners.ts'
import type { Plan } from '../../../../src/model/plan.ts'

function planOf(count: number): Plan {
  const steps = Array.from({ length: count }, (_, i) => ({ number: i + 1, state: 'waiting', call: '', reason: '' }))
  const status = {
    state: 'applying',
    revision: 1,
    direction: 'forward',
    wave: 0,
    steps,
    reason: '',
    clashes: [],
    history: [],
  }
  return { metadata: { name: 'p' }, spec: {}, status } as unknown as Plan
}

describe('listeners', () => {
  it('hear of steps ten times a second, of the last one too, and of a state at once', async () => {
    const listeners = new PlanListeners()
    const heard: { atMs: number; plan: Plan }[] = []
    listeners.subscribe((plan) => heard.push({ atMs: performance.now(), plan }))
    const live = new LivePlan(planOf(50), (changed) => listeners.changed(changed))
    const begunMs = performance.now()
    for (let i = 1; i <= 50; i++) {
      live.setStep(i, 'applied', 'verify', '')
      await delay(5)
    }
    await delay(150)
    const tookMs = heard[heard.length - 1].atMs - begunMs
    expect(heard.length).toBeGreaterThan(1)
    expect(heard.length).toBeLessThanOrEqual(2 + tookMs / 100)
    expect(heard[heard.length - 1].plan.status.steps.every(({ state }) => state === 'applied')).toBe(true)
    live.setStep(1, 'applying', 'verify', '')
    await delay(1)
    const count = heard.length
    live.move('halted', { atMs: 1, actor: 'ada', action: 'halt', reason: '' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard).toHaveLength(count + 1)
    expect(heard[count].plan.status.state).toBe('halted')
  })
})
