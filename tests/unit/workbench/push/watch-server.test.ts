import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NO_AGENT_YET, NOT_ASKED, type TargetAnswer } from '../../../../src/model/api.ts'
import { NOTHING_YET, pushStore } from '../../../../src/workbench/push/state/push-store.ts'
import { targetStand } from '../../../../src/workbench/push/state/target-stand.ts'
import { watchServer } from '../../../../src/workbench/push/state/watch-server.ts'

const TARGET = { target: { kind: 'sandbox', name: 'x' }, answers: true, reason: '', observedAtMs: 0 } as const

/** A server whose fleet was last observed at `observedAtMs`; what it was asked for. */
let observedAtMs = 0
let asked: string[] = []
/** How far the page's clock is ahead of the server's. */
let clockAheadMs = 0
function answer(path: string): Response {
  asked.push(path)
  if (path.includes('fresh')) observedAtMs = Date.now() - clockAheadMs
  const fleet = { hosts: [], segments: [], pools: [] }
  const bodies: Readonly<Record<string, object>> = {
    '/api/target': { ...TARGET, observedAtMs },
    '/api/plans': { plans: [] },
    '/api/hosts': { hosts: [] },
  }
  return Response.json(bodies[path] ?? { observedAtMs, fleet, hosts: [], pods: [], clashes: [], faults: [] })
}

beforeEach(() => {
  observedAtMs = 5000
  asked = []
  clockAheadMs = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: 5000 })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('fetch', async (path: string) => answer(path))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  pushStore.setState(NOTHING_YET)
})

const fresh = (): number => asked.filter((path) => path === '/api/snapshot?fresh=true').length

test('a fleet in sight is looked at afresh when nobody has done so for a minute, one out of sight is not', async () => {
  const end = watchServer()
  await vi.advanceTimersByTimeAsync(55_000)
  expect([pushStore.getState().live?.snapshot.observedAtMs, fresh()]).toEqual([5000, 0])
  // Somebody else has the server look: this page takes what came of it, and a minute begins anew.
  observedAtMs = 60_000
  await vi.advanceTimersByTimeAsync(30_000)
  expect([pushStore.getState().live?.snapshot.observedAtMs, fresh()]).toEqual([60_000, 0])
  await vi.advanceTimersByTimeAsync(40_000)
  expect([pushStore.getState().live?.snapshot.observedAtMs, fresh()]).toEqual([120_000, 1])
  Object.assign(document, { hidden: true })
  await vi.advanceTimersByTimeAsync(200_000)
  expect(fresh()).toBe(1)
  end()
})

test('a snapshot that is old when it comes is taken anew at once', async () => {
  vi.setSystemTime(300_000)
  const end = watchServer()
  await vi.advanceTimersByTimeAsync(1000)
  expect([pushStore.getState().live?.snapshot.observedAtMs, fresh()]).toEqual([300_000, 1])
  await vi.advanceTimersByTimeAsync(50_000)
  expect(fresh()).toBe(1)
  end()
})

test('a clock that is ahead of the server has no snapshot taken more than once a minute', async () => {
  clockAheadMs = 3_600_000
  vi.setSystemTime(clockAheadMs + 5000)
  const end = watchServer()
  await vi.advanceTimersByTimeAsync(170_000)
  expect(fresh()).toBe(3)
  end()
})

test('a target that nobody has asked yet, or that no host has joined, is not said to be silent', () => {
  const target = (change: Partial<TargetAnswer>): TargetAnswer => ({ ...TARGET, answers: false, ...change })
  expect(targetStand(null, true)).toBe('asking')
  expect(targetStand(target({ observedAtMs: null, reason: NOT_ASKED }), true)).toBe('asking')
  expect(targetStand(target({ observedAtMs: null, reason: 'connection refused' }), true)).toBe('silent')
  expect(targetStand(target({ observedAtMs: null, reason: NO_AGENT_YET }), true)).toBe('empty')
  expect(targetStand(target({ observedAtMs: 1, reason: NO_AGENT_YET }), true)).toBe('silent')
  expect(targetStand(TARGET, true)).toBe('answers')
  expect(targetStand(TARGET, false)).toBe('away')
})
