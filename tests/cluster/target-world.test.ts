import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { PlanStep } from '../../src/model/plan.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { bindingOf, gamePod } from './lab/pods.ts'
import { drive } from './target/drive.ts'
import { accountWith, NEVER, PODS, roleRules, Stage } from './target/stage.ts'
import { stepOf } from './target/steps.ts'

const MERGE = 'application/merge-patch+json'
const HOSTS = 12

let cluster: Cluster
let stage: Stage
/** Each test spoils a host of its own. */
let hostIndex = 0

beforeAll(async () => {
  cluster = await startCluster({ nodes: HOSTS })
  await cluster.create([networksOf(labFleet(HOSTS), 'default')])
  stage = await Stage.open(cluster, await accountWith(cluster, 'berth', roleRules()))
})

afterAll(async () => {
  await stage?.target.close()
  await cluster?.stop()
})

afterEach(() => {
  hostIndex++
})

/** Drives a bind of a new pod while something else happens before the given call. */
async function bindWhile(name: string, call: string, happen: (step: PlanStep) => Promise<unknown>) {
  const { pod, after } = await stage.pendingPod(name, {}, hostIndex)
  const step = stepOf('bind', pod, after)
  const before = async (next: string): Promise<void> => {
    if (next !== call) return
    await happen(step)
    // What verify promises is a look newer than the bind; the watch shows what came after it a moment later.
    if (call === 'verify') await delay(1000)
  }
  return { step, host: after.host, after, run: await drive(stage.target, step, { plan: name, before }) }
}

