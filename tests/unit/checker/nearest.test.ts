import { describe, expect, it } from 'vitest'
import { viewFleet } from '../../../simulator/checker/fleet-view.ts'
import { searchAll } from '../../../simulator/checker/nearest.ts'
import { declare, profilesByName } from '../../../simulator/checker/profiles.ts'
import { State } from '../../../simulator/checker/state.ts'
import type { NearestChange } from '../../../src/model/decision.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import type { PodRequest } from '../../../src/model/request.ts'
import { sizeOf } from '../../../src/model/size.ts'
import { goodLog } from './good-log.ts'

const SMALL: PodRequest = {
  cpus: 2,
  memoryMib: 1024,
  diskMib: 1000,
  ioKibps: 100,
  network: 'bridge',
  numa: 'preferred',
  where: {},
  spread: [],
  profile: 'pack',
}

/** Refuses a pod of this request on an empty fleet of 4 hosts of 6 + 8 Cpus, 2 × 16 GiB, 2 VFs a NumaNode, 2 disks. */
function refused(change: Partial<PodRequest>, edit: (fleet: Fleet) => void = () => {}): NearestChange | null {
  const { fleet } = goodLog()
  edit(fleet)
  const state = new State(viewFleet(fleet))
  const request = { ...SMALL, ...change }
  declare(state, { game: 'g', component: 'c', request }, profilesByName([]))
  const component = state.components.get('g/c')
  if (component === undefined) throw new Error('declared above')
  const pod = state.want('g/z/c-0', component, 'z', 0, sizeOf(request), 'launch')
  const { fits, hosts, nearest } = searchAll(state, pod)
  expect(fits).toBe(-1)
  expect(hosts.reduce((sum, count) => sum + count, 0)).toBe(4)
  return nearest
}

/** Takes all VFs of a NIC out of the fleet. */
const noVfs = (host: number, nic: number) => (fleet: Fleet) =>
  void Object.assign(fleet.hosts[host].nics[nic], { vfs: 0 })
const all =
  (...edits: ((fleet: Fleet) => void)[]) =>
  (fleet: Fleet) =>
    edits.forEach((edit) => {
      edit(fleet)
    })
const everyHost = (edit: (host: number) => (fleet: Fleet) => void) => all(edit(0), edit(1), edit(2), edit(3))

describe('the nearest change', () => {
  it.each<[string, Partial<PodRequest>, ((fleet: Fleet) => void) | undefined, NearestChange | null]>([
    ['Cpus of a whole host', { cpus: 15 }, undefined, { resource: 'cpus', amount: 1, hosts: 4 }],
    ['Cpus of the better NumaNode', { cpus: 10, numa: 'single' }, undefined, { resource: 'cpus', amount: 2, hosts: 4 }],
    ['memory', { memoryMib: 33000 }, undefined, { resource: 'memoryMib', amount: 232, hosts: 4 }],
    [
      'memory of one NumaNode',
      { memoryMib: 17000, numa: 'single' },
      undefined,
      { resource: 'memoryMib', amount: 616, hosts: 4 },
    ],
    ['Cpus and memory both short', { cpus: 15, memoryMib: 33000 }, undefined, null],
    ['disk', { diskMib: 100_500 }, undefined, { resource: 'diskMib', amount: 500, hosts: 4 }],
    ['IO on the bigger disk', { ioKibps: 10_100 }, undefined, { resource: 'ioKibps', amount: 100, hosts: 4 }],
    [
      'disk or IO, whichever is less of the ask',
      { diskMib: 60_000, ioKibps: 10_100 },
      undefined,
      { resource: 'ioKibps', amount: 100, hosts: 4 },
    ],
    [
      'a VF',
      { network: 'sriov' },
      everyHost((host) => all(noVfs(host, 0), noVfs(host, 1))),
      { resource: 'vf', amount: 1, hosts: 3 + 1 },
    ],
    [
      'a VF on the NumaNode with room',
      { network: 'sriov', numa: 'single', cpus: 8 },
      everyHost((host) => noVfs(host, 1)),
      { resource: 'cpus', amount: 2, hosts: 4 },
    ],
    [
      'hosts out of the where lists do not count',
      { cpus: 15, where: { idcs: ['b'] } },
      undefined,
      { resource: 'cpus', amount: 1, hosts: 1 },
    ],
    [
      'an address of a pool that is empty',
      { where: { idcs: ['b'] } },
      (fleet) => void Object.assign(fleet.pools[1], { ranges: [] }),
      { resource: 'ip', amount: 1, hosts: 1 },
    ],
    [
      'no pool at all is not one change away',
      { where: { idcs: ['b'] } },
      (fleet) => void Object.assign(fleet.pools[1], { boundTo: {} }),
      null,
    ],
  ])('%s', (_, change, edit, expected) => {
    expect(refused(change, edit)).toEqual(expected)
  })
})
