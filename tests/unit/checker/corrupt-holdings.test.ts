import { describe } from 'vitest'
import { AT, type Corruption, edit, rewrite, testCorruptions } from './corruption.ts'
import type { Log } from './good-log.ts'

const TABLE: readonly Corruption[] = [
  edit('L1', AT.PLACE_LOGIC_0, 'a Cpu held by two pods', { cpus: '11-12' }, /Cpu 11 is held by g\/z1\/db-0/),
  edit('L1', AT.PLACE_LOGIC_1, 'a reserved Cpu', { cpus: '1,8' }, /Cpu 8 is reserved/),
  edit('L1', AT.PLACE_LOGIC_1, 'a Cpu the host lacks', { cpus: '9,17' }, /Cpu 17 does not exist/),
  edit('L1', AT.PLACE_LOGIC_1, 'a Cpu beyond any host', { cpus: '9,900' }, /900/),
  edit('L1', AT.GROW, 'a resize onto a Cpu of another pod', { pod: 'g/z1/logic-1', cpus: '1,8-10' }, /reserved/),
  edit(
    'L2',
    AT.PLACE_LOGIC_1,
    'memory over a NumaNode',
    { memoryMib: { 0: 20000 } },
    /20000 MiB on NumaNode 0, of which 16384/,
  ),
  edit(
    'L2',
    AT.PLACE_LOGIC_1,
    'memory on a NumaNode the host lacks',
    { memoryMib: { 5: 4096 } },
    /NumaNode 5 does not exist/,
  ),
  edit('L2', AT.PLACE_LOGIC_1, 'less memory than asked', { memoryMib: { 0: 4000 } }, /holds 4000 MiB/),
  edit('L2', AT.PLACE_LOGIC_1, 'fewer Cpus than asked', { cpus: '1' }, /holds 1 Cpus, asked for 2/),
  edit('L2', AT.PLACE_LOGIC_1, 'more disk than asked', { diskMib: { data1: 1001 } }, /1001 MiB of disk/),
  edit('L2', AT.PLACE_LOGIC_1, 'a disk the host lacks', { diskMib: { data7: 1000 } }, /data7/),
  edit('L2', AT.PLACE_LOGIC_1, 'less IO than asked', { ioKibps: 99 }, /99 KiB\/s/),
  rewrite(
    'L2',
    AT.PLACE_LOGIC_1,
    'a disk over its capacity',
    setDisks({ capacityMib: 999 }),
    /1000 MiB on a disk with 999 free/,
  ),
  rewrite(
    'L2',
    AT.PLACE_LOGIC_1,
    'a disk over its IO',
    setDisks({ ioKibps: 99 }),
    /100 KiB\/s of IO on a disk with 99 free/,
  ),
  rewrite(
    'L2',
    AT.PLACE_LOGIC_1,
    'no VF for sriov',
    ({ decisions }) => delete decisions[AT.PLACE_LOGIC_1 - 1].vf,
    /holds 0 VFs/,
  ),
  edit(
    'L3',
    AT.PLACE_LOGIC_0,
    'an IP held by two pods',
    { ip: '10.0.0.10', mac: '02:00:0a:00:00:0a' },
    /held by g\/z1\/db-0/,
  ),
  edit(
    'L3',
    AT.PLACE_LOGIC_0,
    'an IP of a foreign pool',
    { ip: '10.0.1.10', mac: '02:00:0a:00:01:0a', segment: 'seg-b' },
    /not bound/,
  ),
  edit('L3', AT.PLACE_LOGIC_0, 'the wrong segment', { segment: 'seg-b' }, /no pool of segment seg-b/),
  edit(
    'L3',
    AT.RECOVER_Z2,
    'a segment that is not for sriov',
    { ip: '10.0.2.10', mac: '02:00:0a:00:02:0a', segment: 'seg-c' },
    /not for network sriov/,
  ),
  edit(
    'L3',
    AT.PLACE_LOGIC_0,
    'an IP that is not the lowest',
    { ip: '10.0.0.12', mac: '02:00:0a:00:00:0c' },
    /10\.0\.0\.11 of pool-a/,
  ),
  edit(
    'L3',
    AT.PLACE_LOGIC_0,
    'an IP in a gap of the ranges',
    { ip: '10.0.0.13', mac: '02:00:0a:00:00:0d' },
    /no pool/,
  ),
  edit('L3', AT.PLACE_LOGIC_0, 'a mac that is not of the IP', { mac: '02:00:0a:00:00:0c' }, /does not follow/),
  edit('L3', AT.SHRINK, 'a mac that changes in a resize', { mac: '02:00:0a:00:00:0c' }, /does not follow/),
  edit(
    'L3',
    AT.SHRINK,
    'an IP that changes in a resize',
    { ip: '10.0.0.12', mac: '02:00:0a:00:00:0c' },
    /changed from/,
  ),
  edit('L3', AT.PLACE_Z2, 'a VF held by two pods', { vf: 'ens0:0' }, /held by g\/z1\/logic-1/),
  edit('L3', AT.PLACE_LOGIC_1, 'a VF the NIC lacks', { vf: 'ens0:2' }, /does not exist/),
  edit('L3', AT.PLACE_LOGIC_1, 'a VF that is not the lowest', { vf: 'ens0:1' }, /ens0:0 is/),
  edit('L3', AT.PLACE_LOGIC_1, 'the wrong network mode', { network: 'bridge' }, /asked for sriov/),
  edit(
    'L13',
    AT.PLACE_LOGIC_1,
    'a VF on the NIC of the other NumaNode',
    { vf: 'ens1:0' },
    /spans 2 NumaNodes under policy single/,
  ),
  edit('L13', AT.PLACE_LOGIC_1, 'policy single on two NumaNodes', { cpus: '1,12' }, /policy single/),
  rewrite(
    'L13',
    AT.PLACE_DB,
    'two NumaNodes where one would do',
    ({ events, decisions }) => {
      Object.assign(events[4], { cpus: 4, memoryMib: 8000 })
      Object.assign(decisions[0], { cpus: '1-2,4-5', memoryMib: { 0: 4000, 1: 4000 } })
    },
    /where 1 can/,
  ),
  rewrite(
    'L13',
    AT.SHRINK,
    'a resize that keeps two NumaNodes where one would do',
    ({ events, decisions }) => {
      Object.assign(events[8], { pod: 'g/z1/db-0', cpus: 2, memoryMib: 2000 })
      const { seq, kind, cause, atUs } = decisions[AT.SHRINK - 1]
      decisions[AT.SHRINK - 1] = {
        ...decisions[0],
        seq,
        atUs,
        kind,
        cpus: '1,4',
        memoryMib: { 0: 1000, 1: 1000 },
        cause,
        profile: 'spread',
      }
    },
    /where 1 can/,
  ),
  edit('L10', AT.SHRINK, 'a shrunk set that is no subset', { cpus: '15' }, /no subset/),
  edit('L10', AT.GROW, 'a grown set that is no superset', { cpus: '1-3,10' }, /no superset/),
  edit('L10', AT.GROW, 'a host that changes in a resize', { host: 'h3' }, /host changed/),
  edit('L10', AT.GROW, 'a VF that changes in a resize', { vf: 'ens0:1' }, /vf changed/),
  edit('L10', AT.GROW, 'a disk that changes in a resize', { diskMib: { data0: 1000 } }, /disk changed/),
  edit(
    'L10',
    AT.SHRINK,
    'memory that moves in a resize',
    { memoryMib: { 0: 96, 1: 4000 } },
    /memory on NumaNode 1 falls/,
  ),
  rewrite(
    'L10',
    AT.SHRINK,
    'memory that rises on one NumaNode while the total falls',
    ({ events, decisions }) => {
      Object.assign(events[8], { pod: 'g/z1/db-0', cpus: 10, memoryMib: 12000 })
      const { seq, kind, cause, atUs } = decisions[AT.SHRINK - 1]
      decisions[AT.SHRINK - 1] = {
        ...decisions[0],
        seq,
        atUs,
        kind,
        memoryMib: { 0: 1000, 1: 11000 },
        cause,
        profile: 'spread',
      }
    },
    /memory on NumaNode 1 rises/,
  ),
]

/** The second disk is too small for what line 3 takes from it, sums kept right. */
function setDisks(change: { capacityMib?: number; ioKibps?: number }): (log: Log) => void {
  return ({ fleet }) => {
    const host = fleet.hosts[1]
    Object.assign(host.disks[1], change)
    Object.assign(host.allocatable, { diskMib: host.disks[0].capacityMib + host.disks[1].capacityMib })
  }
}

describe('a corrupted holding is reported with its law and line', () => {
  testCorruptions(TABLE)
})
