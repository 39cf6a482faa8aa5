import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { NodeAgentsOptions } from '../../../src/live/targets/kubernetes/node-agents.ts'
import { openKubernetesTarget } from '../../../src/live/targets/kubernetes/open.ts'
import type { Target } from '../../../src/live/targets/target.ts'
import type { HoldingWords } from '../../../src/model/decision.ts'
import type { Host } from '../../../src/model/fleet.ts'
import type { ObservedPod, Snapshot } from '../../../src/model/snapshot.ts'
import type { KubeObject } from '../lab/client.ts'
import type { Cluster } from '../lab/cluster.ts'
import { WRITER } from '../lab/nodes.ts'
import type { PodOptions } from '../lab/pods.ts'
import { gamePod } from '../lab/pods.ts'
import { drive } from './drive.ts'
import { freeCpus, holdingOn, stepOf } from './steps.ts'

export const NEVER = new AbortController().signal
export const PODS = '/api/v1/namespaces/default/pods'

export interface RoleRule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

/** The rules that are checked in. */
export function roleRules(): readonly RoleRule[] {
  const text = readFileSync(new URL('../../../deploy/cluster-role.yaml', import.meta.url), 'utf8')
  return (parse(text) as { rules: RoleRule[] }).rules
}

/** A kubeconfig of a service account of that name with those rights and no others. */
export async function accountWith(
  cluster: Pick<Cluster, 'kubeconfigFor' | 'apply'>,
  name: string,
  rules: readonly RoleRule[],
): Promise<string> {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const kubeconfig = await cluster.kubeconfigFor(name, 'berth')
  await cluster.apply([
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'berth' }],
    },
  ] as KubeObject[])
  return kubeconfig
}

/** A target under test and what tests put in front of it. */
export class Stage {
  readonly cluster: Cluster
  readonly target: Target
  #address = 0

  private constructor(cluster: Cluster, target: Target) {
    this.cluster = cluster
    this.target = target
  }

  static async open(
    cluster: Cluster,
    kubeconfig: string,
    deadlineMs = 30_000,
    more: { readonly nodeAgents?: NodeAgentsOptions } = {},
  ): Promise<Stage> {
    const words = { kubeconfig, writer: WRITER, namespace: 'default', deadlineMs }
    const target = await openKubernetesTarget({ ...words, ...more })
    return new Stage(cluster, target)
  }

  async snapshotWith(name: string): Promise<{ readonly snapshot: Snapshot; readonly pod: ObservedPod }> {
    const snapshot = await this.target.snapshot(NEVER)
    const pod = snapshot.pods.find((candidate) => candidate.objectName === `default/${name}`)
    if (pod === undefined) throw new Error(`no ${name} in the snapshot: ${JSON.stringify(snapshot.faults)}`)
    return { snapshot, pod }
  }

  /** Where a pod of that size could go on a host. */
  holding(snapshot: Snapshot, host: Host, cpus = 2, memoryMib = 1024): HoldingWords {
    return holdingOn(snapshot, host, freeCpus(snapshot, host, cpus), memoryMib, this.#address++)
  }

  /** A pending pod, and where it could go. */
  async pendingPod(name: string, options: PodOptions = {}, hostIndex = 0) {
    await this.cluster.create([gamePod(name, options)])
    const { snapshot, pod } = await this.snapshotWith(name)
    const host = snapshot.fleet.hosts[hostIndex]
    return { snapshot, pod, host, after: this.holding(snapshot, host, pod.cpus, pod.memoryMib) }
  }

  /** A pod that Berth has bound. */
  async boundPod(name: string, options: PodOptions = {}, hostIndex = 0): Promise<ObservedPod> {
    const { pod, after } = await this.pendingPod(name, options, hostIndex)
    const { outcome } = await drive(this.target, stepOf('bind', pod, after), { plan: `setup-${name}` })
    if (outcome.kind !== 'done') throw new Error(`${name}: ${JSON.stringify(outcome)}`)
    return (await this.snapshotWith(name)).pod
  }
}
