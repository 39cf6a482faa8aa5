import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCpuList, parseCpuList } from '../../src/base/cpu-list.ts'
import type { Target } from '../../src/live/targets/target.ts'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { drive } from './target/drive.ts'
import { accountWith, NEVER, PODS, roleRules, Stage } from './target/stage.ts'
import { freeCpus, REQUEST, stepOf } from './target/steps.ts'

const STRATEGIC = 'application/strategic-merge-patch+json'

let cluster: Cluster
let stage: Stage
let target: Target

beforeAll(async () => {
  cluster = await startCluster({ nodes: 6 })
  await cluster.create([networksOf(labFleet(6), 'default')])
  stage = await Stage.open(cluster, await accountWith(cluster, 'berth', roleRules()))
  target = stage.target
})

afterAll(async () => {
  await target?.close()
  await cluster?.stop()
})

describe('the snapshot', () => {
  it('has every host of the writer as the fleet it came from, and no fault', async () => {
    const snapshot = await target.snapshot(NEVER)
    expect(snapshot.fleet.hosts).toEqual(labFleet(6).hosts)
    expect(snapshot.fleet.pools).toEqual(labFleet(6).pools)
    expect(snapshot.hosts.every((host) => host.ready && !host.cordoned)).toBe(true)
    expect(snapshot.faults).toEqual([])
  })
})

describe('bind', () => {
  it('binds with the allocation in the same write, and is found done when asked again', async () => {
    const { pod, after } = await stage.pendingPod('bind-a')
    const step = stepOf('bind', pod, after)
    expect((await drive(target, step)).outcome).toEqual({ kind: 'done' })
    const { pod: bound, snapshot } = await stage.snapshotWith('bind-a')
    expect(bound.holding).toEqual(after)
    expect(snapshot.clashes).toEqual([])
    const again = await target.call({
      step,
      direction: 'forward',
      call: 'bind',
      memo: {},
      plan: 'test',
      dryRun: 'none',
      signal: NEVER,
    })
    expect(again).toMatchObject({ kind: 'done' })
  })

  it('is taken back: the pod is pending again', async () => {
    const { pod, after } = await stage.pendingPod('bind-b')
    const step = stepOf('bind', pod, after)
    const { memo } = await drive(target, step)
    const back = await drive(target, step, { direction: 'back', memo })
    expect(back.outcome.kind).toBe('done')
    const { pod: again } = await stage.snapshotWith('bind-b')
    expect(again).toMatchObject({ state: 'pending', holding: null, cpus: 2 })
    expect(again.uid).not.toBe(pod.uid)
  })
})

describe('create', () => {
  it('makes a pod from a template, binds it, and takes it away again', async () => {
    const snapshot = await target.snapshot(NEVER)
    const host = snapshot.fleet.hosts[1]
    const after = stage.holding(snapshot, host)
    const template = {
      metadata: { labels: { team: 'x' } },
      spec: { containers: [{ name: 'game', image: 'game:1', envFrom: [{ secretRef: { name: 'keys' } }] }] },
    }
    const step = stepOf('create', { name: 'g/main/made-0', objectName: 'default/made-0' }, after, {
      template,
      game: 'g',
    })
    const { outcome, memo } = await drive(target, step)
    expect(outcome).toEqual({ kind: 'done' })
    const { pod } = await stage.snapshotWith('made-0')
    expect(pod).toMatchObject({ name: 'g/main/made-0', game: 'g', holding: after, request: REQUEST })
    const back = await drive(target, step, { direction: 'back', memo })
    expect(back.outcome.kind).toBe('done')
    expect((await cluster.request('GET', `${PODS}/made-0`)).status).toBe(404)
  })
})

