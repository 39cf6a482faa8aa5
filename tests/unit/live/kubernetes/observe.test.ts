import { describe, expect, it } from 'vitest'
import { clashOnHost } from '../../../../src/live/targets/kubernetes/facts/clash-on-host.ts'
import { shareOut } from '../../../../src/live/targets/kubernetes/facts/foreign.ts'
import { hostOfNode } from '../../../../src/live/targets/kubernetes/facts/node-facts.ts'
import { observe } from '../../../../src/live/targets/kubernetes/facts/observe.ts'
import type { KubeConfigMap, KubeNode, KubePod } from '../../../../src/live/targets/kubernetes/objects.ts'
import type { Host } from '../../../../src/model/fleet.ts'
import type { Snapshot } from '../../../../src/model/snapshot.ts'
import { devicesNamed, holdingOf, NETWORKS, nodeNamed, podNamed } from './objects.ts'

/** A Node whose slices are not there. */
const NOT_PUBLISHED = 'h9'

function hostNamed(name: string): Host {
  const host = hostOfNode(nodeNamed(name), devicesNamed(name))
  if (!host.ok) throw new Error('the node is a host')
  return host.value
}

function see(nodes: readonly KubeNode[], pods: readonly KubePod[], networks: unknown = NETWORKS): Snapshot {
  const metadata = { name: 'berth-networks', uid: 'u', resourceVersion: '1' }
  const configMap: KubeConfigMap = { metadata, data: { 'networks.yaml': JSON.stringify(networks) } }
  return observe({
    target: { kind: 'kubernetes', name: 'test' },
    observedAtMs: 0,
    nodes,
    writer: 'me',
    pods,
    networks: networks === null ? null : configMap,
    namespace: 'berth',
    hostOf: (node) => {
      const { name } = node.metadata
      return name === NOT_PUBLISHED ? null : hostOfNode(node, devicesNamed(name))
    },
  })
}

const ODD = { cpu: '100m', memory: '1Mi', scheduler: 'default-scheduler', node: 'h1' }

describe('foreign pods', () => {
  it.each([
    ['fit on the shared Cpus', '2', '', '', []],
    ['take a whole core from the top', '4', '', '7,15', []],
    ['take a whole core, then a single Cpu', '5', '', '7,14-15', []],
    ['take what is free and whole first', '4', '7', '6,14', []],
    ['take single Cpus when no core is whole', '4', '4-7,9-11', '14-15', []],
    ['take all there are', '16', '', '1-7,9-15', []],
    ['do not fit', '17', '', '1-7,9-15', ['cpus']],
  ])('%s', (_, cpu, held, cpus, clashes) => {
    const holders = held === '' ? [] : [{ name: 'ours', holding: holdingOf(held) }]
    const share = shareOut(hostNamed('h1'), [podNamed('f', { ...ODD, cpu, memory: '1Mi' })], holders)
    expect(share.use.cpus).toBe(cpus)
    expect(share.clashes.map((clash) => clash.resource)).toEqual(clashes)
    if (clashes.length > 0) expect(share.clashes[0].pods).toEqual(['foreign/game/f'])
  })

  it('take memory from the highest NumaNode down', () => {
    const share = (memory: string) =>
      shareOut(hostNamed('h1'), [podNamed('f', { ...ODD, memory })], [{ name: 'o', holding: holdingOf('1') }])
    expect(share('9000Mi').use.memoryMib).toEqual({ 0: 1000, 1: 8000 })
    expect(share('15000Mi').clashes[0]).toMatchObject({ resource: 'memoryMib', pods: ['foreign/game/f', 'o'] })
  })
})