describe('a bind, while', () => {
  it('the pod is deleted, is a clash', async () => {
    const { run, step } = await bindWhile('w-deleted', 'bind', () => cluster.ask('DELETE', `${PODS}/w-deleted`))
    expect(run.outcome).toMatchObject({ kind: 'clash', reason: 'default/w-deleted was deleted by somebody else' })
    const back = await drive(stage.target, step, { plan: 'w-deleted', direction: 'back', memo: run.memo })
    expect(back.outcome.kind).toBe('done')
  })

  it('somebody else binds the pod, is a clash, and the way back leaves it to them', async () => {
    const elsewhere = labFleet(HOSTS).hosts[HOSTS - 1].name
    const { run, step } = await bindWhile('w-bound', 'bind', () => {
      return cluster.ask('POST', `${PODS}/w-bound/binding`, bindingOf('w-bound', elsewhere))
    })
    expect(run.outcome).toMatchObject({
      kind: 'clash',
      reason: expect.stringContaining(`bound to ${elsewhere} by somebody else`),
    })
    const back = await drive(stage.target, step, { plan: 'w-bound', direction: 'back', memo: run.memo })
    expect(back.outcome.kind).not.toBe('wait')
    const pod = await cluster.ask('GET', `${PODS}/w-bound`)
    expect(pod).toMatchObject({ metadata: { uid: step.uid }, spec: { nodeName: elsewhere } })
    await cluster.ask('DELETE', `${PODS}/w-bound`)
  })

  it('the pod grows, is a clash', async () => {
    const { run } = await bindWhile('w-grown', 'bind', async () => {
      await cluster.ask('DELETE', `${PODS}/w-grown`)
      await cluster.create([gamePod('w-grown', { cpus: 3 })])
    })
    expect(run.outcome).toMatchObject({ kind: 'clash', reason: expect.stringContaining('made again by somebody else') })
  })

  it('the node is deleted, is a clash, and the pod is taken off it and pending again', async () => {
    const { run, step, host } = await bindWhile('w-node', 'verify', ({ after }) => {
      return cluster.ask('DELETE', `/api/v1/nodes/${after?.host}`)
    })
    expect(run.outcome).toMatchObject({ kind: 'clash', host, reason: `${host} is gone` })
    const back = await drive(stage.target, step, { plan: 'w-node', direction: 'back', memo: run.memo })
    expect(back.outcome.kind).toBe('done')
    expect((await stage.snapshotWith('w-node')).pod).toMatchObject({ state: 'pending', holding: null })
  })

  it('the node gets another writer, is a clash before and after', async () => {
    const take = ({ after }: PlanStep) => {
      const labels = { 'berth.dev/writer': 'somebody-else' }
      return cluster.ask('PATCH', `/api/v1/nodes/${after?.host}`, { metadata: { labels } }, MERGE)
    }
    const after = await bindWhile('w-writer', 'verify', take)
    expect(after.run.outcome).toMatchObject({ kind: 'clash', reason: expect.stringContaining('names another writer') })
    const { pod, snapshot } = await stage.pendingPod('w-writer-2', {}, hostIndex + 1)
    const there = { ...stage.holding(snapshot, snapshot.fleet.hosts[0]), host: after.host }
    const { outcome } = await drive(stage.target, stepOf('bind', pod, there), { plan: 'w-writer-2' })
    expect(outcome).toMatchObject({
      kind: 'clash',
      reason: expect.stringContaining('names somebody-else as its writer'),
    })
  })

  it('a foreign pod takes what is left, is a clash, and only the own pod is undone', async () => {
    const { run, step, host } = await bindWhile('w-foreign', 'verify', async ({ after }) => {
      const [node] = labFleet(HOSTS).hosts.filter(({ name }) => name === after?.host)
      const cpus = node.numaNodes.flatMap((numa) => numa.cores.flat()).length
      const options = { schedulerName: 'other', nodeName: node.name, cpus }
      await cluster.create([gamePod('w-big', options)])
    })
    expect(run.outcome).toMatchObject({
      kind: 'clash',
      host,
      reason: expect.stringMatching(/pods of others need \d+ Cpus/),
    })
    const back = await drive(stage.target, step, { plan: 'w-foreign', direction: 'back', memo: run.memo })
    expect(back.outcome.kind).toBe('done')
    expect((await stage.snapshotWith('w-foreign')).pod.state).toBe('pending')
    expect((await cluster.ask('GET', `${PODS}/w-big`)).spec.nodeName).toBe(host)
    await cluster.ask('DELETE', `${PODS}/w-big`)
  })

  it('another allocation is written on the same Cpus, is a clash that names both', async () => {
    const { run } = await bindWhile('w-twice', 'verify', async ({ after }) => {
      const { host, ...words } = after as HoldingWords
      const annotations = {
        'berth.dev/allocation': JSON.stringify({ host, ...words, ip: '10.31.0.1', decision: 'other/1' }),
      }
      await cluster.create([gamePod('w-thief', { annotations, nodeName: host })])
    })
    expect(run.outcome).toMatchObject({
      kind: 'clash',
      reason: expect.stringMatching(/Cpus .* are held by default\/w-thief and default\/w-twice/),
    })
    const snapshot = await stage.target.snapshot(NEVER)
    expect(snapshot.clashes.map((clash) => clash.resource)).toContain('cpus')
    await cluster.ask('DELETE', `${PODS}/w-thief`)
  })
})

describe('a migration of a pod with a controller', () => {
  it('waits for the pod that the controller makes', async () => {
    const annotations = { 'berth.dev/pod': 'g/main/set-0' }
    const pod = await stage.boundPod('set-0', { annotations }, hostIndex)
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'a-uid', controller: true }
    await cluster.ask('PATCH', `${PODS}/set-0`, { metadata: { ownerReferences: [owner] } }, MERGE)
    const snapshot = await stage.target.snapshot(NEVER)
    expect(snapshot.pods.find(({ name }) => name === 'g/main/set-0')?.owner).toBe('StatefulSet/set')
    const after = stage.holding(snapshot, snapshot.fleet.hosts[hostIndex + 1])
    const step = stepOf('migrate', pod, after)
    let made = false
    const before = (call: string): void => {
      // The test stands for the controller, which takes a while.
      if (call === 'create')
        setTimeout(() => void cluster.create([gamePod('set-0', { annotations })]).then(() => (made = true)), 700)
    }
    const run = await drive(stage.target, step, { plan: 'set', before })
    expect(run.outcome).toEqual({ kind: 'done' })
    expect(made).toBe(true)
    expect(run.story).toContain('create wait')
    expect((await stage.snapshotWith('set-0')).pod.holding).toEqual(after)
    expect(run.memo['manifest']).toBeUndefined()
  })
})

