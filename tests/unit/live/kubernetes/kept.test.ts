import { describe, expect, it } from 'vitest'
import { hostOfNode } from '../../../../src/live/targets/kubernetes/facts/node-facts.ts'
import { podFactsOf } from '../../../../src/live/targets/kubernetes/facts/pod-facts.ts'
import { requestsOfPod } from '../../../../src/live/targets/kubernetes/facts/pod-size.ts'
import { keptNode, keptPod } from '../../../../src/live/targets/kubernetes/kept.ts'
import { NodeCache } from '../../../../src/live/targets/kubernetes/node-cache.ts'
import type { KubeNode, KubePod } from '../../../../src/live/targets/kubernetes/objects.ts'
import { PodCache } from '../../../../src/live/targets/kubernetes/pod-cache.ts'
import { devicesNamed, holdingOf, nodeNamed, podNamed } from './objects.ts'

const BULK = [{ manager: 'somebody', fieldsV1: { 'f:spec': { 'f:containers': {} } } }]

/** A pod as a server sends it, with much that nobody here reads. */
function bulkyPod(): KubePod {
  const { metadata, spec, status } = podNamed('a', { holding: holdingOf('4,12') })
  const inits = [{ name: 'side', restartPolicy: 'Always', resources: { requests: { cpu: '500m' } }, image: 'side:1' }]
  const gates = [{ name: 'gate' }]
  const ownerReferences = [{ kind: 'ReplicaSet', name: 'r', controller: true }]
  const conditions = [{ type: 'Ready', status: 'True' }]
  return {
    metadata: { ...metadata, generation: 3, ownerReferences, managedFields: BULK, creationTimestamp: 'then' },
    spec: {
      ...spec,
      containers: spec.containers.map((container) => ({ ...container, image: 'game:1', env: [{ name: 'A' }] })),
      initContainers: inits,
      overhead: { cpu: '250m' },
      schedulingGates: gates,
      volumes: [{ name: 'token' }],
      tolerations: [{ key: 'a' }],
    },
    status: { ...status, conditions, containerStatuses: [{ name: 'game', ready: true }], qosClass: 'Guaranteed' },
  } as KubePod
}

function bulkyNode(): KubeNode {
  const { metadata, spec, status } = nodeNamed('h1', { unschedulable: true })
  return {
    metadata: { ...metadata, managedFields: BULK },
    spec: { ...spec, podCIDR: '10.1.0.0/24' },
    status: { ...status, images: [{ names: ['game:1'] }] },
  } as KubeNode
}

describe('what caches keep', () => {
  it('of a pod: all that is read of it, in values equal to those of the whole one, and nothing else', () => {
    const pod = bulkyPod()
    const kept = keptPod(pod)
    expect(podFactsOf(kept)).toEqual(podFactsOf(pod))
    expect(requestsOfPod(kept)).toEqual(requestsOfPod(pod))
    expect(kept.metadata).toEqual({ ...pod.metadata, managedFields: undefined, creationTimestamp: undefined })
    expect(kept.status).toEqual({ ...pod.status, qosClass: undefined })
    expect(kept.spec.schedulingGates).toEqual([{ name: 'gate' }])
    expect(JSON.stringify(kept)).not.toMatch(/managedFields|volumes|tolerations|image|env|qosClass/)
  })

  it('of a Node: the same host, cordon and readiness', () => {
    const node = bulkyNode()
    const kept = keptNode(node)
    const devices = devicesNamed('h1')
    expect(hostOfNode(kept, devices)).toEqual(hostOfNode(node, devices))
    expect(kept.spec).toEqual({ unschedulable: true })
    expect(kept.status).toEqual(nodeNamed('h1').status)
    expect(JSON.stringify(kept)).not.toMatch(/managedFields|podCIDR|images/)
  })

  it('in the caches themselves, by list and by watch', () => {
    const pods = new PodCache(() => undefined)
    const nodes = new NodeCache(() => undefined)
    pods.replace([bulkyPod()])
    nodes.replace([bulkyNode()])
    const listed = [pods.get('game/a'), nodes.get('h1')]
    pods.set(bulkyPod())
    nodes.set(bulkyNode())
    for (const object of [...listed, pods.get('game/a'), pods.onNode('h1')[0], nodes.get('h1')]) {
      expect(object?.metadata.uid).toMatch(/^uid-/)
      expect(JSON.stringify(object)).not.toContain('managedFields')
    }
  })
})
