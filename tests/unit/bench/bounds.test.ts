import { beforeAll, describe, expect, it } from 'vitest'
import { quantile } from '../../bench/bounds/compaction.ts'
import { hostTypesOf } from '../../bench/bounds/host-type.ts'
import { type Instance, parseInstance } from '../../bench/bounds/instance.ts'
import { optimumOf } from '../../bench/bounds/optimum.ts'
import { PatternLp } from '../../bench/bounds/pattern-bound.ts'
import { place } from '../../bench/bounds/place.ts'
import { Solver } from '../../bench/bounds/solver.ts'
import { SCENARIOS } from '../parse/bundled.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.load()
})

function podText(i: number, pod: string): string {
  const usual = { memory: '1Gi', network: 'bridge', numa: 'single' }
  const rest = Object.entries(usual).filter(([key]) => !pod.includes(`${key}:`))
  return `{name: p${i}, ${rest.map(([key, value]) => `${key}: ${value}, `).join('')}${pod}}`
}

/** Hosts of 17 + 17 Cpus (cts1-quartz-smt1 less a core a NumaNode) and the pods listed. */
function onQuartz(hosts: number, ...pods: readonly string[]): Instance {
  const parsed = parseInstance(
    `{apiVersion: berth.dev/v1alpha1, kind: PackingInstance, metadata: {name: t}, spec: {size: small, binds: [numa],
      fleet: {hostGroups: [{name: q, topology: cts1-quartz-smt1, region: r, idc: i, count: ${hosts}, modules: 1,
        hostsPerRack: 1, sriov: {ens786f0: 3}, disks: [{name: d, capacity: 100Gi, io: 100Mi}],
        reserved: {coresPerNumaNode: 1}}],
      segmentGroups: [{name: s, networks: [sriov, bridge], per: rack, within: 10.16.0.0/13, prefix: 28, vlanFrom: 1,
        reserve: 3}]},
      pods: [${pods.map((pod, i) => podText(i, pod)).join(', ')}]}}`,
    SCENARIOS,
  )
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** Bound, optimum and what `pack` uses. */
function figures(instance: Instance): readonly (number | undefined)[] {
  const { hosts } = new PatternLp(solver, instance).bound()
  const optimum = optimumOf(solver, instance, instance.fleet.hosts.length, 20)
  expect(optimum?.isProven).toBe(true)
  return [hosts, optimum?.hosts, place(instance, 'pack', 1).hosts]
}

describe('bound and optimum of cases worked out by hand', () => {
  it.each([
    ['a NumaNode of 17 takes one pod of 9, whatever the sum says', ['count: 6, cpus: 9'], 3],
    ['pods that may lie across NumaNodes fill all 34', ['count: 6, cpus: 17, numa: preferred'], 3],
    ['11 of them need 374 Cpus of 34 a host', ['count: 22, cpus: 17'], 11],
    ['three VFs a host, on one NumaNode', ['count: 7, cpus: 1, network: sriov'], 3],
    ['12 addresses a host', ['count: 25, cpus: 1'], 3],
    ['which both network modes share', ['count: 6, cpus: 1, network: sriov', 'count: 24, cpus: 1'], 3],
    ['a disk of 100Gi takes two of 40Gi', ['count: 5, cpus: 1, disk: 40Gi'], 3],
    ['its IO share three of 30Mi', ['count: 7, cpus: 1, disk: 1Gi, io: 30Mi'], 3],
    ['at most two on a host', ['count: 5, cpus: 1, perHostMax: 2'], 3],
    ['64Gi a NumaNode takes two of 30Gi', ['count: 9, cpus: 1, memory: 30Gi'], 3],
    ['9 + 8 fill a NumaNode, 9 + 9 do not', ['count: 4, cpus: 9', 'count: 4, cpus: 8'], 2],
  ])('%s', (_, pods, hosts) => {
    expect(figures(onQuartz(12, ...pods))).toEqual([hosts, hosts, hosts])
  })

  it('rounds the LP up and no further: three pods of 12 of two NumaNodes a host are 1.5 hosts', () => {
    const { hosts, value } = new PatternLp(solver, onQuartz(3, 'count: 3, cpus: 12')).bound()
    expect(hosts).toBe(2)
    expect(value).toBeCloseTo(1.5, 6)
  })

  it('says that pods do not fit on the hosts there are', () => {
    expect(() => new PatternLp(solver, onQuartz(2, 'count: 5, cpus: 12')).bound()).toThrow('do not fit')
    const lp = new PatternLp(solver, onQuartz(3, 'count: 5, cpus: 12'))
    expect([lp.canFit([0]), lp.canFit([0, 2]), lp.canFit([0, 1, 2])]).toEqual([false, false, true])
  })

  it('refuses pools that hosts share and that may run out, which it cannot model', () => {
    const instance = onQuartz(3, 'count: 5, cpus: 12')
    const racks = instance.fleet.hosts.map(({ rack }) => rack)
    const pools = [{ ...instance.fleet.pools[0], ranges: ['10.16.0.4-10.16.0.7'], boundTo: { racks } }]
    const shared = { ...instance, fleet: { ...instance.fleet, pools } }
    expect(() => hostTypesOf(shared)).toThrow('shared by hosts')
  })
})

it('takes the nearest-rank 90th percentile: of 11 the tenth', () => {
  expect(quantile([11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(10)
})
