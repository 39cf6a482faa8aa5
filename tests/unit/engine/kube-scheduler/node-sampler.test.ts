import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../../src/base/random.ts'
import { judgePod } from '../../../../src/engine/kube-scheduler/judge-pod.ts'
import { feasibleWanted, inZoneOrder, NodeSampler } from '../../../../src/engine/kube-scheduler/node-sampler.ts'
import { Cluster } from '../../../../src/engine/kube-scheduler/state/cluster.ts'
import type { KubeNode } from '../../../../src/model/kube/node.ts'
import { readPod } from '../../../../src/model/parse/kube/pod-document.ts'
import { storedPod } from '../../../../src/model/parse/kube/stored-pod.ts'

const node = (name: string, zone: string, isUnschedulable = false): KubeNode => ({
  name,
  labels: new Map([['topology.kubernetes.io/zone', zone]]),
  isUnschedulable,
  taints: [],
  allocatable: { cpuMilli: 4000, memoryBytes: 8_000_000_000, ephemeralBytes: 0, scalars: new Map() },
  podsMax: 110,
  images: [],
})

function clusterOf(count: number, isCordoned: (i: number) => boolean): Cluster {
  const cluster = new Cluster()
  for (let i = 0; i < count; i++) cluster.addNode(node(`n${String(i).padStart(3, '0')}`, 'z', isCordoned(i)))
  return cluster
}

function podOf(name: string) {
  const document = readPod({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } })
  const pod = document.ok ? storedPod(document.value) : document
  if (!pod.ok) throw new Error('the pod is one')
  return pod.value
}

describe('sampling of nodes', () => {
  it.each([
    [99, 0, 99],
    [100, 0, 100],
    [1000, 0, 420],
    [5000, 0, 500],
    [6000, 0, 300],
    [1000, 40, 400],
    [1000, 5, 100],
    [6000, 100, 6000],
  ])('of %i nodes with %i percent %i are enough', (nodes, percentage, wanted) => {
    expect(feasibleWanted(nodes, percentage)).toBe(wanted)
  })

  it('takes a node of each zone in turn', () => {
    const cluster = new Cluster()
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) cluster.addNode(node(name, name[0]))
    expect(inZoneOrder(cluster).map((state) => state.node.name)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3'])
  })

  it('goes on where it ended, past nodes that do not fit', () => {
    const cluster = clusterOf(300, (i) => i === 0 || i === 101)
    const sampler = new NodeSampler(10)
    const first = judgePod(cluster, podOf('p'), { sampler })
    if (first.outcome !== 'fits') throw new Error('it fits')
    // One hundred that fit, and the two cordoned ones before the next that would.
    expect([first.scores.size, [...first.rejections.keys()], sampler.start]).toEqual([100, ['n000', 'n101'], 102])
    const second = judgePod(cluster, podOf('p'), { sampler })
    expect(second.outcome === 'fits' && [second.node, sampler.start]).toEqual(['n102', 202])
    judgePod(cluster, podOf('p'), { sampler })
    expect(sampler.start).toBe(3)
    cluster.addNode(node('new', 'y'))
    judgePod(cluster, podOf('p'), { sampler })
    expect(sampler.start).toBe(104)
  })

  it('draws among the best when told to, and else takes the first by name', () => {
    const cluster = clusterOf(9, () => false)
    const chosen = (ties?: ReturnType<typeof randomStream>) =>
      Array.from({ length: 30 }, () => {
        const judgement = judgePod(cluster, podOf('p'), ties === undefined ? {} : { ties })
        return judgement.outcome === 'fits' ? judgement.node : ''
      })
    expect(new Set(chosen())).toEqual(new Set(['n000']))
    const drawn = chosen(randomStream(1, 'ties'))
    expect(new Set(drawn).size).toBeGreaterThan(5)
    expect(chosen(randomStream(1, 'ties'))).toEqual(drawn)
  })

  it('finds nothing where there are no nodes', () => {
    const judgement = judgePod(new Cluster(), podOf('p'), { sampler: new NodeSampler() })
    expect(judgement).toMatchObject({ outcome: 'unschedulable', message: 'no nodes available to schedule pods' })
  })
})
