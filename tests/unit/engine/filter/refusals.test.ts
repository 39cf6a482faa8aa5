import { describe, expect, test } from 'vitest'
import { parseCpuList } from '../../../../src/base/cpu-list.ts'
import { FILTERS } from '../../../../src/engine/filter/filters.ts'
import { taintsDisliked } from '../../../../src/engine/filter/taints.ts'
import type { ClassTraits, PodClass } from '../../../../src/engine/pod-class.ts'
import { HostTable } from '../../../../src/engine/state/host-table.ts'
import { countOn } from '../../../../src/engine/state/spread-groups.ts'
import type { Fleet, Host } from '../../../../src/model/fleet.ts'
import type { Taint } from '../../../../src/model/kube/node.ts'
import type { PodRequest } from '../../../../src/model/request.ts'
import { BARE } from '../../bare-holding.ts'
import { classOf } from '../class-of.ts'
import { smtHost } from '../small-fleet.ts'

/**
 * Host 0: 8 cores of 2 threads on two NumaNodes, 16 GiB, two disks, 4 VFs of one NIC, 2 GPUs, a pool of each network,
 * two pools of volumes. Host 2, in the last module, is its like.
 * Host 1: in another module, IDC and region; no pool reaches it, and it has no disk and no device.
 * Each attaches one volume.
 */
function threeHosts(taints: readonly Taint[]): Fleet {
  const full: Host = {
    ...smtHost('h1'),
    taints,
    disks: [
      { name: 'd0', capacityMib: 100, ioKibps: 10 },
      { name: 'd1', capacityMib: 50, ioKibps: 100 },
    ],
    nics: [{ name: 'eth0', numa: 1, vfs: 4, mbps: 100, kpps: 20 }],
    gpus: [0, 1].map((numa) => ({ name: `gpu${numa}`, numa })),
    volumeAttachMax: 1,
  }
  const place = { region: 'west', idc: 'cd', module: 'cd-a', rack: 'cd-a-k1' }
  const bare: Host = { ...smtHost('h2'), ...place, disks: [], nics: [], gpus: [], volumeAttachMax: 1 }
  const boundTo = { modules: ['sz-a', 'cd-b'] }
  return {
    hosts: [full, bare, { ...full, ...place, module: 'cd-b', rack: 'cd-b-k1', name: 'h3' }],
    segments: [
      { name: 'overlay', vlan: 9, subnet: '10.9.0.0/24', networks: ['overlay'] },
      { name: 'vlan', vlan: 7, subnet: '10.0.0.0/24', networks: ['sriov', 'bridge'] },
    ],
    pools: [
      { name: 'overlay', segment: 'overlay', ranges: ['10.9.0.10-10.9.0.10'], boundTo },
      { name: 'vlan', segment: 'vlan', ranges: ['10.0.0.10-10.0.0.10'], boundTo },
    ],
    volumePools: [
      { name: 'large', capacityMib: 500, boundTo },
      { name: 'small', capacityMib: 100, boundTo },
    ],
  }
}

interface Setting {
  readonly host?: number
  /** Cpus of NumaNode 0 that someone holds, with an address of the second pool where `dry`. */
  readonly taken?: string
  readonly dry?: boolean
  /** Whether host 0 has a volume attached. */
  readonly attached?: boolean
  readonly taints?: readonly Taint[]
  readonly rule?: ClassTraits['hostRule']
  readonly keptPool?: number
}

function meet(asked: Partial<PodRequest>, setting: Setting): { hosts: HostTable; host: number; klass: PodClass } {
  const hosts = new HostTable(threeHosts(setting.taints ?? []))
  if (setting.attached === true) {
    hosts.take({ host: 0, cpus: [], memoryMib: [0, 0], ...BARE, pool: -1, volumePool: 0, volumeMib: 1 })
  }
  if (setting.taken !== undefined) {
    const address = setting.dry === true ? { pool: 1, ip: 0x0a00000a } : { pool: -1, ip: 0 }
    hosts.take({ host: 0, cpus: parseCpuList(setting.taken)!, memoryMib: [0, 0], ...BARE, ...address })
  }
  const { rule: hostRule = null, keptPool } = setting
  const kept = keptPool === undefined ? null : { address: { pool: keptPool, ip: 0 }, volume: null }
  return { hosts, host: setting.host ?? 0, klass: classOf(hosts, asked, { hostRule, kept }) }
}

