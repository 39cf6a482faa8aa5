import { describe, expect, it } from 'vitest'
import { podFactsOf } from '../../../../src/live/targets/kubernetes/facts/pod-facts.ts'
import { requestsOfPod } from '../../../../src/live/targets/kubernetes/facts/pod-size.ts'
import { memoryMibOf, milliCpusOf } from '../../../../src/live/targets/kubernetes/facts/quantity.ts'
import { podVersion } from '../../../../src/live/targets/kubernetes/facts/versions.ts'
import type { KubePod } from '../../../../src/live/targets/kubernetes/objects.ts'
import { formatAllocation, parseAllocation } from '../../../../src/model/parse/allocation.ts'
import { formatRequest, parseRequest } from '../../../../src/model/parse/request-words.ts'
import { holdingOf, podNamed } from './objects.ts'

function pathsOf(result: { readonly ok: boolean; readonly faults?: readonly { readonly path: string }[] }): string[] {
  return (result.faults ?? []).map((fault) => fault.path)
}
const OWN_PEER = '{"peers":[{"kind":"near","component":"p","scope":"zone","domain":"rack"}]}'

describe('quantities', () => {
  it.each([
    ['2', 2000],
    ['500m', 500],
    ['1e1', 10_000],
    ['0.1', 100],
    ['100n', 1],
    ['1k', 1_000_000],
  ])('reads %s as %i thousandths of a Cpu', (text, milli) => {
    expect(milliCpusOf(text)).toBe(milli)
  })

  it.each([
    ['1Gi', 1024],
    ['1', 1],
    ['1073741824', 1024],
    ['1G', 954],
    ['1.5Gi', 1536],
    ['2e9', 1908],
    ['1500m', 1],
  ])('reads %s as %i MiB', (text, mib) => {
    expect(memoryMibOf(text)).toBe(mib)
  })

  it.each(['', 'x', '1 Gi', '1Kib', '-1'])('does not read %j', (text) => {
    expect(memoryMibOf(text)).toBeNull()
  })
})

