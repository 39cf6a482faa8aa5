import { describe, expect, it } from 'vitest'
import { judgePod } from '../../../../src/engine/kube-scheduler/judge-pod.ts'
import { readNode } from '../../../../src/model/parse/kube/node.ts'
import { storedPod } from '../../../../src/model/parse/kube/stored-pod.ts'
import { schedulingCase } from '../../../oracle/scheduler-cases.ts'
import { readSchedulingCase, stepOf } from '../../../vectors/scheduling-case.ts'

const SEED = 7

function present<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error('a made-up case can be read')
  return result.value
}

/** What is said of every pending pod of a case, none of them placed, after `disturb`. */
function judgements(number: number, disturb: (read: ReturnType<typeof readCase>) => void) {
  const read = readCase(number)
  disturb(read)
  return read.pods.map((pod) => stepOf(judgePod(read.cluster, pod)))
}

function readCase(number: number) {
  const given = schedulingCase(SEED, number)
  const { cluster, pending } = present(readSchedulingCase(given))
  const pods = pending.flatMap((document) => {
    const pod = storedPod(document)
    return pod.ok ? [pod.value] : []
  })
  return { given, cluster, pods }
}

const NUMBERS = Array.from({ length: 12 }, (_, i) => i)

describe('a cluster that changed and changed back', () => {
  it.each(NUMBERS)('says the same of every pod (cluster %i)', (number) => {
    const plain = judgements(number, () => {})
    const disturbed = judgements(number, ({ cluster, pods, given }) => {
      const names = cluster.nodes.map(({ node }) => node.name)
      pods.forEach((pod, i) => cluster.addPod(pod, names[i % names.length]))
      const [first] = given.nodes as { metadata: { labels?: object }; status: object }[]
      const extra = { metadata: { name: 'extra', labels: { rack: 'r9' } }, status: first.status }
      cluster.addNode(present(readNode(extra)))
      cluster.updateNode(present(readNode({ ...extra, status: { allocatable: { cpu: '1' } } })))
      cluster.updateNode({ ...cluster.nodes[0].node, isUnschedulable: true, images: [], labels: new Map() })
      cluster.updateNode(present(readNode(first)))
      cluster.removeNode('extra')
      for (const { namespace, name } of pods) cluster.removePod(namespace, name)
    })
    expect(disturbed).toEqual(plain)
  })

  it('knows no node and no pod twice, and none that is not there', () => {
    const { cluster, pods } = readCase(0)
    const [{ node }] = cluster.nodes
    expect(() => cluster.addNode(node)).toThrow(/there already/)
    expect(() => cluster.removeNode('gone')).toThrow(/no node gone/)
    expect(() => cluster.removePod('default', 'gone')).toThrow(/on no node/)
    cluster.addPod(pods[0], node.name)
    expect(() => cluster.addPod(pods[0], node.name)).toThrow(/already/)
    expect(() => cluster.removeNode(node.name)).toThrow(/has pods/)
  })
})