describe('a snapshot', () => {
  it('has hosts of this writer only, pods by name, and no clash', () => {
    const other = nodeNamed('h9', { labels: { 'berth.dev/writer': 'you' } })
    const pods = [
      podNamed('b', { holding: holdingOf('1,9') }),
      podNamed('a', { phase: 'Pending' }),
      podNamed('else', { holding: holdingOf('1,9', { host: 'h9', ip: '10.0.0.99' }) }),
    ]
    const snapshot = see([other, nodeNamed('h1')], pods)
    expect(snapshot.fleet.hosts.map((host) => host.name)).toEqual(['h1'])
    expect(snapshot.pods.map((pod) => pod.name)).toEqual(['game/a', 'game/b'])
    expect(snapshot).toMatchObject({ clashes: [], faults: [] })
  })

  it('keeps the address of a pod that is left out away from the pools', () => {
    const elsewhere = podNamed('else', { holding: holdingOf('1,9', { host: 'h9', ip: '10.0.0.99' }) })
    const snapshot = see([nodeNamed('h1'), nodeNamed('h9', { labels: { 'berth.dev/writer': 'you' } })], [elsewhere])
    expect(snapshot.fleet.pools[0].ranges).toEqual(['10.0.0.10-10.0.0.98', '10.0.0.100-10.0.0.200'])
  })

  it.each([
    ['one Cpu twice', holdingOf('2,10', { ip: '10.0.0.11', mac: 'b' }), holdingOf('10-11'), ['cpus']],
    [
      'one VF twice',
      holdingOf('2', { network: 'sriov', vf: 'eth0:1', ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3', { network: 'sriov', vf: 'eth0:1' }),
      ['vf'],
    ],
    ['one address twice', holdingOf('2'), holdingOf('3'), ['ip', 'mac']],
    ['a reserved Cpu', holdingOf('0', { ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }), holdingOf('3'), ['cpus']],
    [
      'more memory than there is',
      holdingOf('2', { memoryMib: { 0: 7000 }, ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3', { memoryMib: { 0: 2000 } }),
      ['memoryMib'],
    ],
    ['an address of no pool', holdingOf('2', { ip: '10.0.0.250', mac: '02:00:0a:00:00:fa' }), holdingOf('3'), ['ip']],
    [
      'a VF that is not there',
      holdingOf('2', { network: 'sriov', vf: 'eth0:4', ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3'),
      ['vf'],
    ],
    [
      'one GPU twice',
      holdingOf('2', { gpus: ['gpu0', 'gpu1'], ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3', { gpus: ['gpu1'] }),
      ['gpu'],
    ],
    [
      'a GPU that is not there',
      holdingOf('2', { gpus: ['gpu7'], ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3'),
      ['gpu'],
    ],
    [
      'a volume, which no Node attaches',
      holdingOf('2', { volume: 'ceph', volumeMib: 5, ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3'),
      ['volume'],
    ],
    [
      'more bandwidth and packets than a NIC carries',
      holdingOf('2', { nic: 'eth0', nicMbps: 700, nicKpps: 300, ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3', { nic: 'eth0', nicMbps: 400, nicKpps: 300 }),
      ['nicMbps', 'nicKpps'],
    ],
    [
      'more disk than there is',
      holdingOf('2', { diskMib: { nvme0: 9000 }, ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }),
      holdingOf('3', { diskMib: { nvme0: 1001 } }),
      ['diskMib'],
    ],
  ])('shows %s as a clash', (_, a, b, resources) => {
    const fixed = { ...a, mac: a.mac === 'b' ? '02:00:0a:00:00:0b' : (a.mac ?? '') }
    const size = (holding: typeof a) => ({
      cpu: String(holding.cpus?.split(/[,-]/).length),
      memory: `${holding.memoryMib[0]}Mi`,
      holding,
    })
    const snapshot = see([nodeNamed('h1')], [podNamed('a', size(fixed)), podNamed('b', size(b))])
    expect(snapshot.clashes.map((clash) => clash.resource)).toEqual(resources)
    expect(snapshot.clashes[0].detail).toMatch(/h1|10\.0\.0|game/)
  })

  it('shows pods on a node that is gone', () => {
    const snapshot = see([], [podNamed('a', { holding: holdingOf('1,9') })])
    expect(snapshot.clashes).toMatchObject([{ host: 'h1', resource: 'host', pods: ['game/a'] }])
    expect(snapshot.pods).toEqual([])
  })

  it('leaves out a pod with its host, and says so', () => {
    const snapshot = see(
      [nodeNamed(NOT_PUBLISHED)],
      [podNamed('a', { holding: holdingOf('1,9', { host: NOT_PUBLISHED }) })],
    )
    expect(snapshot.faults.map((fault) => fault.path)).toContain(`nodes.${NOT_PUBLISHED}.resourceSlices`)
    expect(snapshot.faults.map((fault) => fault.path)).toContain('pods.game/a.spec.nodeName')
  })

  it('leaves out hosts whose module is in two IDCs', () => {
    const snapshot = see([nodeNamed('h1'), nodeNamed('h2', { labels: { 'topology.kubernetes.io/zone': 'idc-b' } })], [])
    expect(snapshot.fleet.hosts.map((host) => host.name)).toEqual(['h1'])
    expect(snapshot.faults[0].path).toBe('nodes.h2.module')
  })

  it('keeps one pod of two with one name', () => {
    const annotations = { 'berth.dev/pod': 'x' }
    const snapshot = see([nodeNamed('h1')], [podNamed('b', { annotations }), podNamed('a', { annotations })])
    expect(snapshot.pods.map((pod) => pod.objectName)).toEqual(['game/a'])
    expect(snapshot.faults.map((fault) => fault.path)).toEqual(['pods.game/b'])
  })

  it('counts a pod of ours that somebody else bound as foreign use', () => {
    const snapshot = see([nodeNamed('h1')], [podNamed('a', { node: 'h1', cpu: '4' })])
    expect(snapshot.hosts[0]).toMatchObject({ foreign: { cpus: '7,15' }, foreignPods: ['game/a'] })
    expect(snapshot.faults).toHaveLength(1)
  })
})

describe('networks', () => {
  it('that are not there are a fault', () => {
    const snapshot = see([nodeNamed('h1')], [], null)
    expect(snapshot.faults).toMatchObject([{ path: 'configmaps.berth/berth-networks', found: 'nothing' }])
    expect(snapshot.fleet).toMatchObject({ segments: [], pools: [] })
  })

  const [pool] = NETWORKS.pools
  it.each([
    ['are no map', 3, 0, ['']],
    ['have an unknown key', { ...NETWORKS, x: 1 }, 0, ['.x']],
    [
      'have a pool outside its segment',
      { ...NETWORKS, pools: [{ ...pool, ranges: ['10.0.1.1-10.0.1.9'] }] },
      0,
      ['.pools[0].ranges[0]'],
    ],
    [
      'bind a pool to a host that is gone as well',
      { ...NETWORKS, pools: [{ ...pool, boundTo: { modules: ['m1'], hosts: ['gone'] } }] },
      1,
      ['.pools[0].boundTo.hosts[0]'],
    ],
    [
      'bind a pool to nothing that is there',
      { ...NETWORKS, pools: [{ ...pool, boundTo: { racks: ['r9'] } }] },
      0,
      ['.pools[0].boundTo.racks[0]'],
    ],
    [
      'have a segment with a faulty subnet, and one without',
      {
        segments: [...NETWORKS.segments, { name: 'bad', vlan: 2, subnet: '10.9.0.1/24', networks: ['bridge'] }],
        pools: [pool, { ...pool, name: 'bad', segment: 'bad', ranges: ['10.9.0.5-10.9.0.6'] }],
      },
      1,
      ['.segments[1].subnet', '.pools[1].segment'],
    ],
  ])('that %s keep the rest', (_, networks, poolCount, tails) => {
    const snapshot = see([nodeNamed('h1')], [], networks)
    expect(snapshot.fleet.pools).toHaveLength(poolCount)
    const paths = snapshot.faults.map((fault) => fault.path)
    expect(paths).toEqual(tails.map((tail) => `configmaps.berth/berth-networks.networks.yaml${tail}`))
  })
})

describe('the look after a bind', () => {
  const mine = podNamed('mine', { holding: holdingOf('1,9') })
  const apart = { ip: '10.0.0.11', mac: '02:00:0a:00:00:0b' }
  it.each([
    ['nothing else', [], null],
    ['pods apart', [podNamed('b', { holding: holdingOf('2,10', apart) }), podNamed('f', { ...ODD, cpu: '4' })], null],
    [
      'a pod on one of its Cpus',
      [podNamed('b', { holding: holdingOf('9-10', apart) })],
      /Cpus 9 of h1 are held by game\/b and game\/mine/,
    ],
    ['others that fill the host to the last Cpu', [podNamed('f', { ...ODD, cpu: '14' })], null],
    [
      'others that ask for one Cpu more',
      [podNamed('f', { ...ODD, cpu: '15' })],
      /pods of others need 13 Cpus .* 12 are free/,
    ],
    ['others that ask for too much memory', [podNamed('f', { ...ODD, memory: '15Gi' })], /15360 MiB on h1/],
    ['a finished pod on its Cpus', [podNamed('b', { holding: holdingOf('1,9', apart), phase: 'Failed' })], null],
  ])('sees %s', (_, others, expected) => {
    const found = clashOnHost(hostNamed('h1'), [mine, ...others], mine, [])
    if (expected === null) expect(found).toBeNull()
    else expect(found).toMatch(expected)
  })

  it('sees a pod elsewhere with its address', () => {
    const other = podNamed('far', { holding: holdingOf('1,9', { host: 'h7' }) })
    expect(clashOnHost(hostNamed('h1'), [mine], mine, [mine, other])).toMatch(/game\/far has the address/)
  })

  it('sees one GPU twice, and a NIC that carries less than is held', () => {
    const a = podNamed('a', { holding: holdingOf('1,9', { gpus: ['gpu1'], nic: 'eth0', nicMbps: 600 }) })
    const gpu = podNamed('b', { holding: holdingOf('2,10', { gpus: ['gpu1'], ...apart }) })
    expect(clashOnHost(hostNamed('h1'), [a, gpu], a, [])).toMatch(/GPU gpu1 of h1 is held by/)
    const nic = podNamed('b', { holding: holdingOf('2,10', { nic: 'eth0', nicMbps: 600, ...apart }) })
    expect(clashOnHost(hostNamed('h1'), [a, nic], a, [])).toMatch(/NIC eth0 of h1 has 1000, 1200 are held/)
    expect(clashOnHost(hostNamed('h1'), [a], a, [])).toBeNull()
  })

  it('sees one VF twice', () => {
    const vf = { network: 'sriov', vf: 'eth0:2' } as const
    const a = podNamed('a', { holding: holdingOf('1,9', vf) })
    const b = podNamed('b', { holding: holdingOf('2,10', { ...vf, ...apart }) })
    expect(clashOnHost(hostNamed('h1'), [a, b], a, [])).toMatch(/VF eth0:2/)
  })

  it.each([
    ["a Cpu that is the system's", '0,8', {}, '2', /Cpus 0,8, which h1 has not or keeps/],
    [
      'memory that a NumaNode has not',
      '1,9',
      { memoryMib: { 0: 9000 } },
      '2',
      /NumaNode 0 of h1 has 8000, 9000 are held/,
    ],
    [
      'a disk that is too small',
      '1,9',
      { diskMib: { nvme0: 20_000 } },
      '2',
      /disk nvme0 of h1 has 10000, 20000 are held/,
    ],
    ['a VF that is not there', '1,9', { network: 'sriov', vf: 'eth0:9' }, '2', /VF eth0:9, which h1 has not/],
    ['a pod that is not understood any more', '1,9', {}, '1500m', /game\/a is not understood any more/],
  ] as const)('sees %s', (_, cpus, more, cpu, expected) => {
    const a = podNamed('a', { holding: holdingOf(cpus, more), cpu })
    expect(clashOnHost(hostNamed('h1'), [a], a, [a])).toMatch(expected)
  })
})