describe('a pod', () => {
  it('of Berth on no host is pending', () => {
    expect(podFactsOf(podNamed('web-7d4-x', { phase: 'Pending' }))).toMatchObject({
      kind: 'ours',
      pod: {
        name: 'game/web-7d4-x',
        game: 'game',
        zone: 'main',
        component: 'web-7d4',
        cpus: 2,
        memoryMib: 1024,
        state: 'pending',
        holding: null,
      },
    })
  })

  it('says who it is and what it asks for', () => {
    const labels = { 'berth.dev/game': 'g', 'berth.dev/zone': 'z', 'berth.dev/component': 'c' }
    const request = {
      diskMib: 100,
      ioKibps: 5,
      network: 'sriov',
      spread: [{ scope: 'zone', domain: 'host', limit: 1 }],
    }
    const annotations = { 'berth.dev/pod': 'g/z/c-0', 'berth.dev/request': JSON.stringify(request) }
    const facts = podFactsOf(podNamed('p', { labels, annotations }))
    expect(facts).toMatchObject({
      kind: 'ours',
      pod: {
        name: 'g/z/c-0',
        game: 'g',
        zone: 'z',
        component: 'c',
        request: { ...request, cpus: 2, numa: 'preferred' },
      },
    })
  })

  it('of Berth on a host holds what its allocation says', () => {
    const holding = holdingOf('1,9')
    expect(podFactsOf(podNamed('p', { holding }))).toMatchObject({
      kind: 'ours',
      decision: 'plan/1',
      faults: [],
      pod: { state: 'running', holding },
    })
  })

  it('whose allocation and spec differ says so, and counts as what it holds', () => {
    const facts = podFactsOf(
      podNamed('p', {
        holding: holdingOf(
          '1,9,2,10'
            .split(',')
            .sort((a, b) => +a - +b)
            .join(','),
        ),
      }),
    )
    expect(facts).toMatchObject({ kind: 'ours', pod: { cpus: 4, memoryMib: 1024 } })
    expect(pathsOf({ ok: false, faults: facts.faults })).toEqual(['pods.game/p.annotations.berth.dev/allocation'])
  })

  it.each([
    ['finished', podNamed('p', { phase: 'Succeeded', holding: holdingOf('1,9') }), 'none', []],
    ['failed', podNamed('p', { phase: 'Failed', node: 'h1' }), 'none', []],
    ['of another scheduler on a host', podNamed('p', { scheduler: 'default-scheduler', node: 'h1' }), 'foreign', []],
    ['of another scheduler on none', podNamed('p', { scheduler: 'default-scheduler' }), 'none', []],
    [
      'bound by somebody else',
      podNamed('p', { node: 'h1' }),
      'foreign',
      ['pods.game/p.annotations.berth.dev/allocation'],
    ],
    [
      'whose allocation names another host',
      podNamed('p', { holding: holdingOf('1,9'), node: 'h2' }),
      'foreign',
      ['pods.game/p.annotations.berth.dev/allocation.host'],
    ],
    [
      'with half a Cpu',
      podNamed('p', { cpu: '1500m' }),
      'none',
      ['pods.game/p.spec.containers.game.resources.requests.cpu'],
    ],
    [
      'with other limits',
      podNamed('p', { limits: { cpu: '3' } }),
      'none',
      [
        'pods.game/p.spec.containers.game.resources.limits.cpu',
        'pods.game/p.spec.containers.game.resources.limits.memory',
      ],
    ],
    [
      'with a request that is none',
      podNamed('p', { annotations: { 'berth.dev/request': '{"network":"wifi","ioKibps":-1}' } }),
      'none',
      ['pods.game/p.annotations.berth.dev/request.ioKibps', 'pods.game/p.annotations.berth.dev/request.network'],
    ],
    [
      'with a rule to be near its own component',
      podNamed('p-7', { annotations: { 'berth.dev/request': OWN_PEER } }),
      'none',
      ['pods.game/p-7.annotations.berth.dev/request.peers[0].component'],
    ],
  ] as const)('%s', (_, pod, kind, paths) => {
    const facts = podFactsOf(pod)
    expect(facts.kind).toBe(kind)
    expect(pathsOf({ ok: false, faults: facts.faults })).toEqual(paths)
  })

  it('says which group of its namespace it is placed with; words that are none are passed over with faults', () => {
    const factsOf = (group: string) => podFactsOf(podNamed('p', { annotations: { 'berth.dev/group': group } }))
    expect(factsOf('{"name":"z7","pods":3}')).toMatchObject({
      faults: [],
      pod: { wish: { group: { name: 'game/z7', pods: 3 } } },
    })
    for (const [group, ...paths] of [
      ['z7', ''],
      ['{"name":"z7"}', '.pods'],
      ['{"name":"Z 7","pods":0}', '.name', '.pods'],
    ]) {
      const { faults } = factsOf(group)
      expect(faults.map(({ path }) => path)).toEqual(
        paths.map((path) => `pods.game/p.annotations.berth.dev/group${path}`),
      )
    }
  })

  it('has a version that its status leaves be and everything that matters moves', () => {
    const pod = podNamed('p')
    expect(podVersion({ ...pod, status: { phase: 'Pending' } })).toBe(podVersion(pod))
    const others = [
      podVersion(podNamed('p', { cpu: '3' })),
      podVersion(podNamed('p', { deleting: true })),
      podVersion(podNamed('p', { node: 'h1' })),
      podVersion(podNamed('p', { holding: holdingOf('1,9') })),
      podVersion(podNamed('p', { labels: { 'berth.dev/game': 'x' } })),
      podVersion({ ...pod, metadata: { ...pod.metadata, uid: 'again' } }),
    ]
    expect(new Set([podVersion(pod), ...others]).size).toBe(others.length + 1)
  })

  it('asks of its node for the most it ever needs', () => {
    const container = (cpu: string, restartPolicy?: string) => ({
      name: cpu,
      resources: { requests: { cpu, memory: '1Mi' } },
      ...(restartPolicy === undefined ? {} : { restartPolicy }),
    })
    const pod = podNamed('p')
    const spec = {
      ...pod.spec,
      containers: [container('1'), container('500m')],
      initContainers: [container('1', 'Always'), container('4')],
      overhead: { cpu: '250m' },
    }
    expect(requestsOfPod({ ...pod, spec } as KubePod)).toEqual({ milliCpus: 5250, memoryMib: 3 })
  })

  it('asks of its node for what it asks for as a whole, which of ours is refused', () => {
    const pod = podNamed('p', { node: 'h1' })
    const resources = { requests: { cpu: '3', memory: '2Gi' }, limits: { memory: '2Gi' } }
    const whole = { ...pod, spec: { ...pod.spec, resources } } as KubePod
    expect(requestsOfPod(whole)).toEqual({ milliCpus: 3000, memoryMib: 2048 })
    const pending = podNamed('p')
    expect(podFactsOf({ ...pending, spec: { ...pending.spec, resources } } as KubePod)).toEqual({
      kind: 'none',
      faults: [
        {
          path: 'pods.game/p.spec.resources',
          found: 'cpu, memory',
          expected: 'nothing: amounts stand at each container of a pod of Berth',
        },
      ],
    })
  })
})

