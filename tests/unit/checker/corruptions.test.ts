import { describe, expect, it } from 'vitest'
import type { AuditedFile, Law } from '../../../simulator/checker/report.ts'
import { auditLog, auditTexts, goodLog, type Line, type Log, textOf } from './good-log.ts'

/** The first violation must be of this law and on this line of this file (decisions unless said). */
interface Corruption {
  readonly name: string
  readonly law: Law
  readonly line: number
  readonly file?: AuditedFile
  readonly says: RegExp
  corrupt(log: Log): void
}

const PLACE_DB = 1
const PLACE_LOGIC_0 = 2
const PLACE_LOGIC_1 = 3
const SHRINK = 4
const GROW = 5
const REFUSE_RESIZE = 6
const REFUSE_SPREAD = 7
const PLACE_Z2 = 8
const LOST_LOGIC_1 = 9
const LOST_Z2 = 10
const REFUSE_RECOVER = 11
const RECOVER_Z2 = 12
const RECOVER_LOGIC_1 = 13
const RELEASE_DB = 14
const PLACE_Z3 = 15
const PLACE_Z4 = 16
const REFUSE_Z5 = 17

/** A corruption that edits keys of one decision. */
function edit(law: Law, line: number, name: string, change: Line, says: RegExp): Corruption {
  return { name, law, line, says, corrupt: ({ decisions }) => Object.assign(decisions[line - 1], change) }
}

/** A corruption that edits the fleet, events or several lines. */
function rewrite(
  law: Law,
  line: number,
  name: string,
  corrupt: (log: Log) => void,
  says: RegExp,
  file?: AuditedFile,
): Corruption {
  return { name, law, line, says, corrupt, ...(file === undefined ? {} : { file }) }
}

/** Takes a decision out (and counts seq anew) or puts one in at a line. */
function splice({ decisions }: Log, line: number, count: number, ...lines: Line[]): void {
  decisions.splice(line - 1, count, ...lines)
  decisions.forEach((decision, index) => {
    decision.seq = index + 1
  })
}

