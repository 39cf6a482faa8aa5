import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TargetUnreachable } from '../../src/live/targets/target.ts'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { PlanStep, StepKind } from '../../src/model/plan.ts'
import { until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import type { FaultProxy } from './lab/fault-proxy.ts'
import { startFaultProxy } from './lab/fault-proxy.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { gamePod } from './lab/pods.ts'
import { drive } from './target/drive.ts'
import { DEADLINE_MS, GRID, ONE_PER_KIND } from './target/faults.ts'
import { accountWith, NEVER, PODS, roleRules, Stage } from './target/stage.ts'
import { stepOf } from './target/steps.ts'

/** All effects on all kinds of request take minutes: `BERTH_FAULTS=all` asks for them. */
const CASES = process.env['BERTH_FAULTS'] === 'all' ? GRID : ONE_PER_KIND

let cluster: Cluster
let proxy: FaultProxy
let stage: Stage
let count = 0

beforeAll(async () => {
  cluster = await startCluster({ nodes: 6 })
  await cluster.create([networksOf(labFleet(6), 'default')])
  proxy = await startFaultProxy(cluster)
  const kubeconfig = proxy.kubeconfig(await accountWith(cluster, 'berth', roleRules()))
  stage = await Stage.open(cluster, kubeconfig, DEADLINE_MS)
})

afterAll(async () => {
  await stage?.target.close()
  await proxy?.stop()
  await cluster?.stop()
})

/** A step of that kind that can be carried out now, for a pod of its own. */
async function stepReady(kind: StepKind): Promise<PlanStep> {
  const name = `fault-${++count}`
  if (kind === 'create') {
    const snapshot = await stage.target.snapshot(NEVER)
    const template = { spec: { containers: [{ name: 'game', image: 'game:1' }] } }
    const pod = { name: `default/${name}`, objectName: `default/${name}` }
    return stepOf('create', pod, stage.holding(snapshot, snapshot.fleet.hosts[0]), { template })
  }
  if (kind === 'bind') {
    const { pod, after } = await stage.pendingPod(name)
    return stepOf('bind', pod, after)
  }
  const pod = await stage.boundPod(name)
  const snapshot = await stage.target.snapshot(NEVER)
  if (kind === 'release') return stepOf('release', pod, null)
  if (kind === 'resize') return stepOf('resize', pod, { ...(pod.holding as HoldingWords), memoryMib: { 0: 2048 } })
  return stepOf('migrate', pod, stage.holding(snapshot, snapshot.fleet.hosts[3]))
}

async function holdingOf(objectName: string): Promise<HoldingWords | null | undefined> {
  const snapshot = await stage.target.snapshot(NEVER)
  expect(snapshot.clashes).toEqual([])
  return snapshot.pods.find((pod) => pod.objectName === objectName)?.holding
}

describe('an API server that', () => {
  it.each(CASES.filter(([request]) => request.step === 'snapshot'))('at $name, $1', async (request, _, effect) => {
    const rule = proxy.inject({ method: request.method, path: request.path, effect })
    const first = await stage.target.snapshot(NEVER).catch((error: unknown) => error)
    expect(rule.picked).toBe(1)
    proxy.clear()
    if (first instanceof Error) expect(first).toBeInstanceOf(TargetUnreachable)
    // 410 is answered by a new list; whatever else it was, the next snapshot is whole.
    expect((await stage.target.snapshot(NEVER)).fleet.hosts).toHaveLength(6)
  })

  it.each(CASES.filter(([request]) => request.step !== 'snapshot'))('at $name, $1', async (request, _, effect) => {
    const step = await stepReady(request.step as StepKind)
    const rule = proxy.inject({ method: request.method, path: request.path, effect })
    if (request.method === 'WATCH') proxy.endWatches(request.path, 'cut')
    const from = proxy.calls.length
    const { outcome } = await drive(stage.target, step, { plan: `faults-${count}` })
    expect(outcome).toMatchObject({ kind: 'done' })
    if (request.method !== 'WATCH') expect(rule.picked).toBe(1)
    proxy.clear()
    expect(await holdingOf(step.objectName)).toEqual(step.after ?? undefined)
    // Each effect was brought about once, however often it was asked for.
    for (const effectPath of [/\/binding/, /\/eviction/]) {
      const made = proxy.calls.slice(from).filter((call) => effectPath.test(call.path) && call.serverStatus === 201)
      expect(made.length).toBeLessThanOrEqual(1)
    }
  })
})

describe('a watch', () => {
  it.each(['cut', 'expire'] as const)('that is %s goes on with what is there now', async (how) => {
    await stage.boundPod(`before-${how}`)
    await until('watch', async () => ((await stage.target.health([], NEVER)) === null ? true : null))
    expect(proxy.endWatches(/\/v1\/pods$/, how)).toBeGreaterThan(0)
    await cluster.create([gamePod(`during-${how}`)])
    const { snapshot, pod } = await stage.snapshotWith(`during-${how}`)
    const after = stage.holding(snapshot, snapshot.fleet.hosts[1])
    const step = stepOf('bind', pod, after)
    expect((await drive(stage.target, step)).outcome).toEqual({ kind: 'done' })
    const healthy = async () => ((await stage.target.health([step], NEVER)) === null ? true : null)
    await until('health', healthy)
  })

  it('that cannot be had leaves verifying to lists', async () => {
    proxy.inject({
      method: 'WATCH',
      path: /./,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 500 },
    })
    proxy.endWatches(/./, 'cut')
    await until('no watch', async () => ((await stage.target.health([], NEVER)) === null ? null : true))
    const { pod, after } = await stage.pendingPod('no-watch')
    const from = proxy.calls.length
    expect((await drive(stage.target, stepOf('bind', pod, after))).outcome).toEqual({ kind: 'done' })
    const lists = proxy.calls.slice(from).filter((call) => call.path.includes('fieldSelector=spec.nodeName'))
    expect(lists.length).toBeGreaterThan(0)
    proxy.clear()
  })
})

describe('a server that is stopped and started again', () => {
  it('is unreachable meanwhile, and nothing is lost', async () => {
    const { pod, after } = await stage.pendingPod('restarted')
    await cluster.stopApiServer()
    const step = stepOf('bind', pod, after)
    const request = {
      step,
      direction: 'forward',
      call: 'bind',
      memo: {},
      plan: 'test',
      dryRun: 'none',
      signal: NEVER,
    } as const
    expect(await stage.target.call(request)).toMatchObject({ kind: 'unreachable' })
    await expect(stage.target.snapshot(NEVER)).rejects.toThrow(TargetUnreachable)
    await cluster.startApiServer()
    expect((await drive(stage.target, step)).outcome).toMatchObject({ kind: 'done' })
    expect((await cluster.ask('GET', `${PODS}/restarted`)).spec.nodeName).toBe(after.host)
  })
})
