import { expect, it } from 'vitest'
import { randomStream } from '../../src/base/random.ts'
import { judgePod } from '../../src/engine/kube-scheduler/judge-pod.ts'
import { NodeChooser } from '../../src/engine/kube-scheduler/node-chooser.ts'
import { NodeSampler } from '../../src/engine/kube-scheduler/node-sampler.ts'
import type { Cluster } from '../../src/engine/kube-scheduler/state/cluster.ts'
import { storedPod } from '../../src/model/parse/kube/stored-pod.ts'
import { schedulingCase } from '../oracle/scheduler-cases.ts'
import { readSchedulingCase } from '../vectors/scheduling-case.ts'

const CASES = 250

/**
 * Pods of made-up clusters come in turns, some go again and nodes change on the way: whatever was kept of a kind, each
 * goes where `judgePod` sends it. Every second cluster is large enough for sampling.
 */
it('chooses where judgePod does, by what it keeps between pods of a kind', () => {
  const counts = { fits: 0, not: 0, kept: 0 }
  for (let number = 0; number < CASES; number++) {
    const read = readSchedulingCase(schedulingCase(11, number))
    if (!read.ok) throw new Error(JSON.stringify(read.faults))
    const { cluster, pending } = read.value
    if (number % 2 === 1) grow(cluster)
    const chooser = new NodeChooser(cluster)
    const draw = randomStream(number, 'chooser')
    const ways = optionsOf(number)
    const kinds = new Map<string, object>()
    const placed: { readonly namespace: string; readonly name: string }[] = []
    for (const [turn, document] of [...pending, ...pending, ...pending].entries()) {
      const stored = storedPod(document)
      if (!stored.ok) continue
      const pod = { ...stored.value, name: `${stored.value.name}-${turn}` }
      const { tolerations, nodeSelector, requiredNodes, preferredNodes, hostPorts, images } = pod
      const local = [tolerations, nodeSelector, requiredNodes, preferredNodes, hostPorts, images]
      const amounts = [pod.requests, pod.scoredRequests, pod.nodeName, pod.schedulingGates]
      const key = JSON.stringify([local, amounts], (_, value) => (value instanceof Map ? [...value] : value))
      const kind = kinds.get(key) ?? {}
      counts.kept += kinds.has(key) ? 1 : 0
      kinds.set(key, kind)
      const judged = judgePod(cluster, pod, ways.long)
      const node = judged.outcome === 'fits' ? judged.node : null
      expect(chooser.choose(pod, kind, ways.short), `case ${number}, ${pod.name}`).toBe(node)
      counts[node === null ? 'not' : 'fits']++
      if (node !== null) {
        cluster.addPod(pod, node)
        placed.push(pod)
      }
      const gone = placed.length > 0 && draw.below(3) === 0 ? placed.splice(draw.below(placed.length), 1)[0] : null
      if (gone !== null) cluster.removePod(gone.namespace, gone.name)
      const changed = cluster.nodes[draw.below(cluster.nodes.length)]
      if (draw.below(4) === 0) cluster.updateNode({ ...changed.node, isUnschedulable: !changed.node.isUnschedulable })
      if (draw.below(6) === 0 && changed.podCount === 0 && cluster.nodes.length > 2)
        cluster.removeNode(changed.node.name)
    }
  }
  expect(counts.fits).toBeGreaterThan(1000)
  expect(counts.not).toBeGreaterThan(300)
  expect(counts.kept).toBeGreaterThan(1000)
})

/** The same options twice, as each side draws and samples by itself. */
function optionsOf(number: number) {
  const one = () =>
    number % 2 === 0 ? {} : { ties: randomStream(number, 'ties'), sampler: new NodeSampler(number % 100) }
  return { long: one(), short: one() }
}

/** Adds copies of its nodes, up to more than 120. */
function grow(cluster: Cluster): void {
  const nodes = cluster.nodes.map(({ node }) => node)
  for (let i = 0; cluster.nodes.length < 120; i++) {
    const node = nodes[i % nodes.length]
    cluster.addNode({ ...node, name: `${node.name}-${i}` })
  }
}
