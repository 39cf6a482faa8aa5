import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { AdapterProcess, appliedCount } from './adapter-process.ts'
import { startBerth, until } from './berth.ts'
import { holdingProxy } from './holding-proxy.ts'

const STEPS = 5
const adapter = new AdapterProcess()
let snapshot: Snapshot

/** Approves a plan that gives some pods, others for each `part`, one Cpu more, one after the other with pauses. */
async function approvedPlan(name: string, part: number): Promise<void> {
  const placed = snapshot.pods.filter(({ holding, component }) => holding !== null && component === 'access')
  const intents = placed.slice(part * STEPS, (part + 1) * STEPS).map(({ name: pod, cpus, memoryMib }) => {
    return { kind: 'resize' as const, pod, cpus: cpus + 1, memoryMib }
  })
  expect(intents.length).toBe(STEPS)
  const spec = { intents, waves: { canary: 1, size: 1 }, gate: { timeoutMs: 60_000, settleMs: 3000 } }
  await adapter.approved(name, spec)
}

/** How often the hosts were asked to hold what a step decided, by step. */
function askedByStep(plan: string): readonly number[] {
  const text = readFileSync(join(adapter.stateFolder, 'sandbox-launch-day-smoke.ndjson'), 'utf8')
  return Array.from({ length: STEPS }, (_, i) => text.split(`"${plan}/${i + 1}/forward"`).length - 1)
}

beforeAll(async () => {
  await adapter.start()
  await adapter.add('ann', 'author,operator')
  await adapter.add('bob', 'approver')
  snapshot = await adapter.get<Snapshot>('ann', 'api/snapshot')
})
afterAll(() => adapter.close())

describe('Ctrl-C while a plan is applied or followed', () => {
  it('ends the command with 130 and says what goes on and how it is stopped', async () => {
    await approvedPlan('slow', 0)
    const push = adapter.begin('ann', 'push', 'slow')
    await adapter.untilPlan('slow', (plan) => appliedCount(plan) >= 1)
    push.pressCtrlC()
    const { code, stdout, stderr } = await push.ended
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr.replace(/ +/g, ' ').split('\n')).toEqual([
      expect.stringMatching(/^slow goes on at the server, [0-5] of 5 steps applied; with the same options as here$/),
      ' berth push slow follows it again',
      ' berth plans pause slow stops it after the steps in hand',
      ' berth plans halt slow stops it at the call',
      ' berth plans resume slow then goes on',
      '',
    ])
  })

  it('leaves the plan to the server, which does as it said', async () => {
    const seen = appliedCount(await adapter.plan('slow'))
    await adapter.untilPlan('slow', (plan) => appliedCount(plan) > seen)
    await adapter.must('ann', 'plans', 'pause', 'slow')
    await adapter.untilPlan('slow', ({ status }) => status.state === 'paused')
    await adapter.must('ann', 'plans', 'resume', 'slow')
    expect(await adapter.as('ann', 'push', 'slow')).toEqual({
      code: 0,
      stdout: 'slow: applied, 5 of 5 steps applied\n',
      stderr: '',
    })
    expect(askedByStep('slow')).toEqual([1, 1, 1, 1, 1])
  })

  it('is heeded when it comes before the answer that the plan is being applied', async () => {
    await approvedPlan('held', 2)
    const held = await holdingProxy(adapter.address, '/api/plans/held/apply')
    try {
      const words = ['push', 'held', '--server', held.address]
      const push = startBerth(words, adapter.folder, { BERTH_TOKEN: adapter.tokens['ann'] }, true)
      await held.answered
      await adapter.untilPlan('held', ({ status }) => status.state === 'applying')
      push.pressCtrlC()
      await sleep(500)
      held.release()
      const { code, stdout, stderr } = await push.ended
      expect([code, stdout]).toEqual([130, ''])
      expect(stderr).toMatch(/^held goes on at the server, [0-5] of 5 steps applied; /)
    } finally {
      await held.close()
    }
    expect((await adapter.plan('held')).status.state).toBe('applying')
    await adapter.must('ann', 'plans', 'halt', 'held')
  })

  it('is heeded as SIGTERM too, with the same words', async () => {
    await approvedPlan('ended', 3)
    const push = adapter.begin('ann', 'push', 'ended')
    await adapter.untilPlan('ended', (plan) => appliedCount(plan) >= 1)
    // Steps are told ten times a second, so the command may hear of this one a moment later.
    await sleep(500)
    push.signal('SIGTERM')
    const { code, stdout, stderr } = await push.ended
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toMatch(/^ended goes on at the server, [1-5] of 5 steps applied; /)
    expect((await adapter.plan('ended')).status.state).toBe('applying')
    await adapter.must('ann', 'plans', 'halt', 'ended')
  })

  it('stops a plan that the command itself applies at the call, and nothing of it is lost or done twice', async () => {
    await approvedPlan('alone', 1)
    expect((await adapter.stop()).code).toBe(130)
    const push = adapter.begin('ann', 'push', 'alone')
    await until(() => askedByStep('alone')[1] > 0, 60_000)
    push.pressCtrlC()
    const { code, stdout, stderr } = await push.ended
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toMatch(/^alone is stopped at the call, nothing is lost, [0-4] of 5 steps applied; /)
    expect(stderr).toContain('berth plans halt alone')
    const state = JSON.parse(await adapter.must('ann', 'plans', 'show', 'alone', '-o', 'json')).status
    expect([state.state, state.clashes]).toEqual(['applying', []])
    await adapter.must('ann', 'plans', 'halt', 'alone')
    const resumed = await adapter.as('ann', 'plans', 'resume', 'alone')
    expect([resumed.code, resumed.stdout]).toEqual([0, 'alone: applied, 5 of 5 steps applied\n'])
    expect(askedByStep('alone')).toEqual([1, 1, 1, 1, 1])
  })
})
