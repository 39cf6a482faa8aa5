import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from './lab/client.ts'
import type { Cluster } from './lab/cluster.ts'
import { startCluster } from './lab/cluster.ts'
import { labFleet } from './lab/fleet.ts'
import { networksOf } from './lab/nodes.ts'
import { gamePod } from './lab/pods.ts'
import { drive } from './target/drive.ts'
import type { RoleRule } from './target/stage.ts'
import { accountWith, NEVER, roleRules, Stage } from './target/stage.ts'
import { stepOf } from './target/steps.ts'

/** Each rule of the role without one verb of one resource. */
interface Lack {
  readonly resource: string
  readonly verb: string
  readonly rules: readonly RoleRule[]
}

const LACKS: readonly Lack[] = roleRules().flatMap((rule, i) =>
  rule.resources.flatMap((resource) =>
    rule.verbs.map((verb) => {
      const others = rule.resources.filter((other) => other !== resource)
      const rest: RoleRule = { ...rule, resources: [resource], verbs: rule.verbs.filter((other) => other !== verb) }
      const kept = [rest, { ...rule, resources: others }].filter(
        (part) => part.resources.length * part.verbs.length > 0,
      )
      return { resource, verb, rules: roleRules().flatMap((other, k) => (k === i ? kept : [other])) }
    }),
  ),
)

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ nodes: 3 })
  await cluster.create([networksOf(labFleet(3), 'default')])
})

afterAll(async () => {
  await cluster?.stop()
})

/** Does everything the adapter ever does, once. The first thing that does not work, or null. */
async function firstFailure(kubeconfig: string, tag: string): Promise<string | null> {
  const stage = await Stage.open(cluster, kubeconfig)
  const { target } = stage
  try {
    const context = { plan: `rights-${tag}`, dryRun: 'none', signal: NEVER } as const
    await cluster.create([gamePod(`bound-${tag}`)])
    const snapshot = await target.snapshot(NEVER)
    const [first, second, third] = snapshot.fleet.hosts
    for (const on of [true, false]) {
      const cordoned = await target.cordon(third.name, on, context)
      if (cordoned.kind !== 'done') return `cordon: ${JSON.stringify(cordoned)}`
    }
    const pod = snapshot.pods.find((candidate) => candidate.objectName === `default/bound-${tag}`)
    if (pod === undefined) return 'the pod is not seen'
    const at = stage.holding(snapshot, first)
    const to = stage.holding(snapshot, second)
    const template = { spec: { containers: [{ name: 'game', image: 'game:1' }] } }
    const made = { name: `made-${tag}`, objectName: `default/made-${tag}` }
    const bound = { ...pod, holding: at }
    const bigger = { ...at, memoryMib: { 0: 2048 } }
    const steps = [
      stepOf('bind', pod, at),
      stepOf('resize', bound, bigger),
      stepOf('migrate', { ...bound, holding: bigger }, { ...to, memoryMib: { 0: 2048 } }),
      stepOf('create', made, stage.holding(snapshot, third), { template }),
    ]
    for (const [i, step] of steps.entries()) {
      const options = { plan: context.plan, patience: 20 }
      const numbered = { ...step, number: i + 1 }
      const forward = await drive(target, numbered, options)
      if (forward.outcome.kind !== 'done') return `${step.kind}: ${JSON.stringify(forward.outcome)}`
      if (step.kind !== 'create') continue
      const back = await drive(target, numbered, { ...options, direction: 'back', memo: forward.memo })
      if (back.outcome.kind !== 'done') return `undoing ${step.kind}: ${JSON.stringify(back.outcome)}`
    }
    await until('health', async () => ((await target.health([], NEVER)) === null ? true : null), 2000)
    return null
  } catch (error) {
    return (error as Error).message
  } finally {
    await target.close()
    await cluster.request('DELETE', `/api/v1/namespaces/default/pods/bound-${tag}`)
    await cluster.request('DELETE', `/api/v1/namespaces/default/pods/made-${tag}`)
  }
}

it('does everything with the rights that are checked in', async () => {
  expect(await firstFailure(await accountWith(cluster, 'whole', roleRules()), 'whole')).toBeNull()
})

it.each(LACKS)('does not without $verb on $resource', async ({ resource, verb, rules }) => {
  const tag = `${resource.replace('/', '-')}-${verb}`
  const failure = await firstFailure(await accountWith(cluster, `lacks-${tag}`, rules), tag)
  expect(failure).not.toBeNull()
  expect(failure).toMatch(/forbidden|health/)
})
