import { judgePod } from '../../src/engine/kube-scheduler/judge-pod.ts'
import { NodeSampler } from '../../src/engine/kube-scheduler/node-sampler.ts'
import { Cluster } from '../../src/engine/kube-scheduler/state/cluster.ts'
import type { KubeNode } from '../../src/model/kube/node.ts'
import type { KubePod } from '../../src/model/kube/pod.ts'
import { readNode } from '../../src/model/parse/kube/node.ts'
import { readPod } from '../../src/model/parse/kube/pod-document.ts'
import { storedPod } from '../../src/model/parse/kube/stored-pod.ts'

/** What the pods of a run ask for besides Cpu and memory. */
export const ASKS = ['amounts', 'anti-affinity', 'spread'] as const
export type Ask = (typeof ASKS)[number]

const CLASS_COUNT = 200
const HOST = 'kubernetes.io/hostname'
const ZONE = 'topology.kubernetes.io/zone'

/**
 * Pods placed a second by the engine's kube-scheduler on empty nodes of 94 Cpus in six zones, 200 classes of pods in
 * turns; reading the objects is not in it. now: milliseconds.
 */
export function benchKubeScheduler(
  nodeCount: number,
  podCount: number,
  ask: Ask,
  isSampled: boolean,
  now: () => number,
): { readonly placed: number; readonly perSecond: number } {
  const cluster = new Cluster()
  cluster.putNamespace({ name: 'default', labels: new Map() })
  for (let i = 0; i < nodeCount; i++) cluster.addNode(nodeOf(i))
  const pods = Array.from({ length: podCount }, (_, i) => podOf(i, ask))
  const options = isSampled ? { sampler: new NodeSampler() } : {}
  const start = now()
  let placed = 0
  for (const pod of pods) {
    const judgement = judgePod(cluster, pod, options)
    if (judgement.outcome !== 'fits') continue
    cluster.addPod(pod, judgement.node)
    placed++
  }
  return { placed, perSecond: Math.round((podCount * 1000) / (now() - start)) }
}

function nodeOf(i: number): KubeNode {
  const node = readNode({
    metadata: { name: `n${i}`, labels: { [HOST]: `n${i}`, [ZONE]: `z${i % 6}` } },
    status: { allocatable: { cpu: '94', memory: '376Gi', pods: '250' } },
  })
  if (!node.ok) throw new Error(`no node: ${JSON.stringify(node.faults)}`)
  return node.value
}

function podOf(i: number, ask: Ask): KubePod {
  const k = (i * 7919) % CLASS_COUNT
  const labels = { game: `g${k}` }
  const labelSelector = { matchLabels: labels }
  const antiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: HOST }] }
  const document = readPod({
    metadata: { name: `p${i}`, labels },
    spec: {
      containers: [
        { name: 'c', image: 'game', resources: { requests: { cpu: 1 + (k % 4), memory: `${1 + (k % 7)}Gi` } } },
      ],
      ...(ask === 'anti-affinity' ? { affinity: { podAntiAffinity: antiAffinity } } : {}),
      ...(ask === 'spread'
        ? {
            topologySpreadConstraints: [
              { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector },
              { maxSkew: 1, topologyKey: HOST, whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
            ],
          }
        : {}),
    },
  })
  const pod = document.ok ? storedPod(document.value) : document
  if (!pod.ok) throw new Error(`no pod: ${JSON.stringify(pod.faults)}`)
  return pod.value
}
