import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanStep } from '../../src/model/plan.ts'
import { until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { gamePod } from './lab/pods.ts'
import { decideBinds } from './target/decide.ts'
import { drive } from './target/drive.ts'
import { readyNodes, startKubelets } from './target/kubelets.ts'
import { accountWith, NEVER, PODS, roleRules, Stage } from './target/stage.ts'

const HOSTS = 6
const OURS = 60
const THEIRS = 24

let cluster: Cluster
let stage: Stage

let kubelets: { stop(): Promise<void> }

beforeAll(async () => {
  cluster = await startCluster({ kwok: false })
  await cluster.create([...readyNodes(HOSTS), networksOf(labFleet(HOSTS), 'default')])
  kubelets = startKubelets(cluster)
  await cluster.startScheduler()
  stage = await Stage.open(cluster, await accountWith(cluster, 'berth', roleRules()))
})

afterAll(async () => {
  await stage?.target.close()
  await kubelets?.stop()
  await cluster?.stop()
})

function namesOf(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${kind}-${i}`)
}

/** How many pods of kube-scheduler are bound. */
async function theirsBound(): Promise<number> {
  const { items } = await cluster.ask('GET', `${PODS}?labelSelector=whose=theirs`)
  return items.filter((pod: { spec: { nodeName?: string } }) => pod.spec.nodeName !== undefined).length
}

it('beside a real kube-scheduler no Cpu is held twice, and every clash is reported and undone', async () => {
  await cluster.create(namesOf('ours', OURS).map((name) => gamePod(name, { cpus: 4 })))
  // Both decide on nodes that are empty: more is asked for than there is.
  const snapshot = await stage.target.snapshot(NEVER)
  const { steps } = decideBinds(snapshot, snapshot.pods, () => 0)
  expect(steps).toHaveLength(OURS)
  const options = { cpus: 20, schedulerName: 'default-scheduler', labels: { whose: 'theirs' } }
  const theirs = cluster.create(namesOf('theirs', THEIRS).map((name) => gamePod(name, options)))
  await until('kube-scheduler at work', async () => ((await theirsBound()) > 0 ? true : null), 30_000)
  const reported = new Set<string>()
  const undo = async (step: PlanStep, reason: string): Promise<void> => {
    reported.add(step.after?.host ?? reason)
    expect((await drive(stage.target, step, { plan: 'race', direction: 'back' })).outcome.kind).toBe('done')
  }
  const bound: PlanStep[] = []
  await Promise.all(
    steps.map(async (step) => {
      const { outcome } = await drive(stage.target, step, { plan: 'race' })
      if (outcome.kind === 'done') bound.push(step)
      else if (outcome.kind === 'clash') await undo(step, outcome.reason)
      else throw new Error(`${step.pod}: ${JSON.stringify(outcome)}`)
    }),
  )
  await theirs
  // What kube-scheduler had decided before it saw our pods may be bound after we looked: the watch shows it.
  for (const step of [...bound].reverse()) {
    const hit = await stage.target.seemHit([step], 'race', NEVER)
    if (hit.length === 0) continue
    bound.splice(bound.indexOf(step), 1)
    await undo(step, '')
  }
  expect(reported.size).toBeGreaterThan(0)
  const after = await stage.target.snapshot(NEVER)
  expect(after.clashes).toEqual([])
  expect(after.pods.filter((pod) => pod.holding !== null)).toHaveLength(bound.length)
  expect(after.pods).toHaveLength(OURS)
})