const DEVICES = { gpus: ['gpu0', 'gpu1'], nic: 'eth0', nicMbps: 5, nicKpps: 6 }

describe('what a pod asks for', () => {
  it('is read from its annotation as it was written, sizes apart', () => {
    const words = { diskMib: 1, ioKibps: 0, network: 'sriov', gpus: 2, nicMbps: 5, nicKpps: 6, numa: 'single' } as const
    const rules = { where: { idcs: ['idc-a'] }, spread: [], together: { scope: 'zone', domain: 'idc' } as const }
    const peers = [{ kind: 'near', component: 'gate', scope: 'zone', domain: 'rack', weight: 3 }] as const
    const value = { ...words, ...rules, peers, profile: 'pack' }
    expect(parseRequest(formatRequest({ cpus: 2, memoryMib: 4, ...value }))).toEqual({ ok: true, value })
  })
})

describe('an allocation', () => {
  it('is read as it was written', () => {
    const holding = holdingOf('1,9', { network: 'sriov', vf: 'eth0:3', diskMib: { nvme0: 10 }, ioKibps: 7, ...DEVICES })
    expect(parseAllocation(formatAllocation(holding, 'p/2'))).toEqual({ ok: true, value: { holding, decision: 'p/2' } })
  })

  it.each([
    ['no JSON', '{', ['']],
    ['a number', '3', ['']],
    ['no VF with sriov', JSON.stringify({ ...holdingOf('1'), network: 'sriov', decision: 'p' }), ['vf']],
    ['a share of no NIC', JSON.stringify({ ...holdingOf('1'), nicMbps: 4, decision: 'p' }), ['nic']],
    ['a NIC without a share', JSON.stringify({ ...holdingOf('1'), nic: 'eth0', decision: 'p' }), ['nic']],
    ['no decision', JSON.stringify(holdingOf('1')), ['decision']],
    ['three faults', JSON.stringify({ ...holdingOf('5-1'), ip: 'x', mac: 'y', decision: 'p' }), ['cpus', 'ip', 'mac']],
    ['a fourth octet too large', JSON.stringify({ ...holdingOf('1'), ip: '10.0.0.300', decision: 'p' }), ['ip']],
  ])('with %s is none', (_, text, paths) => {
    expect(pathsOf(parseAllocation(text))).toEqual(paths)
  })
})