/** Names of the filters that refuse the host; each is asked twice, as verdicts may be kept. */
function refusing(asked: Partial<PodRequest>, setting: Setting = {}): string {
  const { hosts, host, klass } = meet(asked, setting)
  const once = (): string => FILTERS.flatMap(({ name, passes }) => (passes(hosts, host, klass) ? [] : [name])).join()
  const first = once()
  expect(once()).toBe(first)
  return first
}

describe('a host is refused for what it lacks, to the last unit, and for nothing else', () => {
  test.each<[string, Partial<PodRequest>, Setting]>([
    ['', {}, {}],
    ['', {}, { host: 1 }],
    ['', { cpus: 16 }, {}],
    ['Cpus', { cpus: 17 }, {}],
    ['', { cpus: 15, cpuMilli: 1000 }, {}],
    ['Cpus', { cpus: 15, cpuMilli: 1001 }, {}],
    ['Cpus', { cpus: 15 }, { taken: '0-1' }],
    ['', { memoryMib: 16384 }, {}],
    ['Memory', { memoryMib: 16385 }, {}],
    ['', { diskMib: 100, ioKibps: 10 }, {}],
    ['', { diskMib: 50, ioKibps: 100 }, {}],
    ['', { diskMib: 100 }, {}],
    ['', { ioKibps: 100 }, {}],
    ['Disk', { diskMib: 100, ioKibps: 11 }, {}],
    ['Disk', { diskMib: 101 }, {}],
    ['Disk', { ioKibps: 101 }, {}],
    ['Disk', { diskMib: 1 }, { host: 1 }],
    ['Disk', { ioKibps: 1 }, { host: 1 }],
    ['', { gpus: 2 }, {}],
    ['Gpu', { gpus: 3 }, {}],
    ['Gpu', { gpus: 1 }, { host: 1 }],
    ['', { nicMbps: 100, nicKpps: 20 }, {}],
    ['Nic', { nicMbps: 101 }, {}],
    ['Nic', { nicKpps: 21 }, {}],
    ['Nic', { nicMbps: 1 }, { host: 1 }],
    ['', { network: 'sriov' }, {}],
    ['Vf,Ip', { network: 'sriov' }, { host: 1 }],
    ['', { network: 'sriov' }, { host: 2 }],
    ['', { volumeMib: 500 }, {}],
    ['Volume', { volumeMib: 501 }, {}],
    ['', { volumeMib: 100, volumePool: 'small' }, {}],
    ['Volume', { volumeMib: 101, volumePool: 'small' }, {}],
    ['Volume', { volumeMib: 1, volumePool: 'none such' }, {}],
    ['Volume', { volumeMib: 1 }, { attached: true }],
    ['', {}, { attached: true }],
    ['', { volumeMib: 500 }, { host: 2, attached: true }],
    ['Volume', { volumeMib: 1 }, { host: 1 }],
  ])('%j: %j %j', (filters, asked, setting) => {
    expect(refusing(asked, setting)).toBe(filters)
  })
})

describe('a pod of full cores needs whole free ones, and a count that they make up', () => {
  test.each<[string, number, string]>([
    ['', 16, ''],
    ['Cpus', 3, ''],
    ['', 12, '0-1'],
    ['Cpus', 14, '0-1'],
  ])('%j: %i Cpus with %j taken', (filters, cpus, taken) => {
    expect(refusing({ cpus, fullCores: true }, { taken })).toBe(filters)
    // Counted as single threads there is room for each of them.
    expect(refusing({ cpus }, { taken })).toBe('')
  })
})