describe('resize', () => {
  it('grows and shrinks, and the allocation follows', async () => {
    const pod = await stage.boundPod('size-a')
    const snapshot = await target.snapshot(NEVER)
    const host = snapshot.fleet.hosts[0]
    const before = pod.holding as HoldingWords
    const cpus = formatCpuList([...(parseCpuList(before.cpus ?? '') ?? []), ...freeCpus(snapshot, host, 2)])
    const grown = { ...before, cpus, memoryMib: { 0: 2048 } }
    const step = stepOf('resize', pod, grown)
    const forward = await drive(target, step)
    expect(forward.outcome).toEqual({ kind: 'done' })
    const { pod: big } = await stage.snapshotWith('size-a')
    expect(big).toMatchObject({ cpus: 4, memoryMib: 2048 })
    expect(big.holding).toEqual(grown)
    const back = await drive(target, step, { direction: 'back', memo: forward.memo })
    expect(back.outcome).toEqual({ kind: 'done' })
    expect((await stage.snapshotWith('size-a')).pod).toMatchObject({ cpus: 2, memoryMib: 1024, holding: before })
  })

  it('is refused when the kubelet says Infeasible, and put back', async () => {
    const pod = await stage.boundPod('size-b', { labels: { 'berth-lab/resize': 'infeasible' } })
    const snapshot = await target.snapshot(NEVER)
    const cpus = `${pod.holding?.cpus},${freeCpus(snapshot, snapshot.fleet.hosts[0], 1)[0]}`
    const step = stepOf('resize', pod, { ...(pod.holding as HoldingWords), cpus })
    const forward = await drive(target, step)
    expect(forward.outcome).toMatchObject({ kind: 'refused', infeasible: true })
    const back = await drive(target, step, { direction: 'back', memo: forward.memo })
    expect(back.outcome).toEqual({ kind: 'done' })
    expect((await stage.snapshotWith('size-b')).pod).toMatchObject({ cpus: 2, holding: pod.holding })
  })

  it('waits while the kubelet says Deferred', async () => {
    const pod = await stage.boundPod('size-c', { labels: { 'berth-lab/resize': 'deferred' } })
    const snapshot = await target.snapshot(NEVER)
    const cpus = `${pod.holding?.cpus},${freeCpus(snapshot, snapshot.fleet.hosts[0], 1)[0]}`
    const step = stepOf('resize', pod, { ...(pod.holding as HoldingWords), cpus })
    const waiting = await drive(target, step, { patience: 1 })
    expect(waiting.outcome).toMatchObject({ kind: 'wait', reason: expect.stringContaining('Deferred') })
    const labels = { 'berth-lab/resize': null }
    await cluster.ask('PATCH', `${PODS}/size-c`, { metadata: { labels } }, 'application/merge-patch+json')
    expect((await drive(target, step, { memo: waiting.memo })).outcome).toEqual({ kind: 'done' })
  })
})

describe('release', () => {
  it('ends the pod, and is taken back with the holding it had', async () => {
    const pod = await stage.boundPod('free-a')
    const step = stepOf('release', pod, null)
    const { outcome, memo } = await drive(target, step)
    expect(outcome).toEqual({ kind: 'done' })
    expect((await cluster.request('GET', `${PODS}/free-a`)).status).toBe(404)
    const back = await drive(target, step, { direction: 'back', memo })
    expect(back.outcome).toEqual({ kind: 'done' })
    expect((await stage.snapshotWith('free-a')).pod.holding).toEqual(pod.holding)
  })
})

describe('migrate', () => {
  it('evicts a bare pod, which somebody has debugged, makes it again on the other host, and goes back', async () => {
    const pod = await stage.boundPod('move-a')
    const ephemeralContainers = [{ name: 'debugger', image: 'busybox' }]
    await cluster.ask('PATCH', `${PODS}/move-a/ephemeralcontainers`, { spec: { ephemeralContainers } }, STRATEGIC)
    const snapshot = await target.snapshot(NEVER)
    const host = snapshot.fleet.hosts[3]
    const after = stage.holding(snapshot, host)
    const step = stepOf('migrate', pod, after)
    const forward = await drive(target, step)
    expect(forward.outcome).toEqual({ kind: 'done' })
    const { pod: moved } = await stage.snapshotWith('move-a')
    expect(moved.holding).toEqual(after)
    expect(JSON.stringify(forward.memo)).not.toMatch(/resourceVersion|nodeName|"status"/)
    const back = await drive(target, step, { direction: 'back', memo: forward.memo })
    expect(back.outcome).toEqual({ kind: 'done' })
    expect((await stage.snapshotWith('move-a')).pod.holding).toEqual(pod.holding)
  })
})
