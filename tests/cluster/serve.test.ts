import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { AdapterProcess, appliedCount } from '../cli/adapter-process.ts'
import type { Started } from '../cli/berth.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { gamePod } from './lab/pods.ts'
import { accountWith, PODS, roleRules } from './target/stage.ts'

const NAMES = ['door-a', 'door-b', 'door-c', 'door-d', 'door-e', 'door-f']
/** Slow enough that a server is ended in the middle of it. */
const REQUEST = {
  apiVersion: 'berth.dev/v1alpha1',
  kind: 'PlanRequest',
  metadata: { name: 'place-all' },
  spec: {
    intents: [{ kind: 'bind' }],
    waves: { canary: 1, size: 1 },
    gate: { timeoutMs: 120_000, settleMs: 1500 },
  },
}

interface BoundPod {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: { readonly nodeName?: string }
}

let cluster: Cluster
let adapter: AdapterProcess
let push: Started
let plan: Plan

const podOf = async (name: string) => (await cluster.ask('GET', `${PODS}/${name}`)) as unknown as BoundPod

beforeAll(async () => {
  cluster = await startCluster({ nodes: 6 })
  await cluster.create([networksOf(labFleet(6), 'default'), ...NAMES.map((name) => gamePod(name))])
  const kubeconfig = await accountWith(cluster, 'berth', roleRules())
  adapter = new AdapterProcess(['--target', 'kubernetes', '--kubeconfig', kubeconfig, '--namespace', 'default'])
  await adapter.start()
})

afterAll(async () => {
  await adapter?.close()
  await cluster?.stop()
})

// One story, told in order: each part stands on those before it.
describe('berth serve --target kubernetes', () => {
  it('opens the cluster with the rights of the checked-in role, and says who is missing', async () => {
    expect(adapter.stderr).toContain('Nodes labelled berth.dev/writer=berth')
    expect(adapter.stderr).toContain('npx berth access add OTHER-NAME --role approver')
    await adapter.add('ann', 'author,approver,operator')
    await adapter.add('bob', 'approver')
  })

  it('takes a plan that one person wrote and another approved', async () => {
    const file = join(adapter.folder, 'place-all.json')
    writeFileSync(file, JSON.stringify(REQUEST))
    await adapter.must('ann', 'plans', 'create', file)
    await adapter.must('ann', 'plans', 'propose', 'place-all')
    const own = await adapter.as('ann', 'plans', 'approve', 'place-all')
    expect([own.code, own.stderr.includes('approver-is-not-author')]).toEqual([4, true])
    await adapter.must('bob', 'plans', 'approve', 'place-all')
    plan = await adapter.plan('place-all')
    expect(plan.spec.target.kind).toBe('kubernetes')
    expect(plan.spec.steps.map((step) => step.objectName).sort()).toEqual(NAMES.map((name) => `default/${name}`))
    for (const name of NAMES) expect((await podOf(name)).spec.nodeName).toBeUndefined()
  })

  it('ends cleanly on SIGTERM in the middle of it', async () => {
    push = adapter.begin('ann', 'push', 'place-all')
    await adapter.untilPlan('place-all', (now) => appliedCount(now) >= 2)
    const ended = await adapter.stop()
    expect([ended.code, ended.stderr.includes('    at ')]).toEqual([130, false])
    expect(existsSync(join(adapter.stateFolder, 'server.json'))).toBe(false)
    const bound = await Promise.all(NAMES.map(async (name) => (await podOf(name)).spec.nodeName !== undefined))
    const count = bound.filter(Boolean).length
    expect(count).toBeGreaterThanOrEqual(2)
    expect(count).toBeLessThan(NAMES.length)
  })

  it('goes on when it is started again, and the command that follows it sees the end', async () => {
    await adapter.start()
    expect(await push.ended).toEqual({
      code: 0,
      stdout: 'place-all: applied, 6 of 6 steps applied\n',
      stderr: '',
    })
    expect((await adapter.plan('place-all')).status).toMatchObject({ state: 'applied', clashes: [] })
  })

  it('has bound every pod where the plan says, with its allocation', async () => {
    for (const { objectName, number, after } of plan.spec.steps) {
      const { metadata, spec } = await podOf(objectName.split('/')[1])
      expect(spec.nodeName).toBe(after?.host)
      const allocation = JSON.parse(metadata.annotations?.['berth.dev/allocation'] ?? '{}')
      expect(allocation).toEqual({ ...after, decision: `place-all/${number}` })
    }
    const { pods, clashes } = await adapter.snapshot()
    expect(pods.map(({ state }) => state)).toEqual(NAMES.map(() => 'running'))
    expect(clashes).toEqual([])
  })
})
