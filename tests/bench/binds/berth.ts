import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createPlanService } from '../../../src/live/plans/create-plan-service.ts'
import { makePlan } from '../../../src/live/plans/make-plan.ts'
import type { PlanService } from '../../../src/live/plans/plan-service.ts'
import { NO_WRITES, staleFaults } from '../../../src/live/plans/stale.ts'
import { openStore } from '../../../src/live/store/store.ts'
import { openKubernetesTarget } from '../../../src/live/targets/kubernetes/open.ts'
import type { PlanRequest } from '../../../src/model/plan.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Cluster } from '../../cluster/lab/cluster.ts'
import { WRITER } from '../../cluster/lab/nodes.ts'
import { type Binder, cpuSoFar, type SliceFigures } from './peers.ts'

const NEVER = new AbortController().signal

/**
 * Berth as it is run: one adapter for all plans. Each is made, approved and applied, every call journaled on disk
 * before and after and every bind verified. wallMs is from the turn in which applying begins until the last step is
 * applied, as kube-scheduler is timed from its first bind; wholeMs has the snapshots, decisions and checks before it.
 */
export async function openBerth(cluster: Cluster): Promise<Binder> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-binds-'))
  const opened = openStore(folder)
  if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
  const store = opened.value
  const options = { kubeconfig: cluster.adminKubeconfig, writer: WRITER, namespace: 'default' }
  const target = await openKubernetesTarget(options)
  const service = createPlanService({ store, target })
  service.start()
  await target.health([], NEVER) // Opens the watches.
  let plans = 0
  let request = requestFor('', [])
  let engineMs = 0
  return {
    async prepare(pods) {
      request = requestFor(`bench-${++plans}`, pods)
      engineMs = engineTime(request, await target.snapshot(NEVER))
    },
    async bind(pods) {
      const begunMs = performance.now()
      await planned(service, request)
      const carried = await carryOut(cluster, service, request.metadata.name, pods.length)
      const wholeMs = performance.now() - begunMs
      // No kubelet makes these pods Ready: the gate behind the wave would wait for them.
      const halted = await service.act(request.metadata.name, 'halt', 'ada')
      if (halted.kind !== 'done') throw new Error(halted.kind)
      return { ...carried, count: pods.length, wholeMs, engineMs }
    },
    async close() {
      await service.close()
      await target.close()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function requestFor(name: string, pods: readonly string[]): PlanRequest {
  return {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'PlanRequest',
    metadata: { name },
    spec: {
      intents: [{ kind: 'bind', pods: pods.map((name) => `default/${name}`) }],
      waves: { canary: 0, size: pods.length },
    },
  }
}

/** What the engine takes of the whole path: it decides once, and is asked at approval and at applying what is free. */
function engineTime(request: PlanRequest, snapshot: Snapshot): number {
  const begunMs = performance.now()
  const made = makePlan(request, snapshot, [])
  if (!made.ok) throw new Error(JSON.stringify(made.faults[0]))
  for (let i = 0; i < 2; i++) staleFaults(made.value, snapshot, [], NO_WRITES)
  return performance.now() - begunMs
}

async function planned(service: PlanService, request: PlanRequest): Promise<void> {
  const made = await service.create(request, 'ada')
  if (made.kind !== 'created') throw new Error(JSON.stringify(made))
  const { name } = request.metadata
  for (const [action, actor] of [
    ['propose', 'ada'],
    ['approve', 'bob'],
  ] as const) {
    const outcome = await service.act(name, action, actor)
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  }
}

/** Applies the plan; times from the turn in which it begins until every step is applied. */
async function carryOut(
  cluster: Cluster,
  service: PlanService,
  name: string,
  count: number,
): Promise<Pick<SliceFigures, 'wallMs' | 'ownCpuMs' | 'serverCpuMs'>> {
  const instant = () => ({ atMs: performance.now(), ...cpuSoFar(cluster) })
  let begun: ReturnType<typeof instant> | null = null
  const end = service.subscribe(({ metadata, status }) => {
    if (metadata.name === name && status.state === 'applying') begun ??= instant()
  })
  const outcome = await service.act(name, 'apply', 'ada')
  if (outcome.kind !== 'done') throw new Error(outcome.kind)
  // Listeners are told of steps now and then only.
  while (!isApplied(service, name, count)) await delay(5)
  const ended = instant()
  end()
  const { atMs, ownMs, serverMs } = begun ?? ended
  return { wallMs: ended.atMs - atMs, ownCpuMs: ended.ownMs - ownMs, serverCpuMs: ended.serverMs - serverMs }
}

/** Whether all steps are applied. Throws when the plan has halted. */
function isApplied(service: PlanService, name: string, count: number): boolean {
  const plan = service.get(name)
  if (plan === null || plan.status.state === 'halted') throw new Error(`${name}: ${plan?.status.reason}`)
  const { steps } = plan.status
  return steps.length === count && steps.every(({ state }) => state === 'applied')
}
