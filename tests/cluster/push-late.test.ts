import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createPlanService } from '../../src/live/plans/create-plan-service.ts'
import type { HoldingWords } from '../../src/model/decision.ts'
import type { Plan, PlanIntent, PlanState, PlanStep } from '../../src/model/plan.ts'
import { freshStore } from '../unit/live/store/folder.ts'
import { until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import type { FaultProxy } from './lab/fault-proxy.ts'
import { startFaultProxy } from './lab/fault-proxy.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { gamePod } from './lab/pods.ts'
import { readyNodes, startKubelets } from './target/kubelets.ts'
import { accountWith, NEVER, PODS, roleRules, Stage } from './target/stage.ts'

const HOSTS = 6

let cluster: Cluster
let proxy: FaultProxy
let stage: Stage
let kubelets: { stop(): Promise<void> }

beforeAll(async () => {
  cluster = await startCluster({ kwok: false })
  await cluster.create([...readyNodes(HOSTS), networksOf(labFleet(HOSTS), 'default')])
  kubelets = startKubelets(cluster)
  proxy = await startFaultProxy(cluster)
  stage = await Stage.open(cluster, proxy.kubeconfig(await accountWith(cluster, 'berth', roleRules())))
})

afterAll(async () => {
  await stage?.target.close()
  await kubelets?.stop()
  await proxy?.stop()
  await cluster?.stop()
})

afterEach(() => proxy.clear())

/** A plan of these intents, spread over the hosts, approved and being applied, and who watches it. */
async function applying(intents: readonly PlanIntent[], more: { settleMs?: number; size?: number } = {}) {
  const { settleMs = 0, size = 10 } = more
  const store = freshStore()
  const service = createPlanService({ store, target: stage.target })
  onTestFinished(() => service.close())
  const spec = { intents, profile: 'spread', waves: { canary: 0, size }, gate: { timeoutMs: 60_000, settleMs } }
  const request = { apiVersion: 'berth.dev/v1alpha1', kind: 'PlanRequest', metadata: { name: 'late' }, spec } as const
  const made = await service.create(request, 'ada')
  if (made.kind !== 'created') throw new Error(JSON.stringify(made))
  const act = async (action: 'propose' | 'approve' | 'apply' | 'resume' | 'rollback', actor = 'ada') => {
    const outcome = await service.act('late', action, actor)
    if (outcome.kind !== 'done') throw new Error(`${action}: ${JSON.stringify(outcome)}`)
  }
  await act('propose')
  await act('approve', 'bob')
  await act('apply')
  const reached = (...states: readonly PlanState[]): Promise<Plan> => {
    return until(`plan ${states}`, async () => {
      const plan = service.get('late')
      return plan !== null && states.includes(plan.status.state) ? plan : null
    })
  }
  return { service, store, act, reached, steps: made.plan.spec.steps }
}

type Applying = Awaited<ReturnType<typeof applying>>

/** A pod of somebody else that takes a whole node. */
async function takeNode(name: string, { after }: PlanStep): Promise<void> {
  const node = labFleet(HOSTS).hosts.find((host) => host.name === after?.host)
  const cpus = node?.numaNodes.flatMap((numa) => numa.cores.flat()).length
  await cluster.create([gamePod(name, { schedulerName: 'other', nodeName: after?.host ?? '', cpus: cpus ?? 0 })])
}

async function untilGone(name: string): Promise<void> {
  await cluster.request('DELETE', `${PODS}/${name}`)
  await until(`no ${name}`, async () =>
    (await cluster.request('GET', `${PODS}/${name}`)).status === 404 ? true : null,
  )
}

function phases({ store }: Applying, number: number): readonly string[] {
  const lines = store.journal.linesOf('late').filter(({ step }) => step === number)
  return lines.map(({ direction, call, phase }) => `${direction} ${call} ${phase}`)
}

function stateOf({ service }: Applying, number: number): string | undefined {
  return service.get('late')?.status.steps[number - 1].state
}

const BACK = ['manifest', 'delete', 'gone', 'recreate'].flatMap((call) => [`back ${call} begun`, `back ${call} done`])

describe('a foreign pod that comes after a bind was verified', () => {
  it('while later steps run: the step it hits is undone there and then, and resume finishes it', async () => {
    await cluster.create(['late-a', 'late-b', 'late-c'].map((name) => gamePod(name)))
    const pods = ['default/late-a', 'default/late-b', 'default/late-c']
    let isUndone = false
    const meanwhile = async (): Promise<void> => {
      await until('the first step verified', async () => (stateOf(run, 1) === 'applied' ? true : null))
      await takeNode('late-big', run.steps[0])
      // The last step hangs in its bind all the while.
      isUndone = await until('undone', async () => (stateOf(run, 1) === 'failed' ? true : null), 20_000)
    }
    proxy.inject({ method: 'POST', path: /\/late-c\/binding$/, effect: { kind: 'meanwhile', run: meanwhile } })
    const run: Applying = await applying([{ kind: 'bind', pods }])
    const halted = await run.reached('halted', 'applied')
    expect(isUndone).toBe(true)
    const { host } = run.steps[0].after as HoldingWords
    expect(new Set(run.steps.map(({ after }) => after?.host)).size).toBe(3)
    expect(halted.status.steps.map(({ state }) => state)).toEqual(['failed', 'applied', 'applied'])
    expect(halted.status.clashes).toMatchObject([
      { step: 1, host, detail: expect.stringMatching(/pods of others need/), compensated: true },
    ])
    expect(phases(run, 1).slice(-9)).toEqual(['forward verify clash', ...BACK])
    expect((await stage.target.snapshot(NEVER)).clashes).toEqual([])
    const refused = await run.service.act('late', 'resume', 'ada')
    expect(refused).toMatchObject({ kind: 'stale', faults: [{ path: `hosts.${host}` }] })
    expect(refused.kind === 'stale' && refused.faults[0].expected).toMatch(/for step 1$/)
    await untilGone('late-big')
    await run.act('resume')
    await run.reached('applied')
    const { pod, snapshot } = await stage.snapshotWith('late-a')
    expect(pod.holding).toEqual(run.steps[0].after)
    expect(pod.uid).not.toBe(run.steps[0].uid)
    expect(snapshot.clashes).toEqual([])
    await run.act('rollback')
    expect((await run.reached('rolled-back', 'failed')).status.state).toBe('rolled-back')
    expect((await stage.snapshotWith('late-a')).pod.holding).toBeNull()
    for (const name of pods) await untilGone(name.slice('default/'.length))
  })

  it('at the gate, in an earlier wave: undone too, of a pod that the plan made, which resume makes again', async () => {
    const template = { spec: { containers: [{ name: 'game', image: 'game:1' }] } }
    const { pod } = await stage.pendingPod('late-size')
    const pods = ['default/made-a', 'default/made-b']
    const who = { game: 'duel', zone: 'z1', component: 'logic', request: pod.request }
    const run = await applying([{ kind: 'create', ...who, pods, template }], { settleMs: 4000, size: 1 })
    await until('both bound', async () => (stateOf(run, 2) === 'applied' ? true : null))
    await takeNode('made-big', run.steps[0])
    const halted = await run.reached('halted', 'applied')
    expect(halted.status).toMatchObject({ state: 'halted', wave: 0, clashes: [{ step: 1, compensated: true }] })
    expect(halted.status.steps.map(({ state }) => state)).toEqual(['failed', 'applied'])
    expect((await cluster.request('GET', `${PODS}/made-a`)).status).toBe(404)
    expect((await stage.target.snapshot(NEVER)).clashes).toEqual([])
    await untilGone('made-big')
    await run.act('resume')
    await run.reached('applied')
    expect((await stage.snapshotWith('made-a')).pod.holding).toEqual(run.steps[0].after)
    for (const name of ['made-a', 'made-b', 'late-size']) await untilGone(name)
  })
})

describe('a node that vanishes after its binds were verified', () => {
  it('has them undone, and resume says at once which steps cannot go on', async () => {
    await cluster.create(['gone-a', 'gone-b'].map((name) => gamePod(name)))
    const pods = ['default/gone-a', 'default/gone-b']
    const run = await applying([{ kind: 'bind', pods }], { settleMs: 4000 })
    await until('both bound', async () =>
      stateOf(run, 1) === 'applied' && stateOf(run, 2) === 'applied' ? true : null,
    )
    const { host } = run.steps[1].after as HoldingWords
    await cluster.ask('DELETE', `/api/v1/nodes/${host}`)
    const halted = await run.reached('halted', 'applied')
    expect(halted.status.clashes).toEqual([{ step: 2, host, detail: `${host} is gone`, compensated: true }])
    expect(halted.status.steps.map(({ state }) => state)).toEqual(['applied', 'failed'])
    expect((await stage.snapshotWith('gone-b')).pod).toMatchObject({ state: 'pending', holding: null })
    const calls = proxy.calls.filter(({ method }) => method !== 'GET' && method !== 'WATCH').length
    const refused = await run.service.act('late', 'resume', 'ada')
    expect(refused).toMatchObject({
      kind: 'stale',
      faults: [{ path: `hosts.${host}`, found: 'no such host', expected: expect.stringMatching(/for step 2$/) }],
    })
    expect(proxy.calls.filter(({ method }) => method !== 'GET' && method !== 'WATCH')).toHaveLength(calls)
    await run.act('rollback')
    expect((await run.reached('rolled-back', 'failed')).status.state).toBe('rolled-back')
  })
})