describe('an address must be free, or the one that a pod brings along must reach the host', () => {
  test.each<[string, Partial<PodRequest>, Setting]>([
    ['', { network: 'bridge' }, {}],
    ['Ip', { network: 'bridge' }, { taken: '0', dry: true }],
    ['', { network: 'overlay' }, { taken: '0', dry: true }],
    ['Ip', { network: 'dual' }, { taken: '0', dry: true }],
    ['', { network: 'dual' }, {}],
    ['', { network: 'bridge' }, { taken: '0', dry: true, keptPool: 1 }],
    ['', { network: 'dual' }, { taken: '0', dry: true, keptPool: 1 }],
    ['Ip', { network: 'bridge' }, { host: 1, keptPool: 1 }],
    ['Ip', { network: 'overlay' }, { host: 1, keptPool: 0 }],
  ])('%j: %j %j', (filters, asked, setting) => {
    expect(refusing(asked, setting)).toBe(filters)
  })
})

test('every list of regions, IDCs and modules must hold the host, and an empty one holds all', () => {
  const [here, there] = [
    { regions: ['south'], idcs: ['sz'], modules: ['sz-a'] },
    { regions: ['west'], idcs: ['cd'], modules: ['cd-a'] },
  ]
  expect(refusing({ where: { regions: [], idcs: [], modules: [] } })).toBe('')
  expect(refusing({ where: here })).toBe('')
  expect(refusing({ where: here }, { host: 1 })).toBe('Where')
  for (const list of ['regions', 'idcs', 'modules'] as const) {
    expect(refusing({ where: { ...here, [list]: there[list] } })).toBe('Where')
    expect(refusing({ where: { [list]: [...here[list], ...there[list]] } }, { host: 1 })).toBe('')
  }
})

test('a hard limit of a game per host counts what stands there; a soft rule refuses nobody', () => {
  const ruleOf = (count: number, limit: number | null) => {
    const rule = { counts: new Int32Array(2), occupied: new Int32Array(1), limit, weight: 1 }
    countOn(rule, 0, count)
    return { rule }
  }
  expect(refusing({}, ruleOf(1, 2))).toBe('')
  expect(refusing({}, ruleOf(2, 2))).toBe('SpreadLimit')
  expect(refusing({}, ruleOf(0, 0))).toBe('SpreadLimit')
  expect(refusing({}, ruleOf(9, null))).toBe('')
})

test('a host that is lost or cordoned takes nothing', () => {
  const { hosts, klass } = meet({}, {})
  hosts.setState(0, 0)
  expect(FILTERS.filter(({ passes }) => !passes(hosts, 0, klass)).map(({ name }) => name)).toEqual(['HostUp'])
})

describe('taints keep off, are disliked, or are tolerated', () => {
  const taint = (key: string, effect: Taint['effect']): Taint => ({ key, value: '', effect })
  const tolerations = [{ key: 'a', operator: 'Exists', value: '', effect: '' }] as const
  test.each<[string, number | null, readonly Taint[]]>([
    ['', 0, []],
    ['', 0, [taint('a', 'NoSchedule'), taint('a', 'NoExecute')]],
    ['', 1, [taint('b', 'PreferNoSchedule')]],
    ['Taints', null, [taint('b', 'NoSchedule')]],
    ['Taints', null, [taint('b', 'NoExecute')]],
    ['Taints', null, [taint('b', 'PreferNoSchedule'), taint('c', 'NoSchedule')]],
    ['', 2, [taint('a', 'PreferNoSchedule'), taint('b', 'PreferNoSchedule'), taint('c', 'PreferNoSchedule')]],
  ])('%j, %j disliked: %j', (filters, disliked, taints) => {
    expect(refusing({ tolerations }, { taints })).toBe(filters)
    const { hosts, klass } = meet({ tolerations }, { taints })
    if (disliked !== null) expect(taintsDisliked(hosts, 0, klass)).toBe(disliked)
  })
})
