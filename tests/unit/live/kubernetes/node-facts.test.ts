import { describe, expect, it } from 'vitest'
import { hostOfNode } from '../../../../src/live/targets/kubernetes/facts/node-facts.ts'
import { type ForeignUse, hostVersion } from '../../../../src/live/targets/kubernetes/facts/versions.ts'
import type { KubeNode } from '../../../../src/live/targets/kubernetes/objects.ts'
import type { HostFacts } from '../../../../src/model/kube/resource-slice.ts'
import { devicesNamed, FACTS, nodeNamed } from './objects.ts'

function pathsOf(result: { readonly ok: boolean; readonly faults?: readonly { readonly path: string }[] }): string[] {
  return (result.faults ?? []).map((fault) => fault.path)
}

describe('a Node', () => {
  it('is a host', () => {
    const host = hostOfNode(nodeNamed('h1'), devicesNamed('h1'))
    expect(host).toMatchObject({
      ok: true,
      value: {
        name: 'h1',
        region: 'north',
        idc: 'idc-a',
        module: 'm1',
        rack: 'r1',
        reservedCpus: '0,8',
        allocatable: { cpus: 14, memoryMib: 16_000, diskMib: 10_000, vfs: 4 },
      },
    })
  })

  const slices = 'nodes.h1.resourceSlices'
  const plain = devicesNamed('h1')
  const [disk] = plain.filter(({ name }) => name === 'disk-0')
  const changed = (facts: Partial<HostFacts>) => devicesNamed('h1', { ...FACTS, ...facts })
  it.each([
    ['no devices', nodeNamed('h1'), [], [`${slices}.topology`, `${slices}.numaNodes`]],
    ['a device of no kind', nodeNamed('h1'), [...plain, { name: 'x' }], [`${slices}.devices.x`]],
    [
      'a core of no NumaNode',
      nodeNamed('h1'),
      plain.filter(({ name }) => name !== 'numa-1'),
      ['core-4', 'core-5', 'core-6', 'core-7'].map((name) => `${slices}.devices.${name}`),
    ],
    [
      'a disk of no size',
      nodeNamed('h1'),
      plain.map((device) => (device === disk ? { ...disk, capacity: {} } : device)),
      [`${slices}.disks[0].capacityMib`],
    ],
    [
      'two faults',
      nodeNamed('h1'),
      changed({ nics: [{ name: 'eth0', numa: 9, vfs: -1 }] }),
      [`${slices}.nics[0].numa`, `${slices}.nics[0].vfs`],
    ],
    [
      'two NICs of one name',
      nodeNamed('h1'),
      changed({ nics: [...FACTS.nics, ...FACTS.nics] }),
      [`${slices}.nics[1].name`],
    ],
    [
      'a label that is no name',
      nodeNamed('h1', { labels: { 'berth.dev/rack': 'R 1' } }),
      plain,
      ['nodes.h1.labels.berth.dev/rack'],
    ],
    ['a name with a dot', nodeNamed('h1.x'), plain, ['nodes.h1.x.name']],
  ])('with %s is left out, and the faults say where', (_, node, devices, paths) => {
    expect(pathsOf(hostOfNode(node, devices))).toEqual(paths)
  })

  it('has a version that heartbeats leave be and everything that matters moves', () => {
    const none = { cpus: '', memoryMib: {} }
    const versionOf = (node: KubeNode, foreign: ForeignUse = none, facts: HostFacts = FACTS) => {
      const host = hostOfNode(node, devicesNamed('h1', facts))
      if (!host.ok) throw new Error('the node is a host')
      return hostVersion(node, host.value, foreign)
    }
    const node = nodeNamed('h1')
    const beat = { ...node, metadata: { ...node.metadata, resourceVersion: '99' } }
    expect(versionOf(beat)).toBe(versionOf(node))
    const others = [
      versionOf(nodeNamed('h1', { unschedulable: true })),
      versionOf(nodeNamed('h1', { ready: false })),
      versionOf(nodeNamed('h1', { labels: { 'berth.dev/rack': 'r2' } })),
      versionOf(nodeNamed('h1', { labels: { 'berth.dev/writer': 'you' } })),
      versionOf(node, none, { ...FACTS, reservedCpus: '0' }),
      versionOf(node, { cpus: '15', memoryMib: {} }),
      versionOf(node, { cpus: '', memoryMib: { 1: 5 } }),
      versionOf({ ...node, metadata: { ...node.metadata, uid: 'again' } }),
    ]
    expect(new Set([versionOf(node), ...others]).size).toBe(others.length + 1)
  })
})
