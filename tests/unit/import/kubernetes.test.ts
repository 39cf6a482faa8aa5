import { describe, expect, it } from 'vitest'
import { node, pod, webPod } from './cluster-objects.ts'
import { imported, podsPlaced, scenarioOf } from './imported-cluster.ts'

describe('an imported cluster', () => {
  it('has a host a Node with what is left of it beside DaemonSets and static pods', () => {
    const daemon = { owner: ['DaemonSet', 'cni'] as const, requests: { cpu: '300m', memory: '1Gi' } }
    const { fleet } = scenarioOf(
      imported([
        node('n1.internal'),
        node('n2', { taints: [{ key: 'pool', value: 'a', effect: 'NoSchedule', timeAdded: 'x' }], cordoned: true }),
        pod('cni-1', { ...daemon, spec: { nodeName: 'n1.internal' } }),
        pod('kube-proxy-n1', { owner: ['Node', 'n1.internal'], spec: { nodeName: 'n1.internal' } }),
      ]),
    )
    const [first, second] = fleet.hosts
    // 7.5 Cpus allocatable less 0.8: six whole ones. 30 GiB less 2.
    expect(first).toMatchObject({ name: 'n1-internal', region: 'eu', idc: 'eu-1', reservedCpus: '0-1' })
    expect(first.allocatable).toMatchObject({ cpus: 6, memoryMib: 28 * 1024 })
    expect(second.allocatable).toMatchObject({ cpus: 7, memoryMib: 30 * 1024 })
    expect(second.taints).toEqual([
      { key: 'pool', value: 'a', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' },
    ])
  })

  it('makes games of namespaces and components of workloads, each with as many pods', () => {
    const { games } = scenarioOf(
      imported([
        node('n1'),
        webPod(1),
        webPod(2),
        pod('db-0', { owner: ['StatefulSet', 'db'] }),
        pod('backup-29381203-x', { owner: ['Job', 'backup-29381203'], namespace: 'night' }),
        pod('bare-7', { namespace: 'night' }),
      ]),
    )
    expect(games.map(({ name, components }) => [name, components.map((each) => [each.name, each.podsMin])])).toEqual([
      [
        'night',
        [
          ['backup', 1],
          ['bare', 1],
        ],
      ],
      [
        'shop',
        [
          ['db', 1],
          ['web', 2],
        ],
      ],
    ])
    const [db, web] = games[1].components
    expect(web.request).toMatchObject({ cpus: 2, memoryMib: 4096, network: 'nat' })
    expect(db.request).toMatchObject({ cpus: 0, cpuMilli: 500, memoryMib: 1024 })
  })

  it('is read back also where YAML takes names for numbers', () => {
    const items = [node('n1'), pod('012-0', { owner: ['StatefulSet', '012'], namespace: '1e3' })]
    const { name, games } = scenarioOf(imported(items, { name: '1234' }))
    expect([name, games.map((game) => [game.name, game.components[0].name])]).toEqual(['1234', [['1e3', '012']]])
  })

  it('shares all Cpus where the CPU manager is none', () => {
    const { games } = scenarioOf(imported([node('n1'), webPod(1)], { cpuPolicy: 'none' }))
    expect(games[0].components[0].request).toMatchObject({ cpus: 0, cpuMilli: 2000 })
  })

  it('takes workloads apart whose pods ask for different things, and games of more than 16 workloads', () => {
    const many = Array.from({ length: 17 }, (_, i) => pod(`w${i}-0`, { owner: ['StatefulSet', `w${i}`] }))
    const other = pod('w0-1', { owner: ['StatefulSet', 'w0'], requests: { cpu: '1', memory: '1Gi' } })
    const { games } = scenarioOf(imported([node('n1'), ...many, other]))
    expect(games.map(({ name, components }) => [name, components.length])).toEqual([
      ['shop', 16],
      ['shop-2', 2],
    ])
    const names = games.flatMap(({ components }) => components.map((each) => each.name))
    expect(names.filter((name) => /^w0/.test(name)).sort()).toEqual(['w0', 'w0-2'])
  })

  it('says by modules what selectors and affinities say by labels', () => {
    const affinity = (key: string, operator: string, values: string[]) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
          },
        },
      },
    })
    const cluster = imported([
      node('n1', { labels: { disk: 'ssd' } }),
      node('n2', { labels: { disk: 'hdd', 'topology.kubernetes.io/zone': 'eu-2' } }),
      node('n3'),
      pod('a-0', { namespace: 'a', spec: { nodeSelector: { disk: 'ssd' } } }),
      pod('b-0', { namespace: 'b', spec: affinity('disk', 'NotIn', ['ssd']) }),
      pod('c-0', { namespace: 'c', spec: affinity('kubernetes.io/hostname', 'In', ['n9']) }),
      pod('d-0', { namespace: 'd', spec: affinity('kubernetes.io/hostname', 'Exists', []) }),
    ])
    const { fleet, games } = scenarioOf(cluster)
    const module = (host: string) => fleet.hosts.find(({ name }) => name === host)?.module
    const where = Object.fromEntries(games.map(({ name, components }) => [name, components[0].request.where]))
    expect(where['a']).toEqual({ modules: [module('n1')] })
    expect(where['b']).toEqual({ modules: [module('n3'), module('n2')].sort() })
    expect(where['d']).toEqual({})
    expect(Object.keys(where)).toEqual(['a', 'b', 'd'])
    expect(cluster.leftOut).toEqual([{ reason: 'pods whose node selector accepts no node here', count: 1 }])
  })

  it('keeps apart what the cluster keeps apart', () => {
    const anti = (kind: string, term: object) => ({ affinity: { podAntiAffinity: { [kind]: [term] } } })
    const own = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' }
    const labels = { app: 'db' }
    const required = anti('requiredDuringSchedulingIgnoredDuringExecution', own)
    const preferred = anti('preferredDuringSchedulingIgnoredDuringExecution', { weight: 3, podAffinityTerm: own })
    const others = anti('requiredDuringSchedulingIgnoredDuringExecution', {
      ...own,
      labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
    })
    const cluster = imported([
      node('n1'),
      pod('db-0', { labels, owner: ['StatefulSet', 'db'], spec: required }),
      pod('soft-0', { labels, owner: ['StatefulSet', 'soft'], spec: preferred }),
      pod('far-0', { labels, owner: ['StatefulSet', 'far'], spec: others }),
    ])
    const [{ components }] = scenarioOf(cluster).games
    const spread = Object.fromEntries(components.map(({ name, request }) => [name, request.spread]))
    expect(spread['db']).toEqual([{ scope: 'game', domain: 'host', limit: 1 }])
    expect(spread['soft']).toEqual([{ scope: 'game', domain: 'host', weight: 1 }])
    expect(spread['far']).toEqual([])
    expect(cluster.leftOut).toEqual([{ reason: 'rules of pods to be apart from others', count: 1 }])
  })

  it('counts GPUs and VFs of Nodes and pods by the names of their resources', () => {
    const amounts = {
      'nvidia.com/gpu': '4',
      'intel.com/sriov_net': '16',
      'example.com/fpga': '1',
      'example.com/card': '2',
    }
    const asks = { cpu: '1', memory: '1Gi', 'nvidia.com/gpu': '2', 'intel.com/sriov_net': '1', 'example.com/card': '1' }
    const roles = { gpus: ['example.com/card'], vfs: [] }
    const cluster = imported([node('n1', { amounts }), pod('ai-0', { requests: asks, limits: asks })], { roles })
    const { fleet, games } = scenarioOf(cluster)
    expect(fleet.hosts[0].gpus).toHaveLength(6)
    expect(fleet.hosts[0].allocatable.vfs).toBe(16)
    expect(games[0].components[0].request).toMatchObject({ gpus: 3, network: 'sriov', cpus: 1 })
    expect(cluster.leftOut).toEqual([{ reason: 'example.com/fpga of nodes', count: 1 }])
    expect(podsPlaced(scenarioOf(cluster))).toBe(1)
  })

  it('counts what it leaves out by reason, and keeps tolerations but those of admission', () => {
    const cluster = imported([
      node('n1'),
      pod('done', { phase: 'Succeeded' }),
      { kind: 'Service', metadata: { name: 's', namespace: 'shop' } },
      pod('cni-1', { owner: ['DaemonSet', 'cni'], spec: { nodeName: 'n7' } }),
      pod('cni-2', { owner: ['DaemonSet', 'cni'], spec: { nodeName: '' } }),
      pod('none-0', {
        requests: {},
        spec: {
          tolerations: [
            { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
            { key: 'a', operator: 'Exists' },
          ],
        },
      }),
      pod('disk-0', {
        spec: {
          volumes: [
            { name: 'v', persistentVolumeClaim: { claimName: 'c' } },
            { name: 'e', emptyDir: {} },
          ],
        },
      }),
    ])
    expect(cluster.leftOut).toEqual([
      { reason: 'objects of kind Service', count: 1 },
      { reason: 'persistent volumes of pods', count: 1 },
      { reason: 'pods of a DaemonSet on no node yet', count: 1 },
      { reason: 'pods of a DaemonSet or a kubelet on nodes that are not here', count: 1 },
      { reason: 'pods that ask for no Cpu, counted with 1m', count: 1 },
      { reason: 'pods that ask for no memory, counted with 1Mi', count: 1 },
      { reason: 'pods that have ended', count: 1 },
    ])
    const [{ components }] = scenarioOf(cluster).games
    expect(components.map(({ name, request }) => [name, request.tolerations])).toEqual([
      ['disk', undefined],
      ['none', [{ key: 'a', operator: 'Exists', value: '', effect: '' }]],
    ])
  })

  it('leaves out pods that are being deleted: another has come in their place, or none is wanted', () => {
    const deleted = '2026-11-30T21:00:00Z'
    const daemon = { owner: ['DaemonSet', 'cni'] as const, requests: { cpu: '1500m', memory: '1Gi' } }
    const cluster = imported([
      node('n1'),
      webPod(1),
      pod('web-7d4f-0', { owner: ['ReplicaSet', 'web-7d4f'], labels: { 'pod-template-hash': '7d4f' }, deleted }),
      pod('cni-1', { ...daemon, deleted }),
    ])
    expect(cluster).toMatchObject({ pods: 1, leftOut: [{ reason: 'pods that are being deleted', count: 1 }] })
    // 7.5 Cpus less those of the DaemonSet's pod, whose successor takes as much.
    expect(scenarioOf(cluster).fleet.hosts[0].allocatable.cpus).toBe(6)
  })
})
