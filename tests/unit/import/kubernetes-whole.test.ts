import { describe, expect, it } from 'vitest'
import { formatRequest } from '../../../src/model/parse/request-words.ts'
import { parseTopology } from '../../../src/model/parse/topology.ts'
import { node, pod, webPod } from './cluster-objects.ts'
import { imported, podsPlaced, scenarioOf } from './imported-cluster.ts'

const PLAIN = {
  diskMib: 0,
  ioKibps: 0,
  network: 'bridge' as const,
  numa: 'preferred' as const,
  where: {},
  spread: [],
  profile: 'pack',
}

describe('an imported cluster as a whole', () => {
  it('takes the topology given whose Cpus a Node has', () => {
    const text = [
      'apiVersion: berth.dev/v1alpha1',
      'kind: HostTopology',
      'metadata: {name: twin}',
      'spec:',
      '  numaNodes:',
      '    - {id: 0, memory: 16Gi, threads: ["0-3"]}',
      '    - {id: 1, memory: 16Gi, threads: ["4-7"]}',
      '  nics: []',
    ].join('\n')
    const topology = parseTopology(text)
    if (!topology.ok) throw new Error('a topology')
    const big = node('n2', { amounts: { cpu: '16', memory: '32Gi' } })
    const cluster = imported([node('n1'), big], { topologies: [{ topology: topology.value, text }] })
    const { fleet } = scenarioOf(cluster)
    expect(fleet.hosts.map(({ topology: name, numaNodes }) => [name, numaNodes.length])).toEqual([
      ['twin', 2],
      ['plain-16c-32g', 1],
    ])
    expect(fleet.hosts[0].allocatable).toMatchObject({ cpus: 7, memoryMib: 30 * 1024 })
    expect(cluster.leftOut).toEqual([{ reason: 'nodes of which no topology given has the Cpus and memory', count: 1 }])
  })

  it('takes game, zone, component and request of a pod from the words of Berth', () => {
    const request = {
      ...PLAIN,
      numa: 'single' as const,
      network: 'sriov' as const,
      spread: [{ scope: 'zone' as const, domain: 'host' as const, limit: 2 }],
    }
    const ours = pod('z12-logic-3', {
      labels: { 'berth.dev/game': 'moba', 'berth.dev/zone': 'z12', 'berth.dev/component': 'logic' },
      annotations: { 'berth.dev/request': formatRequest({ ...request, cpus: 2, memoryMib: 1024 }) },
      requests: { cpu: '2', memory: '1Gi' },
    })
    const [game] = scenarioOf(imported([node('n1'), ours], { cpuPolicy: 'none' })).games
    expect(game.name).toBe('moba-z12')
    expect(game.components).toHaveLength(1)
    expect(game.components[0]).toMatchObject({ name: 'logic', request: { ...request, cpus: 2, memoryMib: 1024 } })
  })

  it('has exactly its pods at the peak of a curve', () => {
    const cluster = imported(
      [
        node('n1'),
        ...Array.from({ length: 9 }, (_, i) => pod(`a-${i}`, { owner: ['StatefulSet', 'a'] })),
        ...Array.from({ length: 7 }, (_, i) => pod(`b-${i}`, { owner: ['StatefulSet', 'b'] })),
      ],
      { isMoving: true, playersPerPod: 1 },
    )
    const [{ peakPlayers, components }] = scenarioOf(cluster).games
    const pods = components.map(({ playersPerPod }) => Math.ceil(peakPlayers / (playersPerPod as number)))
    expect(pods).toEqual([9, 7])
  })

  it('is the same whatever order its objects come in', () => {
    const items = [
      node('n1'),
      node('n2', { labels: { 'topology.kubernetes.io/region': 'us' } }),
      webPod(1),
      pod('db-0'),
      webPod(2),
    ]
    expect(imported([...items].reverse()).files).toEqual(imported(items).files)
  })

  it('runs with every pod placed that the cluster ran', () => {
    const nodes = ['n1', 'n2', 'n3'].map((name) => node(name))
    const scenario = scenarioOf(imported([...nodes, ...Array.from({ length: 9 }, (_, i) => webPod(i))]))
    expect(podsPlaced(scenario)).toBe(9)
  })
})