const TABLE: readonly Corruption[] = [
  edit('L1', PLACE_LOGIC_0, 'a Cpu held by two pods', { cpus: '11-12' }, /Cpu 11 is held by g\/z1\/db-0/),
  edit('L1', PLACE_LOGIC_1, 'a reserved Cpu', { cpus: '1,8' }, /Cpu 8 is reserved/),
  edit('L1', PLACE_LOGIC_1, 'a Cpu the host lacks', { cpus: '9,17' }, /Cpu 17 does not exist/),
  edit('L1', PLACE_LOGIC_1, 'a Cpu beyond any host', { cpus: '9,900' }, /900/),
  edit('L1', GROW, 'a resize onto a Cpu of another pod', { pod: 'g/z1/logic-1', cpus: '1,8-10' }, /reserved/),
  edit(
    'L2',
    PLACE_LOGIC_1,
    'memory over a NumaNode',
    { memoryMib: { 0: 20000 } },
    /20000 MiB on NumaNode 0, of which 16384/,
  ),
  edit(
    'L2',
    PLACE_LOGIC_1,
    'memory on a NumaNode the host lacks',
    { memoryMib: { 5: 4096 } },
    /NumaNode 5 does not exist/,
  ),
  edit('L2', PLACE_LOGIC_1, 'less memory than asked', { memoryMib: { 0: 4000 } }, /holds 4000 MiB/),
  edit('L2', PLACE_LOGIC_1, 'fewer Cpus than asked', { cpus: '1' }, /holds 1 Cpus, asked for 2/),
  edit('L2', PLACE_LOGIC_1, 'more disk than asked', { diskMib: { data1: 1001 } }, /1001 MiB of disk/),
  edit('L2', PLACE_LOGIC_1, 'a disk the host lacks', { diskMib: { data7: 1000 } }, /data7/),
  edit('L2', PLACE_LOGIC_1, 'less IO than asked', { ioKibps: 99 }, /99 KiB\/s/),
  rewrite(
    'L2',
    PLACE_LOGIC_1,
    'a disk over its capacity',
    setDisks({ capacityMib: 999 }),
    /1000 MiB on a disk with 999 free/,
  ),
  rewrite(
    'L2',
    PLACE_LOGIC_1,
    'a disk over its IO',
    setDisks({ ioKibps: 99 }),
    /100 KiB\/s of IO on a disk with 99 free/,
  ),
  rewrite(
    'L2',
    PLACE_LOGIC_1,
    'no VF for sriov',
    ({ decisions }) => delete decisions[PLACE_LOGIC_1 - 1].vf,
    /holds 0 VFs/,
  ),
  edit(
    'L3',
    PLACE_LOGIC_0,
    'an IP held by two pods',
    { ip: '10.0.0.10', mac: '02:00:0a:00:00:0a' },
    /held by g\/z1\/db-0/,
  ),
  edit(
    'L3',
    PLACE_LOGIC_0,
    'an IP of a foreign pool',
    { ip: '10.0.1.10', mac: '02:00:0a:00:01:0a', segment: 'seg-b' },
    /not bound/,
  ),
  edit('L3', PLACE_LOGIC_0, 'the wrong segment', { segment: 'seg-b' }, /no pool of segment seg-b/),
  edit(
    'L3',
    RECOVER_Z2,
    'a segment that is not for sriov',
    { ip: '10.0.2.10', mac: '02:00:0a:00:02:0a', segment: 'seg-c' },
    /not for network sriov/,
  ),
  edit(
    'L3',
    PLACE_LOGIC_0,
    'an IP that is not the lowest',
    { ip: '10.0.0.12', mac: '02:00:0a:00:00:0c' },
    /10\.0\.0\.11 of pool-a/,
  ),
  edit('L3', PLACE_LOGIC_0, 'an IP in a gap of the ranges', { ip: '10.0.0.13', mac: '02:00:0a:00:00:0d' }, /no pool/),
  edit('L3', PLACE_LOGIC_0, 'a mac that is not of the IP', { mac: '02:00:0a:00:00:0c' }, /does not follow/),
  edit('L3', SHRINK, 'a mac that changes in a resize', { mac: '02:00:0a:00:00:0c' }, /does not follow/),
  edit('L3', SHRINK, 'an IP that changes in a resize', { ip: '10.0.0.12', mac: '02:00:0a:00:00:0c' }, /changed from/),
  edit('L3', PLACE_Z2, 'a VF held by two pods', { vf: 'ens0:0' }, /held by g\/z1\/logic-1/),
  edit('L3', PLACE_LOGIC_1, 'a VF the NIC lacks', { vf: 'ens0:2' }, /does not exist/),
  edit('L3', PLACE_LOGIC_1, 'a VF that is not the lowest', { vf: 'ens0:1' }, /ens0:0 is/),
  edit('L3', PLACE_LOGIC_1, 'the wrong network mode', { network: 'bridge' }, /asked for sriov/),
  edit(
    'L13',
    PLACE_LOGIC_1,
    'a VF on the NIC of the other NumaNode',
    { vf: 'ens1:0' },
    /spans 2 NumaNodes under policy single/,
  ),
  edit('L13', PLACE_LOGIC_1, 'policy single on two NumaNodes', { cpus: '1,12' }, /policy single/),
  rewrite(
    'L13',
    PLACE_DB,
    'two NumaNodes where one would do',
    ({ events, decisions }) => {
      Object.assign(events[4], { cpus: 4, memoryMib: 8000 })
      Object.assign(decisions[0], { cpus: '1-2,4-5', memoryMib: { 0: 4000, 1: 4000 } })
    },
    /where 1 can/,
  ),
  rewrite(
    'L13',
    SHRINK,
    'a resize that keeps two NumaNodes where one would do',
    ({ events, decisions }) => {
      Object.assign(events[8], { pod: 'g/z1/db-0', cpus: 2, memoryMib: 2000 })
      const { seq, kind, cause, atUs } = decisions[SHRINK - 1]
      decisions[SHRINK - 1] = {
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
  rewrite(
    'L4',
    PLACE_LOGIC_1,
    'anti-affinity broken',
    ({ events, decisions }) => {
      events[3].memoryMib = 2000
      Object.assign(decisions[PLACE_LOGIC_1 - 1], { host: 'h1', cpus: '14-15', memoryMib: { 1: 2000 }, vf: 'ens1:1' })
    },
    /host h1 already has 1 pods of this zone, limit 1/,
  ),
  edit('L5', PLACE_LOGIC_0, 'the wrong region', onH4('ens0:0'), /where lists/),
  edit('L5', PLACE_LOGIC_1, 'a together rule broken', { host: 'h3' }, /stay together with are in module m1/),
  edit('L6', RECOVER_Z2, 'a place on a lost host', { host: 'h2' }, /the host is down/),
  edit('L6', LOST_Z2, 'a release from another host', { host: 'h1' }, /released from h1, held on h2/),
  rewrite(
    'L6',
    10,
    'a release without a holding',
    (log) => splice(log, 10, 0, { ...log.decisions[8] }),
    /holds nothing/,
  ),
  rewrite(
    'L6',
    REFUSE_RECOVER - 1,
    'a missing host-lost release',
    (log) => {
      splice(log, RECOVER_Z2, 1)
      splice(log, LOST_Z2, 1)
      log.decisions[9].reasons = [{ filter: 'HostUp', hosts: 1 }, ...log.decisions[9].reasons.slice(1)]
    },
    /its host was lost/,
  ),
  rewrite('L7', 1, 'a place without a request', ({ events }) => events.splice(4, 1), /nothing asked for/),
  rewrite('L7', SHRINK, 'a resize without a request', ({ events }) => events.splice(8, 1), /nothing asked for/),
  rewrite('L7', RELEASE_DB, 'a release without a request', ({ events }) => events.splice(15, 1), /nothing asked for/),
  rewrite(
    'L7',
    12,
    'a refusal told twice, an instant later',
    (log) => {
      splice(log, 12, 0, {
        ...log.decisions[REFUSE_SPREAD - 1],
        atUs: 4000,
        reasons: log.decisions[REFUSE_RECOVER - 1].reasons,
      })
    },
    /refused already/,
  ),
  edit('L7', PLACE_DB, 'a cause that was not asked', { cause: 'scale-up' }, /cause scale-up, asked for as launch/),
  edit('L7', LOST_Z2, 'a lost host called a scale-down', { cause: 'scale-down' }, /cause scale-down/),
  edit('L7', PLACE_DB, 'another profile', { profile: 'pack' }, /profile pack/),
  edit('L7', REFUSE_SPREAD, 'another size refused', { cpus: 3 }, /refuses 3 Cpus/),
  rewrite('L7', GROW, 'grows before shrinks', swap(SHRINK), /shrinks come before grows/),
  rewrite('L7', PLACE_Z2, 'places out of order', swap(REFUSE_SPREAD), /out of order/),
  rewrite(
    'L7',
    RELEASE_DB,
    'a decision at an instant without events',
    (log) => {
      splice(log, RELEASE_DB, 0, { ...log.decisions[REFUSE_SPREAD - 1], atUs: 5500 })
    },
    /without events/,
  ),
  rewrite('L11', PLACE_LOGIC_0, 'a double place', (log) => splice(log, 2, 0, { ...log.decisions[0] }), /placed again/),
  rewrite(
    'L8',
    REFUSE_Z5,
    'a refusal although a host fits',
    ({ events, decisions }) => {
      events[18].cpus = 11
      decisions[REFUSE_Z5 - 1].cpus = 11
    },
    /fits on h3/,
  ),
  rewrite(
    'L8',
    REFUSE_RESIZE,
    'a resize refused although it fits',
    ({ events, decisions }) => {
      events[9].cpus = 4
      decisions[REFUSE_RESIZE - 1].cpus = 4
    },
    /new size fits/,
  ),
  edit(
    'L8',
    REFUSE_SPREAD,
    'wrong reason counts',
    {
      reasons: [
        { filter: 'Where', hosts: 2 },
        { filter: 'SpreadLimit', hosts: 2 },
      ],
    },
    /reasons/,
  ),
  edit('L8', REFUSE_Z5, 'a wrong nearest amount', { nearest: { resource: 'cpus', amount: 7, hosts: 1 } }, /nearest/),
  edit(
    'L8',
    REFUSE_RESIZE,
    'a wrong nearest count',
    { nearest: { resource: 'cpus', amount: 36, hosts: 2 } },
    /nearest/,
  ),
  edit(
    'L8',
    REFUSE_SPREAD,
    'a nearest change where there is none',
    { nearest: { resource: 'vf', amount: 1, hosts: 1 } },
    /expected null/,
  ),
  edit(
    'L9',
    PLACE_LOGIC_0,
    'a host that is not the best',
    { host: 'h2', cpus: '1,9', memoryMib: { 0: 4096 }, vf: 'ens0:0' },
    /scores/,
  ),
  edit('L9', PLACE_DB, 'a tie not won by the lowest rank', { host: 'h3' }, /on h1/),
  edit(
    'L9',
    PLACE_LOGIC_1,
    'other NumaNodes than the rule gives',
    { cpus: '4,12', memoryMib: { 1: 4096 }, vf: 'ens1:0' },
    /NumaNodes 1, the rule gives 0/,
  ),
  edit('L9', PLACE_LOGIC_1, 'another disk than the rule gives', { diskMib: { data0: 1000 } }, /disk data0/),
  edit('L10', SHRINK, 'a shrunk set that is no subset', { cpus: '15' }, /no subset/),
  edit('L10', GROW, 'a grown set that is no superset', { cpus: '1-3,10' }, /no superset/),
  edit('L10', GROW, 'a host that changes in a resize', { host: 'h3' }, /host changed/),
  edit('L10', GROW, 'a VF that changes in a resize', { vf: 'ens0:1' }, /vf changed/),
  edit('L10', GROW, 'a disk that changes in a resize', { diskMib: { data0: 1000 } }, /disk changed/),
  edit('L10', SHRINK, 'memory that moves in a resize', { memoryMib: { 0: 96, 1: 4000 } }, /memory on NumaNode 1 falls/),
  rewrite(
    'L12',
    RECOVER_LOGIC_1 - 1,
    'a pod that still waits though it fits',
    (log) => splice(log, RECOVER_LOGIC_1, 1),
    /wait though/,
  ),
  rewrite(
    'L12',
    REFUSE_Z5 - 1,
    'a request without an answer',
    ({ decisions }) => decisions.pop(),
    /neither placed nor refused/,
  ),
  rewrite('L12', PLACE_Z2 - 1, 'a resize without an answer', (log) => splice(log, REFUSE_RESIZE, 1), /not answered/),
  edit('format', PLACE_LOGIC_1, 'a gap in seq', { seq: 4 }, /seq is 4, expected 3/),
  edit('format', PLACE_Z2, 'time falling', { atUs: 2999 }, /atUs falls/),
  edit('format', PLACE_DB, 'an unknown key', { colour: 'red' }, /found key colour/),
  edit('format', PLACE_DB, 'a text for a number', { seq: '1' }, /seq is "1"/),
  edit('format', PLACE_DB, 'a Cpu list that is not canonical', { cpus: '1,2,3-7,9-11' }, /canonical/),
  edit('format', PLACE_DB, 'an address that is none', { ip: '10.0.0.010' }, /not an IPv4/),
  edit('format', PLACE_DB, 'an unknown host', { host: 'h9' }, /not in the fleet/),
  edit('format', PLACE_DB, 'another zone than declared', { zone: 'z9' }, /z9/),
  edit('format', PLACE_DB, 'an unknown kind', { kind: 'migrate' }, /migrate/),
  rewrite(
    'format',
    2,
    'a request of an undeclared component',
    ({ events }) => events.splice(1, 1),
    /not declared/,
    'events',
  ),
  rewrite(
    'format',
    4,
    'a pod asked for twice',
    ({ events }) => events.splice(3, 0, { ...events[2] }),
    /wanted already/,
    'events',
  ),
  rewrite(
    'format',
    13,
    'an unknown host lost',
    ({ events }) => Object.assign(events[12], { host: 'h9' }),
    /not in the fleet/,
    'events',
  ),
  rewrite(
    'format',
    8,
    'a resize of an unknown pod',
    ({ events }) => Object.assign(events[7], { pod: 'g/z7/db-0' }),
    /no such pod/,
    'events',
  ),
  rewrite(
    'format',
    0,
    'siblings listed twice in the fleet',
    ({ fleet }) => Object.assign(fleet.hosts[0].numaNodes[0].cores, { 1: [1, 8] }),
    /Cpu 8 is listed twice/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'allocatable that is not the sum',
    ({ fleet }) => Object.assign(fleet.hosts[2].allocatable, { memoryMib: 5 }),
    /allocatable\.memoryMib is 5/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'hosts out of order',
    ({ fleet }) => (fleet.hosts as unknown[]).reverse(),
    /do not ascend/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'pools that share addresses',
    ({ fleet }) => Object.assign(fleet.pools[1], { segment: 'seg-a', ranges: ['10.0.0.12-10.0.0.15'] }),
    /share addresses/,
    'fleet',
  ),
  rewrite(
    'format',
    0,
    'a pool outside its subnet',
    ({ fleet }) => Object.assign(fleet.pools[1], { ranges: ['10.0.2.50-10.0.2.60'] }),
    /leaves the subnet/,
    'fleet',
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

/** A holding on h4 that is right but for the region. */
function onH4(vf: string): Line {
  return {
    host: 'h4',
    cpus: '1,9',
    memoryMib: { 0: 4096 },
    vf,
    ip: '10.0.1.10',
    segment: 'seg-b',
    mac: '02:00:0a:00:01:0a',
  }
}

/** Swaps a decision with the next one. */
function swap(line: number): (log: Log) => void {
  return (log) => splice(log, line, 2, log.decisions[line], log.decisions[line - 1])
}

describe('each corruption is reported with its law and line', () => {
  it.each(TABLE)('$law: $name', ({ law, line, file = 'decisions', says, corrupt }) => {
    const log = goodLog()
    corrupt(log)
    const report = auditLog(log)
    expect(report.ok).toBe(false)
    expect(report.violations[0]).toMatchObject({ law, file, line })
    expect(report.violations[0].message).toMatch(says)
    expect(report.laws.find((row) => row.law === law)?.outcome).toBe('broken')
  })
})

describe('faults of the text', () => {
  const corruptText = (change: (text: string) => string) => {
    const { fleet, events, decisions } = goodLog()
    return auditTexts(fleet, textOf(events), change(textOf(decisions))).violations[0]
  }
  it.each([
    ['a truncated last line', (text: string) => text.slice(0, -20), 17, /not JSON/],
    ['a last line without a newline', (text: string) => text.slice(0, -1), 17, /newline/],
    ['an empty line', (text: string) => text.replace('\n', '\n\n'), 2, /not JSON/],
    ['spaces', (text: string) => text.replace('"seq":3,', '"seq": 3,'), 3, /canonical/],
    ['a key twice', (text: string) => text.replace('"seq":3,', '"seq":3,"seq":3,'), 3, /canonical/],
    [
      'keys in another order',
      (text: string) => text.replace('"seq":3,"atUs":0', '"atUs":0,"seq":3'),
      3,
      /found key atUs/,
    ],
    ['a letter beyond ASCII', (text: string) => text.replace('"host":"h2"', '"host":"h\u00fc"'), 3, /ASCII/],
  ] as const)('%s', (_, change, line, says) => {
    const violation = corruptText(change)
    expect(violation).toMatchObject({ law: 'format', file: 'decisions', line })
    expect(violation.message).toMatch(says)
  })
})
