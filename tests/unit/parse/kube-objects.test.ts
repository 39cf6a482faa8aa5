import { describe, expect, it } from 'vitest'
import { readNamespace, readNode } from '../../../src/model/parse/kube/node.ts'
import { readPod } from '../../../src/model/parse/kube/pod-document.ts'
import { milliOfQuantity } from '../../../src/model/parse/kube/quantity.ts'
import { storedPod } from '../../../src/model/parse/kube/stored-pod.ts'

describe('quantities', () => {
  it.each<[unknown, bigint | null]>([
    ['250m', 250n],
    ['1.5', 1500n],
    [2, 2000n],
    ['1e3', 1_000_000n],
    ['1E3', 1_000_000n],
    ['1E', 10n ** 21n],
    ['1.5Gi', 1536n * 1024n * 1024n * 1000n],
    ['.5', 500n],
    ['5.', 5000n],
    ['100n', 1n],
    ['-1500u', -2n],
    ['0', 0n],
    ['', null],
    ['.', null],
    ['1x', null],
    ['1e99', null],
    [true, null],
  ])('%s is %s thousandths', (written, milli) => {
    expect(milliOfQuantity(written)).toBe(milli)
  })
})

/** Paths of the faults of a pod with this spec. */
function faultsOf(spec: object): readonly string[] {
  const document = readPod({ metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } })
  const stored = document.ok ? storedPod(document.value) : document
  return stored.ok ? [] : stored.faults.map(({ path }) => path)
}

describe('the JSON of pods and nodes', () => {
  it('is taken with nulls and with fields that do not matter', () => {
    expect(
      faultsOf({ affinity: null, tolerations: null, priority: 3, volumes: [{ name: 'v', emptyDir: {} }] }),
    ).toEqual([])
  })

  it('has every fault of its types told', () => {
    expect(
      faultsOf({ nodeSelector: { a: 1 }, tolerations: {}, containers: [{ name: 3, image: 'i' }] }).toSorted(),
    ).toEqual(['spec.containers[0].name', 'spec.nodeSelector.a', 'spec.tolerations'])
    expect(readPod(null)).toMatchObject({ ok: false })
  })

  it('is refused where only plugins that are not here could decide', () => {
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'x' } }]
    const containers = [{ name: 'c', image: 'i', resources: { claims: [{ name: 'x' }] } }]
    expect(
      faultsOf({ volumes, resourceClaims: [{ name: 'x' }], resources: { limits: { cpu: 1 } }, containers }),
    ).toEqual([
      'spec.resources',
      'spec.resourceClaims',
      'spec.containers[0].resources.claims',
      'spec.volumes[0].persistentVolumeClaim',
    ])
    expect(faultsOf({ hostNetwork: true, hostUsers: false })).toEqual(['spec.hostUsers'])
  })

  it('of a preferred term that the scheduler fails on is refused', () => {
    const preference = { matchExpressions: [{ key: 'gen', operator: 'Gt', values: ['new'] }] }
    const nodeAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference }] }
    const [path] = faultsOf({ affinity: { nodeAffinity } })
    expect(path).toMatch(/\[0\]\.preference\.matchExpressions\[0\]\.values\[0\]$/)
  })

  it('of nodes and namespaces has its faults too', () => {
    const node = readNode({
      metadata: { name: 'N' },
      spec: { taints: [{ key: 'a', effect: 'Never' }] },
      status: { allocatable: { cpu: '-1' } },
    })
    expect(node.ok ? [] : node.faults.map(({ path }) => path).toSorted()).toEqual([
      'metadata.name',
      'spec.taints[0].effect',
      'status.allocatable.cpu',
    ])
    expect(readNode({ metadata: { name: 'n' }, status: { allocatable: { memory: '9Pi' } } }).ok).toBe(false)
    expect(readNamespace({ metadata: { name: 'a.b' } }).ok).toBe(false)
  })
})
