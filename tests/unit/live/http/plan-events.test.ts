import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { planEvents } from '../../../../src/live/http/plan-events.ts'
import { planNamed, ScriptedPlans } from './scripted.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** The events of a plan at revision 1, and how it changes. */
function eventsOf() {
  const plans = new ScriptedPlans()
  const plan = plans.add(planNamed('p', 'ann'))
  const rights = { still: true }
  const reader = planEvents(plans, plan, () => rights.still).getReader()
  let revision = 1
  const change = (): void => {
    revision++
    for (const told of plans.listeners) told({ ...plan, status: { ...plan.status, revision } })
  }
  /** What is there to be read now, ids of statuses and comments, until nothing is. */
  const readAll = async (): Promise<string[]> => {
    const found: string[] = []
    for (;;) {
      const read = reader.read().then(({ value, done }) => (done ? 'end' : new TextDecoder().decode(value)))
      const text = await Promise.race([read, new Promise<null>((resolve) => setTimeout(resolve, 20, null))])
      if (text === null) return found
      found.push(/^id: (\d+)$/m.exec(text)?.[1] ?? text.trim())
      if (text === 'end') return found
    }
  }
  return { plans, change, readAll, reader, rights }
}

it('a reader that was away finds what was, and what is', async () => {
  const { change, readAll, reader, plans } = eventsOf()
  await new Promise((resolve) => setTimeout(resolve))
  for (let i = 0; i < 1000; i++) change()
  await new Promise((resolve) => setTimeout(resolve))
  for (let i = 0; i < 10; i++) vi.advanceTimersByTime(15_000)
  expect(await readAll()).toEqual(['1', '1001'])
  change()
  await reader.cancel()
  expect(plans.listeners.size).toBe(0)
})

it('a reader that waits is told of each change, and that the server is there', async () => {
  const { change, readAll, rights, plans } = eventsOf()
  const seen = readAll()
  await new Promise((resolve) => setTimeout(resolve, 5))
  change()
  await new Promise((resolve) => setTimeout(resolve, 5))
  vi.advanceTimersByTime(15_000)
  await new Promise((resolve) => setTimeout(resolve, 5))
  change()
  expect(await seen).toEqual(['1', '2', ': still here', '3'])
  rights.still = false
  vi.advanceTimersByTime(15_000)
  expect(plans.listeners.size).toBe(0)
})
