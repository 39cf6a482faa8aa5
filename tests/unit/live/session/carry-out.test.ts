import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { carryOut, ReleaseRefused } from '../../../../src/live/session/carry-out.ts'
import type { CallOutcome, CallRequest, Target } from '../../../../src/live/targets/target.ts'
import type { PlanStep } from '../../../../src/model/plan.ts'

let nowMs = 0
beforeEach(() => {
  nowMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
})
afterEach(() => vi.restoreAllMocks())

/** A step of which one call waits for ever: what is asked, and how it ends. */
function waitAt(kind: string, stuck: string, calls: readonly string[]) {
  const asked: string[] = []
  const ended = new AbortController()
  const call = async ({ call, direction }: CallRequest): Promise<CallOutcome> => {
    asked.push(`${direction} ${call}`)
    if (direction === 'forward' && call === stuck) return { kind: 'wait', reason: 'not now', afterMs: 1 }
    return { kind: 'done' }
  }
  const target = { callsOf: () => calls, call } as unknown as Target
  const context = { plan: 'round', dryRun: 'none', signal: ended.signal } as const
  return { asked, ended, outcomes: carryOut(target, [[{ kind } as PlanStep]], context) }
}

test.each([
  ['a resize that a kubelet defers', 'resize', 'await-resize', ['resize', 'await-resize', 'verify']],
  ['an eviction that a budget forbids', 'migrate', 'evict', ['manifest', 'evict', 'gone', 'create']],
] as const)('%s is taken back after half a minute', async (_, kind, stuck, calls) => {
  const { asked, outcomes } = waitAt(kind, stuck, calls)
  await sleep(20)
  nowMs = 29_000
  await sleep(50)
  expect(asked.some((call) => call.startsWith('back'))).toBe(false)
  nowMs = 31_000
  expect(await outcomes).toMatchObject([{ failure: 'not now' }])
  expect(asked.filter((call) => call.startsWith('back'))).toEqual(calls.map((call) => `back ${call}`))
})

test('an end that takes its time is waited for', async () => {
  const { asked, ended, outcomes } = waitAt('migrate', 'gone', ['evict', 'gone'])
  await sleep(20)
  nowMs = 600_000
  await sleep(50)
  expect(asked).not.toContain('back evict')
  ended.abort()
  await expect(outcomes).rejects.toThrow()
})

test('a release that is refused ends the round, after what runs beside it and before what needs its room', async () => {
  const asked: string[] = []
  const call = async ({ step }: CallRequest): Promise<CallOutcome> => {
    asked.push(step.pod)
    if (step.pod === 'kept') return { kind: 'refused', reason: 'pods "kept" is forbidden' }
    await sleep(20)
    return { kind: 'done' }
  }
  const target = { callsOf: () => ['end', 'gone'], call } as unknown as Target
  const context = { plan: 'round', dryRun: 'none', signal: new AbortController().signal } as const
  const step = (kind: string, pod: string) => ({ kind, pod }) as PlanStep
  const phases = [[step('release', 'kept'), step('release', 'gone')], [step('bind', 'new')]]
  const error = await carryOut(target, phases, context).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ReleaseRefused)
  expect((error as Error).message).toBe('kept: pods "kept" is forbidden')
  expect(asked).toEqual(['kept', 'gone', 'gone'])
})