describe('an eviction', () => {
  it('waits while a disruption budget says no', async () => {
    const pod = await stage.boundPod('pdb-a', { labels: { app: 'guarded' } }, hostIndex)
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'guarded', namespace: 'default' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
    }
    await cluster.create([budget])
    const snapshot = await stage.target.snapshot(NEVER)
    const step = stepOf('migrate', pod, stage.holding(snapshot, snapshot.fleet.hosts[hostIndex + 1]))
    const refused = await drive(stage.target, step, { plan: 'pdb', patience: 2 })
    expect(refused).toMatchObject({ call: 'evict', outcome: { kind: 'wait' } })
    await cluster.ask('DELETE', '/apis/policy/v1/namespaces/default/poddisruptionbudgets/guarded')
    const run = await drive(stage.target, step, { plan: 'pdb', memo: refused.memo })
    expect(run.outcome).toEqual({ kind: 'done' })
  })
})

describe('a cordon', () => {
  it('is taken back by the plan that made it, and by no other', async () => {
    const host = labFleet(HOSTS).hosts[hostIndex].name
    const context = (plan: string) => ({ plan, dryRun: 'none', signal: NEVER }) as const
    const isCordoned = async () => (await cluster.ask('GET', `/api/v1/nodes/${host}`)).spec.unschedulable === true
    expect((await stage.target.cordon(host, true, { ...context('a'), dryRun: 'server' })).kind).toBe('done')
    expect(await isCordoned()).toBe(false)
    expect(await stage.target.cordon(host, true, context('a'))).toEqual({ kind: 'done' })
    expect((await stage.target.snapshot(NEVER)).hosts.find(({ name }) => name === host)?.cordoned).toBe(true)
    await stage.target.cordon(host, false, context('b'))
    expect(await isCordoned()).toBe(true)
    expect(await stage.target.cordon(host, false, context('a'))).toEqual({ kind: 'done' })
    expect(await isCordoned()).toBe(false)
    await cluster.ask('PATCH', `/api/v1/nodes/${host}`, { spec: { unschedulable: true } }, MERGE)
    await stage.target.cordon(host, true, context('a'))
    await stage.target.cordon(host, false, context('a'))
    expect(await isCordoned()).toBe(true)
  })
})

describe('a dry run on the server', () => {
  it.each(['bind', 'create', 'resize', 'release', 'migrate'] as const)('of %s changes nothing', async (kind) => {
    const name = `dry-${kind}`
    const isNew = kind === 'create'
    const pending = kind === 'bind' ? await stage.pendingPod(name, {}, hostIndex % 3) : null
    const bound = isNew || pending !== null ? null : await stage.boundPod(name, {}, hostIndex % 3)
    const snapshot = await stage.target.snapshot(NEVER)
    const pod = pending?.pod ?? bound ?? { name: `default/${name}`, objectName: `default/${name}` }
    const grown = bound === null ? null : { ...(bound.holding as HoldingWords), memoryMib: { 0: 2048 } }
    const after = kind === 'resize' ? grown : stage.holding(snapshot, snapshot.fleet.hosts[4])
    const template = { template: { spec: { containers: [{ name: 'game', image: 'game:1' }] } } }
    const step = stepOf(kind, pod, kind === 'release' ? null : after, isNew ? template : {})
    const stateOf = async () => (await cluster.request('GET', `${PODS}/${name}`)).body
    const before = await stateOf()
    expect((await drive(stage.target, step, { plan: name, dryRun: 'server' })).outcome.kind).toBe('done')
    expect((await stateOf()).metadata).toEqual(before.metadata)
    expect((await stateOf()).spec).toEqual(before.spec)
  })
})
