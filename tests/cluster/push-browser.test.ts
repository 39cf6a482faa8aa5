import { afterAll, beforeAll, expect, it } from 'vitest'
import { confirm, type PushServer, startPushServer, untilFleet, untilPlan } from '../browser/push-server.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { gamePod } from './lab/pods.ts'
import { accountWith, PODS, roleRules } from './target/stage.ts'

const NAMES = ['page-a', 'page-b', 'page-c']

let cluster: Cluster
let server: PushServer

beforeAll(async () => {
  cluster = await startCluster({ nodes: 6 })
  await cluster.create([networksOf(labFleet(6), 'default'), ...NAMES.map((name) => gamePod(name))])
  const kubeconfig = await accountWith(cluster, 'berth', roleRules())
  server = await startPushServer(['--target', 'kubernetes', '--kubeconfig', kubeconfig, '--namespace', 'default'])
})

afterAll(async () => {
  await server?.close()
  await cluster?.stop()
})

it('binds pods that wait on the real API server, through the page, and sees them run', async () => {
  const { page: ann, complaints } = await server.open('ann', '/push')
  await untilFleet(ann)
  const waiting = ann.getByRole('region', { name: 'Waiting for a place' })
  for (const name of NAMES) await waiting.getByText(name).waitFor()
  await waiting.getByRole('button', { name: /Plan a place/ }).click()
  await ann.getByLabel('Name', { exact: true }).fill('place-all')
  await ann.getByRole('button', { name: 'Make the plan' }).click()
  await untilPlan(ann, 'draft')
  const plan = await server.plan('place-all')
  expect(plan.spec.steps.map((step) => step.kind)).toEqual(NAMES.map(() => 'bind'))
  await confirm(ann, 'propose')
  const { page: bob, complaints: bobs } = await server.open('bob', '/push/place-all')
  await untilFleet(bob)
  await confirm(bob, 'approve')
  await confirm(bob, 'apply')
  await untilPlan(bob, 'applied')
  await untilPlan(ann, 'applied')
  for (const step of plan.spec.steps) {
    const name = step.objectName.split('/')[1]
    const pod = (await cluster.ask('GET', `${PODS}/${name}`)) as {
      spec: { nodeName?: string }
      status: { phase?: string }
    }
    expect(pod.spec.nodeName).toBe(step.after?.host)
    expect(pod.status.phase).toBe('Running')
  }
  await ann.keyboard.press('1')
  await ann.getByRole('button', { name: 'Refresh' }).click()
  await ann.getByText('No pod waits.').waitFor()
  expect([...complaints, ...bobs]).toEqual([])
}, 240_000)
