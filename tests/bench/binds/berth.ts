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
import { cpuSoFar, type SliceFigures } from './peers.ts'

const NEVER = new AbortController().signal

/**
 * Berth as it is run: a plan is made, approved and applied, every call journaled on disk before and after and every
 * bind verified. wallMs is from the turn in which applying begins until the last step is applied, as kube-scheduler is
 * timed from its first bind; wholeMs has the snapshots, decisions and checks before it too.
 */
export async function bindByBerth(cluster: Cluster, pods: readonly string[]): Promise<SliceFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-binds-'))
  const opened = openStore(folder)
  if (!opened.ok) throw new Error(JSON.stringify(opened.faults))
  const store = opened.value
  const options = { kubeconfig: cluster.adminKubeconfig, writer: WRITER, namespace: 'default' }
  const target = await openKubernetesTarget(options)
  const service = createPlanService({ store, target })
  service.start()
  try {
    const snapshot = await target.snapshot(NEVER)
    await target.health([], NEVER) // Opens the watches.
    await delay(500)
    const request = requestFor(pods)
    const engineMs = engineTime(request, snapshot)
    const begunMs = performance.now()
    await planned(service, request)
    const carried = await carryOut(cluster, service, pods.length)
    return { ...carried, count: pods.length, wholeMs: performance.now() - begunMs, engineMs }
  } finally {
    await service.close()
    await target.close()
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function requestFor(pods: readonly string[]): PlanRequest {
  return {
    apiVersion: 'berth.dev/v1alpha1',
    kind: 'PlanRequest',
    metadata: { name: 'bench' },
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
  for (const [action, actor] of [
    ['propose', 'ada'],
    ['approve', 'bob'],
  ] as const) {
    const outcome = await service.act('bench', action, actor)
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  }
}

/** Applies the plan; times from the turn in which it begins until every step is applied. */
async function carryOut(
  cluster: Cluster,
  service: PlanService,
  count: number,
): Promise<Pick<SliceFigures, 'wallMs' | 'ownCpuMs' | 'serverCpuMs'>> {
  const instant = () => ({ atMs: performance.now(), ...cpuSoFar(cluster) })
  let begun: ReturnType<typeof instant> | null = null
  const applied = new Promise<ReturnType<typeof instant>>((resolve, reject) => {
    const end = service.subscribe(({ status }) => {
      if (status.state === 'applying') begun ??= instant()
      if (status.state === 'halted') reject(new Error(status.reason))
      if (status.steps.length !== count || status.steps.some(({ state }) => state !== 'applied')) return
      end()
      resolve(instant())
    })
  })
  const outcome = await service.act('bench', 'apply', 'ada')
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  const ended = await applied
  const { atMs, ownMs, serverMs } = begun ?? ended
  return { wallMs: ended.atMs - atMs, ownCpuMs: ended.ownMs - ownMs, serverCpuMs: ended.serverMs - serverMs }
}
