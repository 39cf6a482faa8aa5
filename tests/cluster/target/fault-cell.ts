import { expect } from 'vitest'
import { TargetUnreachable } from '../../../src/live/targets/target.ts'
import type { HoldingWords } from '../../../src/model/decision.ts'
import type { PlanStep, StepKind } from '../../../src/model/plan.ts'
import { type Cluster, startCluster } from '../lab/cluster.ts'
import { type FaultProxy, startFaultProxy } from '../lab/fault-proxy.ts'
import { labFleet } from '../lab/fleet.ts'
import { networksOf } from '../lab/nodes.ts'
import { drive } from './drive.ts'
import { DEADLINE_MS, type FaultCase } from './faults.ts'
import { accountWith, NEVER, roleRules, Stage } from './stage.ts'
import { stepOf } from './steps.ts'

const HOSTS = 6

/** A target that reaches a real API server through a proxy which injects one fault a cell. */
export class FaultyCluster {
  readonly cluster: Cluster
  readonly proxy: FaultProxy
  readonly stage: Stage
  #count = 0

  private constructor(cluster: Cluster, proxy: FaultProxy, stage: Stage) {
    this.cluster = cluster
    this.proxy = proxy
    this.stage = stage
  }

  static async start(): Promise<FaultyCluster> {
    const cluster = await startCluster({ nodes: HOSTS })
    await cluster.create([networksOf(labFleet(HOSTS), 'default')])
    const proxy = await startFaultProxy(cluster)
    const kubeconfig = proxy.kubeconfig(await accountWith(cluster, 'berth', roleRules()))
    return new FaultyCluster(cluster, proxy, await Stage.open(cluster, kubeconfig, DEADLINE_MS))
  }

  async stop(): Promise<void> {
    await this.stage.target.close()
    await this.proxy.stop()
    await this.cluster.stop()
  }

  /** Carries out what makes the request, the fault in its way, and expects the effect to be there, once. */
  async cell(fault: FaultCase): Promise<void> {
    try {
      await (fault[0].step === 'snapshot' ? this.#snapshotCell(fault) : this.#stepCell(fault, fault[0].step))
    } finally {
      this.proxy.clear()
    }
  }

  async #snapshotCell([request, _, effect]: FaultCase): Promise<void> {
    const { target } = this.stage
    const rule = this.proxy.inject({ method: request.method, path: request.path, effect })
    const first = await target.snapshot(NEVER).catch((error: unknown) => error)
    expect(rule.picked).toBe(1)
    this.proxy.clear()
    if (first instanceof Error) expect(first).toBeInstanceOf(TargetUnreachable)
    // 410 is answered by a new list; whatever else it was, the next snapshot is whole.
    expect((await target.snapshot(NEVER)).fleet.hosts).toHaveLength(HOSTS)
  }

  async #stepCell([request, _, effect]: FaultCase, kind: StepKind): Promise<void> {
    const { proxy } = this
    const step = await this.#stepReady(kind)
    const rule = proxy.inject({ method: request.method, path: request.path, effect })
    if (request.method === 'WATCH') proxy.endWatches(request.path, 'cut')
    const from = proxy.calls.length
    const { outcome } = await drive(this.stage.target, step, { plan: `faults-${this.#count}` })
    expect(outcome).toMatchObject({ kind: 'done' })
    if (request.method !== 'WATCH') expect(rule.picked).toBe(1)
    proxy.clear()
    expect(await this.#holdingOf(step.objectName)).toEqual(step.after ?? undefined)
    // Each effect was brought about once, however often it was asked for.
    for (const effectPath of [/\/binding/, /\/eviction/]) {
      const made = proxy.calls.slice(from).filter((call) => effectPath.test(call.path) && call.serverStatus === 201)
      expect(made.length).toBeLessThanOrEqual(1)
    }
  }

  /** A step of that kind that can be carried out now, for a pod of its own. */
  async #stepReady(kind: StepKind): Promise<PlanStep> {
    const { stage } = this
    const name = `fault-${++this.#count}`
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

  async #holdingOf(objectName: string): Promise<HoldingWords | null | undefined> {
    const snapshot = await this.stage.target.snapshot(NEVER)
    expect(snapshot.clashes).toEqual([])
    return snapshot.pods.find((pod) => pod.objectName === objectName)?.holding
  }
}
